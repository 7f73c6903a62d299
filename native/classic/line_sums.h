// An estimate that is a number for each row plus a number for each column.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "classic/method.h"

namespace lacuna::classic {

/// x_ij = rows[i] + cols[j].
struct LineSums {
  std::vector<double> rows;
  std::vector<double> cols;

  [[nodiscard]] double at(std::size_t row, std::size_t col) const { return rows[row] + cols[col]; }

  void predict(std::span<const Place> places, std::span<float> values) const;
  void fill(std::span<float> matrix) const;
  /// Of width 2.
  [[nodiscard]] Factors factors() const;
  /// Mean of (x_ij − rows[i] − cols[j])² over the entries.
  [[nodiscard]] double meanSquare(const Entries& entries) const;
};

}  // namespace lacuna::classic
