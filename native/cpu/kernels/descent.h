// Gradient steps with one rate for all entries, and what that rate is made of.
#pragma once

#include <cstddef>

#include "cpu/kernel_table.h"
#include "cpu/simd/wide.h"
#include "math/descent.h"

namespace lacuna::cpu {

template <class Isa>
struct DescentKernels {
  using F = Wide<typename Isa::Vec>;

  static void descend(float* w, const float* gradient, float rate, Range flat) {
    forEachWide(flat.end - flat.begin, [&](std::size_t j, auto lanes) LACUNA_BODY {
      float* const to = w + flat.begin + j;
      const F g = F::load(gradient + flat.begin + j, lanes);
      math::descend(F::load(to, lanes), g, rate).store(to, lanes);
    });
  }

  static void rowSquares(double* row_sums, const float* x, std::size_t cols, Range rows) {
    for (std::size_t i = rows.begin; i < rows.end; ++i) {
      WideSum<Isa> sum;
      forEachWide(cols, [&](std::size_t j, auto lanes)
                            LACUNA_BODY { sum.addSquares(F::load(x + i * cols + j, lanes)); });
      row_sums[i] = sum.total();
    }
  }
};

}  // namespace lacuna::cpu
