// Energies of coefficients in the eigenvectors of graphs.
#pragma once

#include <cstddef>

#include "cpu/kernel_table.h"
#include "cpu/simd/wide.h"

namespace lacuna::cpu {

template <class Isa>
struct SpectralKernels {
  using F = Wide<typename Isa::Vec>;

  static void spectralEnergy(float* d_g, double* by_rows, double* by_cols, const float* g,
                             const float* lambda, const float* mu, std::size_t cols,
                             float weight_rows, float weight_cols, Range rows) {
    for (std::size_t i = rows.begin; i < rows.end; ++i) {
      const std::size_t row = i * cols;
      const F slope_of_row(2.0F * weight_rows * lambda[i]);
      const F slope_of_cols(2.0F * weight_cols);
      WideSum<Isa> squares;
      WideSum<Isa> weighted;
      forEachWide(cols, [&](std::size_t j, auto lanes) LACUNA_BODY {
        const F x = F::load(g + row + j, lanes);
        const F m = F::load(mu + j, lanes);
        const F slope = F::load(d_g + row + j, lanes);
        fma(fma(slope_of_cols, m, slope_of_row), x, slope).store(d_g + row + j, lanes);
        squares.addSquares(x);
        weighted.add(m * x * x);
      });
      by_rows[i] = static_cast<double>(lambda[i]) * squares.total();
      by_cols[i] = weighted.total();
    }
  }

  static void scaleRows(float* y, const float* x, const float* scales, std::size_t cols,
                        Range rows) {
    for (std::size_t i = rows.begin; i < rows.end; ++i) {
      const F scale(scales[i]);
      forEachWide(cols, [&](std::size_t j, auto lanes) LACUNA_BODY {
        (scale * F::load(x + i * cols + j, lanes)).store(y + i * cols + j, lanes);
      });
    }
  }

  static void offDiagonal(float* m, double* row_sums, std::size_t order, float scale, Range rows) {
    for (std::size_t i = rows.begin; i < rows.end; ++i) {
      float* const row = m + i * order;
      row[i] = 0.0F;
      WideSum<Isa> sum;
      forEachWide(order, [&](std::size_t j, auto lanes) LACUNA_BODY {
        const F x = F::load(row + j, lanes);
        sum.addSquares(x);
        (F(scale) * x).store(row + j, lanes);
      });
      row_sums[i] = sum.total();
    }
  }
};

}  // namespace lacuna::cpu
