// Observed entries only: X = a·bᵀ is never formed.
#pragma once

#include "cuda/entries.h"
#include "device/device.h"

namespace lacuna::gpu {

/// Rows of a: slopes = scale·slope of the residuals, d_a = Σ slope·b_j, sums (rows×1) = Σ value.
/// Sixteen threads share a row: first an entry after the other, all of them in its product; then
/// the columns of d_a, each a chain over the entries.
struct SparseRowsOp {
  Matrix d_a;
  float* slopes;
  DoubleMatrix sums;
  ConstMatrix a;
  ConstMatrix b;
  SparseBatch observed;
  DoubleMatrix scale;
  FidelityKind kind;

  std::uint32_t plan(Layout /*layout*/) const { return tilesOf(d_a.rows, kTileRows); }

  template <class Residual, class Cta>
  LACUNA_GPU void rowAs(Cta& cta, std::uint32_t problem, std::size_t i, std::uint32_t lane) const {
    const std::uint32_t* const offsets =
        observed.row_offsets + static_cast<std::size_t>(problem) * (observed.rows + 1);
    const auto factor = static_cast<float>(*scale.of(problem));
    const std::uint32_t rank = a.cols;
    const float* const own = a.of(problem) + i * rank;
    double sum = 0.0;
    for (std::uint32_t e = offsets[i]; e < offsets[i + 1]; ++e) {
      const float* const other =
          b.of(problem) + static_cast<std::size_t>(observed.entry_cols[e]) * rank;
      float product = 0.0F;
      for (std::uint32_t k = lane; k < rank; k += kLanes) {
        product = math::fma(own[k], other[k], product);
      }
      const float r = math::residual(cta.fold(product), observed.entry_values[e], 1.0F);
      sum += static_cast<double>(Residual::value(r));
      if (lane == 0) {
        slopes[e] = factor * Residual::slope(r);
      }
    }
    if (lane == 0) {
      sums.of(problem)[i] = sum;
    }
    cta.meetLanes();
    for (std::uint32_t k = lane; k < rank; k += kLanes) {
      float chain = 0.0F;
      for (std::uint32_t e = offsets[i]; e < offsets[i + 1]; ++e) {
        chain = math::fma(
            slopes[e], b.of(problem)[static_cast<std::size_t>(observed.entry_cols[e]) * rank + k],
            chain);
      }
      d_a.of(problem)[i * rank + k] = chain;
    }
  }

  template <class Cta>
  LACUNA_GPU void run(Cta& cta, std::uint32_t problem, std::uint32_t tile) const {
    forRow(cta, d_a.rows, tile, [&](std::size_t i, std::uint32_t lane) {
      if (kind == FidelityKind::l1) {
        rowAs<math::AbsoluteResidual>(cta, problem, i, lane);
      } else {
        rowAs<math::SquaredResidual>(cta, problem, i, lane);
      }
    });
  }
};

/// Rows of b: d_b = Σ slope·a_i over the entries of a column.
struct SparseColsOp {
  Matrix d_b;
  const float* slopes;
  ConstMatrix a;
  SparseBatch observed;

  std::uint32_t plan(Layout /*layout*/) const { return tilesOf(d_b.rows, kTileRows); }

  template <class Cta>
  LACUNA_GPU void run(Cta& cta, std::uint32_t problem, std::uint32_t tile) const {
    forRow(cta, d_b.rows, tile, [&](std::size_t j, std::uint32_t lane) {
      const std::uint32_t* const offsets =
          observed.col_offsets + static_cast<std::size_t>(problem) * (observed.cols + 1);
      for (std::uint32_t k = lane; k < a.cols; k += kLanes) {
        float chain = 0.0F;
        for (std::uint32_t e = offsets[j]; e < offsets[j + 1]; ++e) {
          chain = math::fma(
              slopes[observed.entry_places[e]],
              a.of(problem)[static_cast<std::size_t>(observed.entry_rows[e]) * a.cols + k], chain);
        }
        d_b.of(problem)[j * a.cols + k] = chain;
      }
    });
  }
};

}  // namespace lacuna::gpu
