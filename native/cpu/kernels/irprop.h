// Steps of iRprop+ (formulas in math/irprop.h).
#pragma once

#include <cstddef>

#include "cpu/kernel_table.h"
#include "cpu/simd/wide.h"
#include "math/irprop.h"

namespace lacuna::cpu {

template <class Isa>
struct IrpropKernels {
  using F = Wide<typename Isa::Vec>;

  static void irprop(float* w, float* delta, float* before, const float* gradient, float rose,
                     const IrpropStep& step, Range flat) {
    forEachWide(flat.end - flat.begin, [&](std::size_t j, auto lanes) LACUNA_BODY {
      const std::size_t at = flat.begin + j;
      F value = F::load(w + at, lanes);
      F size = F::load(delta + at, lanes);
      F slope = F::load(before + at, lanes);
      math::irprop(value, size, slope, F::load(gradient + at, lanes), F(rose), step);
      value.store(w + at, lanes);
      size.store(delta + at, lanes);
      slope.store(before + at, lanes);
    });
  }
};

}  // namespace lacuna::cpu
