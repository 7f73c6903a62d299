// A block of threads as the crew of a small matrix (see math/crew.h).
#pragma once

#include "cuda/cta.h"
#include "math/crew.h"

namespace lacuna::gpu {

template <class Cta>
class BlockCrew {
 public:
  explicit LACUNA_GPU BlockCrew(Cta& cta) : cta_(cta) {}

  [[nodiscard]] LACUNA_GPU bool leads() const { return cta_.thread() == 0; }
  LACUNA_GPU void meet() const { cta_.sync(); }

  template <class Body>
  LACUNA_GPU void each(std::size_t count, Body body) const {
    LACUNA_ROLLED
    for (std::uint32_t i = cta_.thread(); i < count; i += kThreads) {
      body(std::size_t{i});
    }
  }

  template <class Body>
  LACUNA_GPU void grid(std::size_t rows, std::size_t cols, Body body) const {
    const auto across = static_cast<std::uint32_t>(cols);
    each(rows * cols, [across, &body](std::size_t at) {
      const auto place = static_cast<std::uint32_t>(at);
      body(std::size_t{place / across}, std::size_t{place % across});
    });
  }

  template <class Term, class Use>
  LACUNA_GPU void sums(std::size_t rows, std::size_t cols, std::size_t depth, Term term,
                       Use use) const {
    grid(rows, cols, [depth, &term, &use](std::size_t i, std::size_t j) {
      double sum = 0.0;
      for (std::size_t l = 0; l < depth; ++l) {
        sum += term(i, l, j);
      }
      use(i, j, sum);
    });
  }

 private:
  Cta& cta_;
};

}  // namespace lacuna::gpu
