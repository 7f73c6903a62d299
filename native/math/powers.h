// Powers and what they are made of, in double and out of operations that round once: the same bits
// from every compiler and on the GPU, whose libraries have their own.
#pragma once

#include <cmath>
#include <cstdint>
#include <cstring>

#include "math/host_device.h"

namespace lacuna::math {

/// The least normal number, and the distance from 1 to the next one.
inline constexpr double kLeastNormal = 2.2250738585072014e-308;
inline constexpr double kEpsilon = 2.2204460492503131e-16;

/// ln x, relative error of a few 1e-16: x = 2^e·m with m in [√½, √2), ln m = 2·artanh s for s = (m
/// − 1)/(m + 1) by its Taylor polynomial of degree 23 (remainder under 1e-19). NaN under 0.
LACUNA_HD double naturalLog(double x) {
  if (!(x > 0.0) || x > 1.7976931348623157e308) {
    return x == 0.0 ? -HUGE_VAL : (x > 0.0 ? x : x - x + NAN);
  }
  constexpr double kTwo54 = 18014398509481984.0;
  const bool small = x < kLeastNormal;
  const double normal = small ? x * kTwo54 : x;
  std::uint64_t bits = 0;
  std::memcpy(&bits, &normal, sizeof bits);
  constexpr std::uint64_t kRoot = 0x3FE6A09E00000000U;  // √½, where m begins
  const std::uint64_t above = bits - kRoot;
  const auto exponent = static_cast<std::int64_t>(above) >> 52;
  const std::uint64_t rest = bits - (static_cast<std::uint64_t>(exponent) << 52U);
  double m = 0.0;
  std::memcpy(&m, &rest, sizeof m);
  const double s = (m - 1.0) / (m + 1.0);
  const double square = s * s;
  double sum = 1.0 / 23.0;
  LACUNA_UNROLL(16)
  for (int k = 21; k >= 3; k -= 2) {
    sum = sum * square + 1.0 / k;
  }
  const double log_m = 2.0 * s + 2.0 * s * (square * sum);
  const double e = static_cast<double>(exponent) - (small ? 54.0 : 0.0);
  // ln 2 in two parts; e times the first one is exact.
  return e * 0.693147180369123816490 + (e * 1.90821492927058770002e-10 + log_m);
}

/// e^x, relative error of a few 1e-16: x = n·ln 2 + r, |r| <= ln 2 / 2, and e^r by its Taylor
/// polynomial of degree 13 (remainder under 5e-18).
LACUNA_HD double naturalExponential(double x) {
  if (!(x >= -745.2) || x > 709.79) {
    return x > 0.0 ? HUGE_VAL : (x < 0.0 ? 0.0 : x);
  }
  const double n = ::rint(x * 1.44269504088896338700);
  const double r = (x - n * 0.693147180369123816490) - n * 1.90821492927058770002e-10;
  constexpr double kInverseFactorials[] = {1.0 / 6227020800.0, 1.0 / 479001600.0, 1.0 / 39916800.0,
                                           1.0 / 3628800.0,    1.0 / 362880.0,    1.0 / 40320.0,
                                           1.0 / 5040.0,       1.0 / 720.0,       1.0 / 120.0,
                                           1.0 / 24.0,         1.0 / 6.0,         0.5};
  double sum = 0.0;
  LACUNA_UNROLL(16)
  for (const double coefficient : kInverseFactorials) {
    sum = sum * r + coefficient;
  }
  const double e = 1.0 + (r + r * (r * sum));
  // 2^n by halves: n may lie beyond the exponents of normal numbers.
  const auto whole = static_cast<std::int64_t>(n);
  const std::int64_t half = whole / 2;
  const auto powerOfTwo = [](std::int64_t k) {
    const std::uint64_t bits = static_cast<std::uint64_t>(k + 1023) << 52U;
    double two = 0.0;
    std::memcpy(&two, &bits, sizeof two);
    return two;
  };
  return e * powerOfTwo(half) * powerOfTwo(whole - half);
}

/// x^q for x >= 0, relative error of (1 + |q·ln x|) times a few 1e-16. NaN for x under 0, 1 for
/// q = 0.
LACUNA_HD double power(double x, double q) {
  return q == 0.0 ? 1.0 : naturalExponential(q * naturalLog(x));
}

/// ln(1 + x) for x > −1, and e^x − 1: they keep their digits near 0, where the rounding of 1 + x
/// (of e^x) is divided out again (Kahan).
LACUNA_HD double logOfOnePlus(double x) {
  const double above = 1.0 + x;
  return above == 1.0 ? x : naturalLog(above) * (x / (above - 1.0));
}
LACUNA_HD double exponentialMinusOne(double x) {
  const double e = naturalExponential(x);
  if (e == 1.0) {
    return x;
  }
  const double beside = e - 1.0;
  return beside == -1.0 || e == HUGE_VAL ? beside : beside * (x / naturalLog(e));
}

/// √(a² + b²) without overflow on the way.
LACUNA_HD double hypotenuse(double a, double b) {
  const double x = ::fabs(a);
  const double y = ::fabs(b);
  const double longer = x < y ? y : x;
  const double shorter = x < y ? x : y;
  if (longer == 0.0) {
    return shorter;  // 0 or NaN
  }
  const double ratio = shorter / longer;
  return longer * ::sqrt(1.0 + ratio * ratio);
}

}  // namespace lacuna::math
