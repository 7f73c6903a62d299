// Tall float matrices of few columns, made orthonormal.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "cpu/team.h"
#include "linalg/host_product.h"

namespace lacuna {

/// rows × cols, row-major.
struct TallMatrix {
  std::size_t rows = 0;
  std::size_t cols = 0;
  std::vector<float> data;

  [[nodiscard]] HostMatrix view() const { return {data, rows, cols}; }
};

/// Euclidean lengths of the columns.
std::vector<double> columnLengths(const TallMatrix& a);

/// Orthonormal columns with the same span (Cholesky QR in double, twice). Leaves out a column of
/// which no more than floors[column], or a millionth of it, is left beside the columns before it.
void orthonormalise(cpu::Team& team, TallMatrix& a, std::span<const double> floors);

/// Orthonormal columns for what the span of `a` has beside orthonormal `blocks`; leaves out columns
/// of which hardly more than rounding errors remain.
void orthonormaliseBeside(cpu::Team& team, TallMatrix& a, std::span<const TallMatrix> blocks);

}  // namespace lacuna
