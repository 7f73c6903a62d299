// Kernels over observed entries only: X = a·bᵀ is never formed.
#pragma once

#include <cstddef>

#include "cpu/kernel_table.h"
#include "cpu/simd/wide.h"

namespace lacuna::cpu {

template <class Isa>
struct SparseKernels {
  using F = Wide<typename Isa::Vec>;

  /// Σ_k x_k·y_k in sixteen fused chains, folded by halves.
  static LACUNA_HD float product(const float* x, const float* y, std::size_t n) {
    F sum(0.0F);
    forEachWide(n, [&](std::size_t k, auto lanes) LACUNA_BODY {
      sum = fma(F::load(x + k, lanes), F::load(y + k, lanes), sum);
    });
    return fold(sum, [](auto a, auto b) LACUNA_BODY { return a + b; });
  }

  /// y += factor·x.
  static LACUNA_HD void addScaled(float* y, const float* x, float factor, std::size_t n) {
    forEachWide(n, [&](std::size_t k, auto lanes) LACUNA_BODY {
      fma(F(factor), F::load(x + k, lanes), F::load(y + k, lanes)).store(y + k, lanes);
    });
  }

  static LACUNA_HD void clear(float* y, std::size_t n) {
    forEachWide(n, [&](std::size_t k, auto lanes) LACUNA_BODY { F(0.0F).store(y + k, lanes); });
  }

  template <class Residual>
  static void rowsOf(float* d_a, float* slopes, double* row_sums, const SparseRows& observed,
                     const float* a, const float* b, std::size_t rank, float scale, Range rows) {
    for (std::size_t i = rows.begin; i < rows.end; ++i) {
      float* const d_row = d_a + i * rank;
      clear(d_row, rank);
      double sum = 0.0;
      for (std::size_t e = observed.offsets[i]; e < observed.offsets[i + 1]; ++e) {
        const float* const other = b + observed.cols[e] * rank;
        const float r =
            math::residual(product(a + i * rank, other, rank), observed.values[e], 1.0F);
        slopes[e] = scale * Residual::slope(r);
        sum += static_cast<double>(Residual::value(r));
        addScaled(d_row, other, slopes[e], rank);
      }
      row_sums[i] = sum;
    }
  }

  static void rows(float* d_a, float* slopes, double* row_sums, const SparseRows& observed,
                   const float* a, const float* b, std::size_t rank, FidelityKind kind, float scale,
                   Range range) {
    if (kind == FidelityKind::l1) {
      rowsOf<math::AbsoluteResidual>(d_a, slopes, row_sums, observed, a, b, rank, scale, range);
    } else {
      rowsOf<math::SquaredResidual>(d_a, slopes, row_sums, observed, a, b, rank, scale, range);
    }
  }

  static void cols(float* d_b, const SparseCols& observed, const float* slopes, const float* a,
                   std::size_t rank, Range range) {
    for (std::size_t j = range.begin; j < range.end; ++j) {
      float* const d_col = d_b + j * rank;
      clear(d_col, rank);
      for (std::size_t e = observed.offsets[j]; e < observed.offsets[j + 1]; ++e) {
        addScaled(d_col, a + observed.rows[e] * rank, slopes[observed.positions[e]], rank);
      }
    }
  }
};

}  // namespace lacuna::cpu
