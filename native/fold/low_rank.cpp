#include "fold/low_rank.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "fold/descending_eigen.h"
#include "linalg/gram.h"
#include "support/error.h"

namespace lacuna {
namespace {

/// Singular values whose squares are below this share of the greatest are rounding.
constexpr double kRounding = 1e-13;

/// Row-major doubles.
struct Table {
  std::size_t rows;
  std::size_t cols;
  std::vector<double> data;

  [[nodiscard]] const double* row(std::size_t i) const { return data.data() + i * cols; }
  [[nodiscard]] double* row(std::size_t i) { return data.data() + i * cols; }
};

void requireFinite(std::span<const float> values) {
  if (!std::all_of(values.begin(), values.end(),
                   [](float value) { return std::isfinite(value); })) {
    throw Error(ErrorCode::invalid_argument,
                "Expected a matrix with finite entries to make a model of");
  }
}

Table table(std::span<const float> values, std::size_t rows, std::size_t cols) {
  return {rows, cols, {values.begin(), values.end()}};
}

Table transposed(std::span<const float> values, std::size_t rows, std::size_t cols) {
  Table t{cols, rows, std::vector<double>(values.size())};
  for (std::size_t i = 0; i < rows; ++i) {
    for (std::size_t j = 0; j < cols; ++j) {
      t.data[j * rows + i] = values[i * cols + j];
    }
  }
  return t;
}

/// x·tᵀ for t (kept×cols), rows×kept.
Table onto(const Table& x, const double* t, std::size_t kept) {
  Table y{x.rows, kept, std::vector<double>(x.rows * kept)};
  for (std::size_t i = 0; i < x.rows; ++i) {
    for (std::size_t k = 0; k < kept; ++k) {
      double sum = 0.0;
      for (std::size_t j = 0; j < x.cols; ++j) {
        sum += x.row(i)[j] * t[k * x.cols + j];
      }
      y.row(i)[k] = sum;
    }
  }
  return y;
}

/// Column k times factors[k].
void scaleColumns(Table& x, const std::vector<double>& factors) {
  for (std::size_t i = 0; i < x.rows; ++i) {
    for (std::size_t k = 0; k < x.cols; ++k) {
      x.row(i)[k] *= factors[k];
    }
  }
}

/// Σ over rows of ‖row − mean row‖².
double energyAroundMean(const Table& x) {
  std::vector<double> mean(x.cols, 0.0);
  for (std::size_t i = 0; i < x.rows; ++i) {
    for (std::size_t j = 0; j < x.cols; ++j) {
      mean[j] += x.row(i)[j] / static_cast<double>(x.rows);
    }
  }
  double energy = 0.0;
  for (std::size_t i = 0; i < x.rows; ++i) {
    for (std::size_t j = 0; j < x.cols; ++j) {
      const double d = x.row(i)[j] - mean[j];
      energy += d * d;
    }
  }
  return energy;
}

/// How many of the descending squares of singular values stay; at least one.
std::size_t keptOf(const std::vector<double>& squares, double energy) {
  std::size_t kept = squares.size();
  double left_out = 0.0;
  while (kept > 1) {
    left_out += std::max(squares[kept - 1], 0.0);
    const bool small =
        left_out <= kTruncatedEnergy * energy || !(squares[kept - 1] > kRounding * squares[0]);
    if (!small && kept <= kMostRank) {
      break;
    }
    --kept;
  }
  return kept;
}

std::vector<float> floats(const Table& x) { return {x.data.begin(), x.data.end()}; }

/// x ≈ left·rightᵀ with orthonormal columns of `right`.
struct Tall {
  Table left;
  Table right;
};

Tall truncated(const Table& x, double energy, const std::atomic<bool>& stop) {
  const EigenDecomposition eigen =
      descendingEigen(gramOfColumns(x.data, x.rows, x.cols), x.cols, stop);
  const std::size_t kept = keptOf(eigen.values, energy);
  Table right{x.cols, kept, std::vector<double>(x.cols * kept)};
  for (std::size_t k = 0; k < kept; ++k) {
    for (std::size_t j = 0; j < x.cols; ++j) {
      right.row(j)[k] = eigen.vectors[k * x.cols + j];
    }
  }
  return {onto(x, eigen.vectors.data(), kept), std::move(right)};
}

LowRank lowRank(const Table& left, const Table& right) {
  return {static_cast<std::uint32_t>(left.rows), static_cast<std::uint32_t>(right.rows),
          static_cast<std::uint32_t>(left.cols), floats(left), floats(right)};
}

/// 1/‖column‖, 0 for a column of zeros.
std::vector<double> inverseNorms(const Table& x) {
  std::vector<double> norms(x.cols, 0.0);
  for (std::size_t i = 0; i < x.rows; ++i) {
    for (std::size_t k = 0; k < x.cols; ++k) {
      norms[k] += x.row(i)[k] * x.row(i)[k];
    }
  }
  for (double& norm : norms) {
    norm = norm > 0.0 ? 1.0 / std::sqrt(norm) : 0.0;
  }
  return norms;
}

}  // namespace

LowRank lowRankOf(std::span<const float> x, std::uint32_t rows, std::uint32_t cols,
                  const std::atomic<bool>& stop) {
  requireFinite(x);
  const Table given = table(x, rows, cols);
  const double energy = energyAroundMean(given);
  if (rows >= cols) {
    const auto [left, right] = truncated(given, energy, stop);
    return lowRank(left, right);
  }
  // Xᵀ = (V·S)·Uᵀ: the norms change sides.
  auto [right, left] = truncated(transposed(x, rows, cols), energy, stop);
  const std::vector<double> inverse = inverseNorms(right);
  std::vector<double> norms(inverse.size());
  std::transform(inverse.begin(), inverse.end(), norms.begin(),
                 [](double value) { return value > 0.0 ? 1.0 / value : 0.0; });
  scaleColumns(right, inverse);
  scaleColumns(left, norms);
  return lowRank(left, right);
}

LowRank lowRankOf(std::span<const float> left, std::span<const float> right, std::uint32_t rows,
                  std::uint32_t cols, const std::atomic<bool>& stop) {
  requireFinite(left);
  requireFinite(right);
  const std::size_t width = left.size() / rows;
  const Table b = table(right, cols, width);
  // B = V·Tᵀ with orthonormal V: BᵀB = U·D·Uᵀ, T = U·D^(1/2), V = B·U·D^(−1/2).
  const EigenDecomposition eigen =
      descendingEigen(gramOfColumns(b.data, b.rows, b.cols), width, stop);
  std::size_t kept = 0;
  std::vector<double> roots(width, 0.0);
  std::vector<double> inverses(width, 0.0);
  for (; kept < width && eigen.values[kept] > kRounding * eigen.values[0]; ++kept) {
    roots[kept] = std::sqrt(eigen.values[kept]);
    inverses[kept] = 1.0 / roots[kept];
  }
  if (kept == 0) {
    return {rows, cols, 1, std::vector<float>(rows, 0.0F), std::vector<float>(cols, 0.0F)};
  }
  Table v = onto(b, eigen.vectors.data(), kept);
  scaleColumns(v, inverses);
  Table a = onto(table(left, rows, width), eigen.vectors.data(), kept);
  scaleColumns(a, roots);
  // X = A'·Vᵀ with orthonormal V, and A' = L·Pᵀ.
  const auto [rotated, basis] = truncated(a, energyAroundMean(a), stop);
  Table basis_rows{basis.cols, basis.rows, std::vector<double>(basis.data.size())};
  for (std::size_t i = 0; i < basis.rows; ++i) {
    for (std::size_t k = 0; k < basis.cols; ++k) {
      basis_rows.row(k)[i] = basis.row(i)[k];
    }
  }
  return lowRank(rotated, onto(v, basis_rows.data.data(), basis.cols));
}

std::uint64_t lowRankBytes(std::uint64_t rows, std::uint64_t cols) {
  const std::uint64_t k = std::min(rows, cols);
  const std::uint64_t rank = std::min<std::uint64_t>(k, kMostRank);
  // X and its transpose; the Gram matrix, its reflections, its eigenvectors in two orders.
  return sizeof(double) * (2 * rows * cols + 4 * k * k + 2 * (rows + cols) * rank);
}

std::uint64_t lowRankBytes(std::uint64_t rows, std::uint64_t cols, std::uint64_t width) {
  return sizeof(double) * (3 * (rows + cols) * width + 4 * width * width);
}

}  // namespace lacuna
