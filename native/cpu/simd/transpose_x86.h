// A 4×4 transpose in SSE registers, for every x86 set. Include after selecting the target.
#pragma once

#include <immintrin.h>

#include <cstddef>

#include "math/host_device.h"

namespace lacuna::cpu {

struct TransposeX86 {
  /// y (4×4, leading dimension y_row) = xᵀ (leading dimension x_row).
  static LACUNA_HD void four(float* y, std::size_t y_row, const float* x, std::size_t x_row) {
    __m128 a = _mm_loadu_ps(x);
    __m128 b = _mm_loadu_ps(x + x_row);
    __m128 c = _mm_loadu_ps(x + 2 * x_row);
    __m128 d = _mm_loadu_ps(x + 3 * x_row);
    _MM_TRANSPOSE4_PS(a, b, c, d);
    _mm_storeu_ps(y, a);
    _mm_storeu_ps(y + y_row, b);
    _mm_storeu_ps(y + 2 * y_row, c);
    _mm_storeu_ps(y + 3 * y_row, d);
  }
};

}  // namespace lacuna::cpu
