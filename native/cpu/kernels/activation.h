// Activations and their gradients (formulas in math/activation.h).
#pragma once

#include <cstddef>

#include "cpu/kernel_table.h"
#include "cpu/simd/wide.h"
#include "math/activation.h"

namespace lacuna::cpu {

template <class Isa>
struct ActivationKernels {
  /// A group as wide as the lanes that are meant.
  template <class Lanes>
  using Group = Wide<typename Isa::Vec, Lanes::kLanes>;

  static void activate(float* y, const float* z, Activation activation, Range flat) {
    math::withActivation(activation, [&](auto sigma) {
      forEachLong<typename Isa::Vec>(flat.end - flat.begin,
                                     [&](std::size_t j, auto lanes) LACUNA_BODY {
                                       using G = Group<decltype(lanes)>;
                                       const std::size_t at = flat.begin + j;
                                       sigma.value(G::load(z + at, lanes)).store(y + at, lanes);
                                     });
    });
  }

  static void activateSum(float* y, const float* z, const float* bias, Activation activation,
                          Range flat) {
    math::withActivation(activation, [&](auto sigma) {
      forEachLong<typename Isa::Vec>(
          flat.end - flat.begin, [&](std::size_t j, auto lanes) LACUNA_BODY {
            using G = Group<decltype(lanes)>;
            const std::size_t at = flat.begin + j;
            sigma.value(G::load(z + at, lanes) + G::load(bias + at, lanes)).store(y + at, lanes);
          });
    });
  }

  static void activateRows(float* y, const float* z, const float* bias, std::size_t cols,
                           Activation activation, Range rows) {
    for (std::size_t i = rows.begin; i < rows.end; ++i) {
      activateSum(y + i * cols, z + i * cols, bias, activation, {0, cols});
    }
  }

  static void activationGradient(float* d_z, const float* d_y, const float* y,
                                 Activation activation, Range flat) {
    math::withActivation(activation, [&](auto sigma) {
      forEachWide(flat.end - flat.begin, [&](std::size_t j, auto lanes) LACUNA_BODY {
        using G = Group<decltype(lanes)>;
        const std::size_t at = flat.begin + j;
        sigma.pull(G::load(d_y + at, lanes), G::load(y + at, lanes)).store(d_z + at, lanes);
      });
    });
  }
};

}  // namespace lacuna::cpu
