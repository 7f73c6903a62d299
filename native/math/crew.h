// Small matrices are worked on by a crew: its members call a function together and with the same
// arguments, and share what it writes. A crew has these members; the GPU's is a block of threads
// (cuda/block_crew.h).
//
//   leads()                  true for one of them
//   meet()                   what any of them wrote before is there for all behind it
//   each(count, body)        body(i) for i < count, always the same i by the same member
//   grid(rows, cols, body)   body(i, j) for i < rows and j < cols
//   sums(rows, cols, depth, term, use)
//                            use(i, j, Σ_l term(i, l, j)), added from 0 on in the order of l <
//                            depth
#pragma once

#include <cstddef>

#include "math/host_device.h"

namespace lacuna::math {

/// One thread of the CPU.
struct Alone {
  [[nodiscard]] static bool leads() { return true; }
  static void meet() {}

  template <class Body>
  static void each(std::size_t count, Body body) {
    for (std::size_t i = 0; i < count; ++i) {
      body(i);
    }
  }

  template <class Body>
  static void grid(std::size_t rows, std::size_t cols, Body body) {
    for (std::size_t i = 0; i < rows; ++i) {
      for (std::size_t j = 0; j < cols; ++j) {
        body(i, j);
      }
    }
  }

  template <class Term, class Use>
  static void sums(std::size_t rows, std::size_t cols, std::size_t depth, Term term, Use use) {
    constexpr std::size_t kTogether = 8;
    for (std::size_t i = 0; i < rows; ++i) {
      std::size_t j = 0;
      for (; j + kTogether <= cols; j += kTogether) {
        addSome<kTogether>(i, j, depth, term, use);
      }
      for (; j < cols; ++j) {
        addSome<1>(i, j, depth, term, use);
      }
    }
  }

 private:
  template <std::size_t kCount, class Term, class Use>
  static void addSome(std::size_t i, std::size_t first, std::size_t depth, Term term, Use use) {
    double sum[kCount] = {};
    for (std::size_t l = 0; l < depth; ++l) {
      LACUNA_UNROLL(8)
      for (std::size_t j = 0; j < kCount; ++j) {
        sum[j] += term(i, l, first + j);
      }
    }
    for (std::size_t j = 0; j < kCount; ++j) {
      use(i, first + j, sum[j]);
    }
  }
};

}  // namespace lacuna::math
