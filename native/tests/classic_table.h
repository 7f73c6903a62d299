// Tables with missing entries, for twins that follow definitions.
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

#include "classic_problem.h"

namespace lacuna::test {

inline constexpr float kMissing = std::numeric_limits<float>::quiet_NaN();

/// Rows × cols, row-major, NaN where nothing is observed.
struct Table {
  std::vector<float> x;
  std::size_t rows;
  std::size_t cols;

  [[nodiscard]] double at(std::size_t i, std::size_t j) const { return x[i * cols + j]; }
  [[nodiscard]] bool has(std::size_t i, std::size_t j) const { return !std::isnan(at(i, j)); }
};

inline Table transposed(const Table& a) {
  Table b{std::vector<float>(a.x.size()), a.cols, a.rows};
  for (std::size_t i = 0; i < a.rows; ++i) {
    for (std::size_t j = 0; j < a.cols; ++j) {
      b.x[j * a.rows + i] = a.x[i * a.cols + j];
    }
  }
  return b;
}

inline classic::Entries entriesOfTable(const Table& table) {
  return entriesOfMatrix(table.x, static_cast<std::uint32_t>(table.rows),
                         static_cast<std::uint32_t>(table.cols));
}

}  // namespace lacuna::test
