// Kernels with a sum along each row: sixteen threads share a row, and their sums, in double, are
// folded by halves.
#pragma once

#include "cuda/entries.h"
#include "device/device.h"
#include "math/exponential.h"

namespace lacuna::gpu {

/// Tiles of rows of `y`, for kernels with a member row(cta, problem, row, lane).
template <class Self>
struct ByRows {
  template <class Cta>
  LACUNA_GPU void run(Cta& cta, std::uint32_t problem, std::uint32_t tile) const {
    const Self& self = static_cast<const Self&>(*this);
    forRow(cta, self.y.rows, tile,
           [&](std::size_t row, std::uint32_t lane) { self.row(cta, problem, row, lane); });
  }
  std::uint32_t plan(Layout /*layout*/) const {
    return tilesOf(static_cast<const Self&>(*this).y.rows, kTileRows);
  }
};

/// y = x − the mean of each row.
struct CentreRowsOp : ByRows<CentreRowsOp> {
  Matrix y;
  ConstMatrix x;

  template <class Cta>
  LACUNA_GPU void row(Cta& cta, std::uint32_t problem, std::size_t i, std::uint32_t lane) const {
    const Sources from{x.of(problem) + i * x.cols};
    float* const to = y.of(problem) + i * x.cols;
    double sum = 0.0;
    forLane(cta, x.cols, lane, from,
            [&](std::uint32_t /*j*/, float value) { sum += static_cast<double>(value); });
    const auto mean = static_cast<float>(cta.fold(sum) / static_cast<double>(x.cols));
    forLane(cta, x.cols, lane, from, [&](std::uint32_t j, float value) { to[j] = value - mean; });
  }
};

/// sums (rows×1) = Σ_j x_ij·y_ij, rounded to float before they are added.
struct DotOp : ByRows<DotOp> {
  ConstMatrix y;
  ConstMatrix x;
  DoubleMatrix sums;

  template <class Cta>
  LACUNA_GPU void row(Cta& cta, std::uint32_t problem, std::size_t i, std::uint32_t lane) const {
    const float* const left = x.of(problem) + i * x.cols;
    const float* const right = y.of(problem) + i * x.cols;
    double sum = 0.0;
    forLane(cta, x.cols, lane, Sources{left, right},
            [&](std::uint32_t /*j*/, float l, float r) { sum += static_cast<double>(l * r); });
    keepSum(cta, sums.of(problem) + i, lane, sum);
  }
};

/// sums (rows×1) = Σ_j y_ij², in double.
struct RowSquaresOp : ByRows<RowSquaresOp> {
  ConstMatrix y;
  DoubleMatrix sums;

  template <class Cta>
  LACUNA_GPU void row(Cta& cta, std::uint32_t problem, std::size_t i, std::uint32_t lane) const {
    double sum = 0.0;
    forLane(cta, y.cols, lane, Sources{y.of(problem) + i * y.cols},
            [&](std::uint32_t /*j*/, float value) {
              const auto x = static_cast<double>(value);
              sum += x * x;
            });
    keepSum(cta, sums.of(problem) + i, lane, sum);
  }
};

/// y = d_x = scale · slope, sums (rows×1) = Σ value.
struct FidelityOp : ByRows<FidelityOp> {
  Matrix y;
  ConstMatrix x;
  ConstMatrix target;
  ConstMatrix mask;
  DoubleMatrix scale;
  DoubleMatrix sums;
  FidelityKind kind;

  template <class Residual, class Cta>
  LACUNA_GPU void rowAs(Cta& cta, std::uint32_t problem, std::size_t i, std::uint32_t lane) const {
    const auto factor = static_cast<float>(*scale.of(problem));
    const std::size_t first = i * x.cols;
    const Sources from{x.of(problem) + first, target.of(problem) + first, mask.of(problem) + first};
    float* const slopes = y.of(problem) + first;
    double sum = 0.0;
    forLane(cta, x.cols, lane, from,
            [&](std::uint32_t j, float value, float wanted, float is_there) {
              const float r = math::residual(value, wanted, is_there);
              slopes[j] = factor * Residual::slope(r);
              sum += static_cast<double>(Residual::value(r));
            });
    keepSum(cta, sums.of(problem) + i, lane, sum);
  }

  template <class Cta>
  LACUNA_GPU void row(Cta& cta, std::uint32_t problem, std::size_t i, std::uint32_t lane) const {
    if (kind == FidelityKind::l1) {
      rowAs<math::AbsoluteResidual>(cta, problem, i, lane);
    } else {
      rowAs<math::SquaredResidual>(cta, problem, i, lane);
    }
  }
};

/// y = d_g += 2·(weight_rows·λ_i + weight_cols·μ_j)·g, and both energies of each row.
struct SpectralEnergyOp : ByRows<SpectralEnergyOp> {
  Matrix y;
  ConstMatrix g;
  ConstMatrix lambda;
  ConstMatrix mu;
  DoubleMatrix by_rows;
  DoubleMatrix by_cols;
  float weight_rows;
  float weight_cols;

  template <class Cta>
  LACUNA_GPU void row(Cta& cta, std::uint32_t problem, std::size_t i, std::uint32_t lane) const {
    const float own = lambda.of(problem)[i];
    const float slope_of_row = 2.0F * weight_rows * own;
    const float slope_of_cols = 2.0F * weight_cols;
    double squares = 0.0;
    double weighted = 0.0;
    for (std::uint32_t j = lane; j < g.cols; j += kLanes) {
      const std::size_t at = i * g.cols + j;
      const float x = g.of(problem)[at];
      const float m = mu.of(problem)[j];
      float& slope = y.of(problem)[at];
      slope = math::fma(math::fma(slope_of_cols, m, slope_of_row), x, slope);
      squares += static_cast<double>(x) * static_cast<double>(x);
      weighted += static_cast<double>(m * x * x);
    }
    squares = cta.fold(squares);
    weighted = cta.fold(weighted);
    if (lane == 0) {
      by_rows.of(problem)[i] = static_cast<double>(own) * squares;
      by_cols.of(problem)[i] = weighted;
    }
  }
};

/// y_ii = 0, sums (rows×1) = Σ_j y_ij², y = scale·y.
struct OffDiagonalOp : ByRows<OffDiagonalOp> {
  Matrix y;
  DoubleMatrix sums;
  float scale;

  template <class Cta>
  LACUNA_GPU void row(Cta& cta, std::uint32_t problem, std::size_t i, std::uint32_t lane) const {
    double sum = 0.0;
    for (std::uint32_t j = lane; j < y.cols; j += kLanes) {
      float& entry = y.of(problem)[i * y.cols + j];
      const float x = j == i ? 0.0F : entry;
      sum += static_cast<double>(x) * static_cast<double>(x);
      entry = scale * x;
    }
    keepSum(cta, sums.of(problem) + i, lane, sum);
  }
};

/// y (rows×1) = Σ_k a_ik·b_ik as one fused chain, the bits of a product's diagonal.
struct RowProductsOp {
  Matrix y;
  ConstMatrix a;
  ConstMatrix b;

  std::uint32_t plan(Layout /*layout*/) const { return tilesOf(y.rows, kThreads); }

  template <class Cta>
  LACUNA_GPU void run(Cta& cta, std::uint32_t problem, std::uint32_t tile) const {
    const std::size_t i = static_cast<std::size_t>(tile) * kThreads + cta.thread();
    if (i < y.rows) {
      float sum = 0.0F;
      for (std::size_t k = i * a.cols; k < (i + 1) * a.cols; ++k) {
        sum = math::fma(a.of(problem)[k], b.of(problem)[k], sum);
      }
      y.of(problem)[i] = sum;
    }
  }
};

/// Column sums of x (m×n) in double, in order: into `sums` (1×n) with what is there, or as floats.
struct ColumnSumsOp {
  DoubleMatrix sums;  // no data: `y`
  Matrix y;
  ConstMatrix x;

  std::uint32_t plan(Layout /*layout*/) const { return tilesOf(x.cols, kThreads); }

  template <class Cta>
  LACUNA_GPU void run(Cta& cta, std::uint32_t problem, std::uint32_t tile) const {
    const std::size_t j = static_cast<std::size_t>(tile) * kThreads + cta.thread();
    if (j < x.cols) {
      double sum = 0.0;
      for (std::size_t i = 0; i < x.rows; ++i) {
        sum += static_cast<double>(x.of(problem)[i * x.cols + j]);
      }
      if (sums.data != nullptr) {
        sums.of(problem)[j] += sum;
      } else {
        y.of(problem)[j] = static_cast<float>(0.0 + sum);
      }
    }
  }
};

}  // namespace lacuna::gpu
