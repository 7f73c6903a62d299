// A 4×4 transpose in plain code.
#pragma once

#include <cstddef>

#include "math/host_device.h"

namespace lacuna::cpu {

struct TransposePortable {
  /// y (4×4, leading dimension y_row) = xᵀ (leading dimension x_row).
  static LACUNA_HD void four(float* y, std::size_t y_row, const float* x, std::size_t x_row) {
    for (std::size_t i = 0; i < 4; ++i) {
      for (std::size_t j = 0; j < 4; ++j) {
        y[j * y_row + i] = x[i * x_row + j];
      }
    }
  }
};

}  // namespace lacuna::cpu
