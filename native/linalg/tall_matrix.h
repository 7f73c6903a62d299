// Tall float matrices of few columns: bases and factors.
#pragma once

#include <cstddef>
#include <cstdint>
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

  TallMatrix() = default;
  /// Zeros.
  TallMatrix(std::size_t row_count, std::size_t col_count)
      : rows(row_count), cols(col_count), data(row_count * col_count) {}
  TallMatrix(std::size_t row_count, std::size_t col_count, std::vector<float> values)
      : rows(row_count), cols(col_count), data(std::move(values)) {}

  [[nodiscard]] HostMatrix view() const { return {data, rows, cols}; }
};

/// a·b.
TallMatrix product(cpu::Team& team, const HostMatrix& a, const HostMatrix& b);

/// Euclidean lengths of the columns.
std::vector<double> columnLengths(const TallMatrix& a);

/// Column j times factors[j].
void scaleColumns(TallMatrix& a, std::span<const double> factors);

/// 1/x, and 0 of what is not positive.
std::vector<double> reciprocals(std::span<const double> values);

/// The first `cols` columns.
TallMatrix leadingColumns(const TallMatrix& a, std::size_t cols);

/// Side by side; at least one.
TallMatrix joined(std::span<const TallMatrix> blocks);

/// Draws from [−1, 1), by (seed, stream, row, column).
TallMatrix drawn(std::size_t rows, std::size_t cols, std::uint64_t seed, std::uint32_t stream);

/// A = U·diag(s)·Vᵀ with s descending. From AᵀA in double, so that values below some 1e-8·s_1 are
/// rounding errors. Columns of U are zero for values below 1e-7·s_1.
struct TallSvd {
  TallMatrix u;           // rows × cols
  std::vector<double> s;  // cols
  TallMatrix v;           // cols × cols
};

TallSvd tallSvd(cpu::Team& team, const TallMatrix& a);

}  // namespace lacuna
