// Row and flat kernels: centring, sums, fidelity, Adam.
#pragma once

#include <cstddef>

#include "cpu/kernel_table.h"
#include "cpu/simd/wide.h"

namespace lacuna::cpu {

template <class Isa>
struct ElementwiseKernels {
  using F = Wide<typename Isa::Vec>;

  static void centreRows(float* y, const float* x, std::size_t cols, Range rows) {
    for (std::size_t i = rows.begin; i < rows.end; ++i) {
      const float* const from = x + i * cols;
      float* const to = y + i * cols;
      WideSum<Isa> sum;
      forEachWide(
          cols, [&](std::size_t j, auto lanes) LACUNA_BODY { sum.add(F::load(from + j, lanes)); });
      const F mean(static_cast<float>(sum.total() / static_cast<double>(cols)));
      forEachWide(cols, [&](std::size_t j, auto lanes) LACUNA_BODY {
        (F::load(from + j, lanes) - mean).store(to + j, lanes);
      });
    }
  }

  static void add(float* y, const float* x, Range flat) {
    forEachWide(flat.end - flat.begin, [&](std::size_t j, auto lanes) LACUNA_BODY {
      float* const to = y + flat.begin + j;
      (F::load(to, lanes) + F::load(x + flat.begin + j, lanes)).store(to, lanes);
    });
  }

  static void addScaled(float* y, const float* x, float factor, Range flat) {
    forEachWide(flat.end - flat.begin, [&](std::size_t j, auto lanes) LACUNA_BODY {
      float* const to = y + flat.begin + j;
      fma(F(factor), F::load(x + flat.begin + j, lanes), F::load(to, lanes)).store(to, lanes);
    });
  }

  static void scale(float* x, float factor, Range flat) {
    forEachWide(flat.end - flat.begin, [&](std::size_t j, auto lanes) LACUNA_BODY {
      float* const to = x + flat.begin + j;
      (F::load(to, lanes) * F(factor)).store(to, lanes);
    });
  }

  static void dot(double* row_sums, const float* x, const float* y, std::size_t cols, Range rows) {
    for (std::size_t i = rows.begin; i < rows.end; ++i) {
      WideSum<Isa> sum;
      forEachWide(cols, [&](std::size_t j, auto lanes) LACUNA_BODY {
        sum.add(F::load(x + i * cols + j, lanes) * F::load(y + i * cols + j, lanes));
      });
      row_sums[i] = sum.total();
    }
  }

  template <class Residual>
  static void fidelityOf(float* d_x, double* row_sums, const float* x, const float* target,
                         const float* mask, std::size_t cols, float scale, Range rows) {
    for (std::size_t i = rows.begin; i < rows.end; ++i) {
      const std::size_t row = i * cols;
      WideSum<Isa> sum;
      forEachWide(cols, [&](std::size_t j, auto lanes) LACUNA_BODY {
        const F r = math::residual(F::load(x + row + j, lanes), F::load(target + row + j, lanes),
                                   F::load(mask + row + j, lanes));
        (F(scale) * Residual::slope(r)).store(d_x + row + j, lanes);
        sum.add(Residual::value(r));
      });
      row_sums[i] = sum.total();
    }
  }

  static void fidelity(float* d_x, double* row_sums, const float* x, const float* target,
                       const float* mask, std::size_t cols, FidelityKind kind, float scale,
                       Range rows) {
    if (kind == FidelityKind::l1) {
      fidelityOf<math::AbsoluteResidual>(d_x, row_sums, x, target, mask, cols, scale, rows);
    } else {
      fidelityOf<math::SquaredResidual>(d_x, row_sums, x, target, mask, cols, scale, rows);
    }
  }

  static void adam(float* w, float* m, float* v, const float* gradient, const AdamStep& step,
                   Range flat) {
    forEachWide(flat.end - flat.begin, [&](std::size_t j, auto lanes) LACUNA_BODY {
      const std::size_t at = flat.begin + j;
      F value = F::load(w + at, lanes);
      F first = F::load(m + at, lanes);
      F second = F::load(v + at, lanes);
      math::adam(value, first, second, F::load(gradient + at, lanes), step);
      value.store(w + at, lanes);
      first.store(m + at, lanes);
      second.store(v + at, lanes);
    });
  }
};

}  // namespace lacuna::cpu
