// Sparse symmetric matrices.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace lacuna {

/// A symmetric matrix by rows: entry e of row i, from offsets[i] to offsets[i + 1] − 1, is
/// values[e] at column cols[e]. Both triangles and the diagonal are there, columns in any order.
struct SymmetricRows {
  std::vector<std::uint64_t> offsets;  // one more than there are rows
  std::vector<std::uint32_t> cols;
  std::vector<double> values;

  [[nodiscard]] std::size_t order() const { return offsets.size() - 1; }
};

}  // namespace lacuna
