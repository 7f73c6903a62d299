// What kernels say they touch, in terms of the matrices of a batch.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "cpu/program.h"
#include "device/batch.h"

namespace lacuna::cpu {

template <class T>
Access accessTo(const T* begin, const T* end, std::size_t cols, Touch touch) {
  return {reinterpret_cast<const std::byte*>(begin), reinterpret_cast<const std::byte*>(end),
          cols * sizeof(T), touch};
}

/// What a kernel touches of the matrices of its problems.
class Touches {
 public:
  explicit Touches(Problems problems) {
    const auto [first, last] = std::ranges::minmax(problems);
    first_ = first;
    last_ = last;
  }

  template <class M>
  [[nodiscard]] Access readsRows(const M& m) const {
    return of(m, Touch::reads_own_rows);
  }
  template <class M>
  [[nodiscard]] Access writesRows(const M& m) const {
    return of(m, Touch::writes_own_rows);
  }
  template <class M>
  [[nodiscard]] Access reads(const M& m) const {
    return of(m, Touch::reads_anywhere);
  }
  template <class M>
  [[nodiscard]] Access writes(const M& m) const {
    return of(m, Touch::writes_anywhere);
  }

 private:
  template <class M>
  [[nodiscard]] Access of(const M& m, Touch touch) const {
    return accessTo(m.of(first_), m.of(last_) + m.size(), m.cols, touch);
  }

  std::uint32_t first_;
  std::uint32_t last_;
};

/// Every row of m, at the cost of a simple loop.
template <class T>
Rows rowsOf(const BatchedMatrix<T>& m) {
  return {m.rows, 1, m.size()};
}

/// The same rows as a range of floats.
inline Range flatOf(Range rows, std::size_t cols) { return {rows.begin * cols, rows.end * cols}; }

}  // namespace lacuna::cpu
