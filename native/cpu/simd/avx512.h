// 16 floats in one AVX-512 register. Include after selecting the target.
#pragma once

#include <immintrin.h>

#include "math/host_device.h"

namespace lacuna::avx512 {

struct Vec {
  static constexpr int kWidth = 16;
  __m512 v;

  static LACUNA_HD __mmask16 first(int n) { return static_cast<__mmask16>((1U << n) - 1U); }

  static LACUNA_HD Vec broadcast(float a) { return {_mm512_set1_ps(a)}; }
  static LACUNA_HD Vec load(const float* p) { return {_mm512_loadu_ps(p)}; }
  /// The first n floats (0 <= n <= 16), zeros behind.
  static LACUNA_HD Vec load(const float* p, int n) { return {_mm512_maskz_loadu_ps(first(n), p)}; }
  LACUNA_HD void store(float* p) const { _mm512_storeu_ps(p, v); }
  LACUNA_HD void store(float* p, int n) const { _mm512_mask_storeu_ps(p, first(n), v); }
};

LACUNA_HD Vec operator+(Vec a, Vec b) { return {_mm512_add_ps(a.v, b.v)}; }
LACUNA_HD Vec operator-(Vec a, Vec b) { return {_mm512_sub_ps(a.v, b.v)}; }
LACUNA_HD Vec operator*(Vec a, Vec b) { return {_mm512_mul_ps(a.v, b.v)}; }
LACUNA_HD Vec operator/(Vec a, Vec b) { return {_mm512_div_ps(a.v, b.v)}; }
LACUNA_HD Vec fma(Vec a, Vec b, Vec c) { return {_mm512_fmadd_ps(a.v, b.v, c.v)}; }
LACUNA_HD Vec sqrt(Vec a) { return {_mm512_sqrt_ps(a.v)}; }
LACUNA_HD Vec abs(Vec a) { return {_mm512_abs_ps(a.v)}; }
LACUNA_HD Vec negate(Vec a) {
  return {_mm512_castsi512_ps(_mm512_xor_si512(_mm512_castps_si512(a.v),
                                               _mm512_set1_epi32(static_cast<int>(0x80000000U))))};
}
LACUNA_HD Vec sign(Vec a) {
  const __m512 zero = _mm512_setzero_ps();
  const __m512 positive =
      _mm512_mask_mov_ps(a.v, _mm512_cmp_ps_mask(a.v, zero, _CMP_GT_OQ), _mm512_set1_ps(1.0F));
  return {_mm512_mask_mov_ps(positive, _mm512_cmp_ps_mask(a.v, zero, _CMP_LT_OQ),
                             _mm512_set1_ps(-1.0F))};
}
/// a where !(a < low); a NaN in a stays (the instruction returns its second operand).
LACUNA_HD Vec atLeast(Vec a, Vec low) { return {_mm512_max_ps(low.v, a.v)}; }
LACUNA_HD Vec atMost(Vec a, Vec high) { return {_mm512_min_ps(high.v, a.v)}; }
LACUNA_HD Vec whereNonZero(Vec condition, Vec a) {
  return {_mm512_mask_mov_ps(a.v, _mm512_cmp_ps_mask(condition.v, _mm512_setzero_ps(), _CMP_EQ_OQ),
                             _mm512_setzero_ps())};
}
LACUNA_HD Vec roundNearest(Vec a) {
  return {_mm512_roundscale_ps(a.v, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC)};
}
LACUNA_HD Vec exp2Integer(Vec n) {
  const __m512i shifted = _mm512_castps_si512(_mm512_add_ps(n.v, _mm512_set1_ps(12582912.0F)));
  return {_mm512_castsi512_ps(
      _mm512_slli_epi32(_mm512_add_epi32(shifted, _mm512_set1_epi32(127)), 23))};
}

/// Sixteen running sums in double, one for each lane.
struct Doubles {
  __m512d low;
  __m512d high;

  // Written out: a generated constructor would not carry the target.
  LACUNA_HD Doubles() : low(_mm512_setzero_pd()), high(_mm512_setzero_pd()) {}

  LACUNA_HD void add(Vec a) {
    low = _mm512_add_pd(low, _mm512_cvtps_pd(_mm512_castps512_ps256(a.v)));
    high = _mm512_add_pd(high, _mm512_cvtps_pd(_mm512_extractf32x8_ps(a.v, 1)));
  }
  LACUNA_HD void store(double* p) const {
    _mm512_storeu_pd(p, low);
    _mm512_storeu_pd(p + 8, high);
  }
};

}  // namespace lacuna::avx512
