// The scalar operations that the formulas in this folder are written in. A formula is a template
// over V: float here and on the GPU, a vector of floats on the CPU (cpu/simd), which brings the
// same operations by overload. Every operation rounds once, so that all of them give the same bits.
#pragma once

#include <cmath>
#include <cstdint>
#include <cstring>

#include "math/host_device.h"

namespace lacuna::math {

/// a·b + c with one rounding.
LACUNA_HD float fma(float a, float b, float c) { return ::fmaf(a, b, c); }

LACUNA_HD float sqrt(float a) { return ::sqrtf(a); }

LACUNA_HD float abs(float a) { return ::fabsf(a); }

/// 1, −1 or 0; NaN stays NaN.
LACUNA_HD float sign(float a) { return a > 0.0F ? 1.0F : (a < 0.0F ? -1.0F : a); }

/// The larger; a NaN in `a` stays.
LACUNA_HD float atLeast(float a, float low) { return a < low ? low : a; }

/// `a` where `condition` is not zero, else 0.
LACUNA_HD float whereNonZero(float condition, float a) { return condition == 0.0F ? 0.0F : a; }

/// Nearest integer, ties to even.
LACUNA_HD float roundNearest(float a) { return ::rintf(a); }

/// The float of these bits.
LACUNA_HD float fromBits(std::uint32_t bits) {
  float a;
  std::memcpy(&a, &bits, sizeof a);
  return a;
}

/// 2^n for an integral n in [−126, 127]. The added constant leaves n in the low bits of the sum.
LACUNA_HD float exp2Integer(float n) {
  const float shifted = n + 12582912.0F;
  std::uint32_t bits;
  std::memcpy(&bits, &shifted, sizeof bits);
  return fromBits((bits + 127U) << 23);
}

}  // namespace lacuna::math
