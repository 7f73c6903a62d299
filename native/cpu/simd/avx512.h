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
  /// The first n lanes, zeros behind.
  LACUNA_HD Vec only(int n) const { return {_mm512_maskz_mov_ps(first(n), v)}; }
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
/// yes where a > b, else no.
LACUNA_HD Vec whereGreater(Vec a, Vec b, Vec yes, Vec no) {
  return {_mm512_mask_mov_ps(no.v, _mm512_cmp_ps_mask(a.v, b.v, _CMP_GT_OQ), yes.v)};
}
LACUNA_HD Vec roundNearest(Vec a) {
  return {_mm512_roundscale_ps(a.v, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC)};
}
LACUNA_HD Vec exp2Integer(Vec n) {
  const __m512i shifted = _mm512_castps_si512(_mm512_add_ps(n.v, _mm512_set1_ps(12582912.0F)));
  return {_mm512_castsi512_ps(
      _mm512_slli_epi32(_mm512_add_epi32(shifted, _mm512_set1_epi32(127)), 23))};
}

/// All lanes in one, by halves: lane i becomes op(lane i, lane i + half).
template <class Op>
LACUNA_HD float fold(Vec a, Op op) {
  a = op(a, Vec{_mm512_shuffle_f32x4(a.v, a.v, 0x4E)});
  a = op(a, Vec{_mm512_shuffle_f32x4(a.v, a.v, 0xB1)});
  a = op(a, Vec{_mm512_permute_ps(a.v, 0x4E)});
  a = op(a, Vec{_mm512_permute_ps(a.v, 0xB1)});
  return _mm512_cvtss_f32(a.v);
}

/// a = aᵀ, one row in each vector.
LACUNA_HD void transposeInPlace(Vec (&a)[Vec::kWidth]) {
  // First 4×4 blocks inside the quarters of four rows, then the quarters themselves.
  __m512 quarter[16];
  LACUNA_UNROLL(4)
  for (int i = 0; i < 16; i += 4) {
    const __m512d low_a = _mm512_castps_pd(_mm512_unpacklo_ps(a[i].v, a[i + 1].v));
    const __m512d high_a = _mm512_castps_pd(_mm512_unpackhi_ps(a[i].v, a[i + 1].v));
    const __m512d low_b = _mm512_castps_pd(_mm512_unpacklo_ps(a[i + 2].v, a[i + 3].v));
    const __m512d high_b = _mm512_castps_pd(_mm512_unpackhi_ps(a[i + 2].v, a[i + 3].v));
    quarter[i] = _mm512_castpd_ps(_mm512_unpacklo_pd(low_a, low_b));
    quarter[i + 1] = _mm512_castpd_ps(_mm512_unpackhi_pd(low_a, low_b));
    quarter[i + 2] = _mm512_castpd_ps(_mm512_unpacklo_pd(high_a, high_b));
    quarter[i + 3] = _mm512_castpd_ps(_mm512_unpackhi_pd(high_a, high_b));
  }
  LACUNA_UNROLL(4)
  for (int i = 0; i < 4; ++i) {
    const __m512 even_a = _mm512_shuffle_f32x4(quarter[i], quarter[i + 4], 0x88);
    const __m512 odd_a = _mm512_shuffle_f32x4(quarter[i], quarter[i + 4], 0xDD);
    const __m512 even_b = _mm512_shuffle_f32x4(quarter[i + 8], quarter[i + 12], 0x88);
    const __m512 odd_b = _mm512_shuffle_f32x4(quarter[i + 8], quarter[i + 12], 0xDD);
    a[i].v = _mm512_shuffle_f32x4(even_a, even_b, 0x88);
    a[i + 4].v = _mm512_shuffle_f32x4(odd_a, odd_b, 0x88);
    a[i + 8].v = _mm512_shuffle_f32x4(even_a, even_b, 0xDD);
    a[i + 12].v = _mm512_shuffle_f32x4(odd_a, odd_b, 0xDD);
  }
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
  LACUNA_HD void addSquares(Vec a) {
    const __m512d first = _mm512_cvtps_pd(_mm512_castps512_ps256(a.v));
    const __m512d second = _mm512_cvtps_pd(_mm512_extractf32x8_ps(a.v, 1));
    low = _mm512_add_pd(low, _mm512_mul_pd(first, first));
    high = _mm512_add_pd(high, _mm512_mul_pd(second, second));
  }
  LACUNA_HD void add(const Doubles& other) {
    low = _mm512_add_pd(low, other.low);
    high = _mm512_add_pd(high, other.high);
  }
  /// Folded by halves.
  LACUNA_HD double total() const {
    const __m512d eight = _mm512_add_pd(low, high);
    const __m256d four =
        _mm256_add_pd(_mm512_castpd512_pd256(eight), _mm512_extractf64x4_pd(eight, 1));
    const __m128d two = _mm_add_pd(_mm256_castpd256_pd128(four), _mm256_extractf128_pd(four, 1));
    return _mm_cvtsd_f64(_mm_add_sd(two, _mm_unpackhi_pd(two, two)));
  }
  LACUNA_HD void store(double* p) const {
    _mm512_storeu_pd(p, low);
    _mm512_storeu_pd(p + 8, high);
  }
};

/// Eight doubles.
struct DoubleVec {
  static constexpr int kWidth = 8;
  __m512d v;

  static LACUNA_HD DoubleVec broadcast(double a) { return {_mm512_set1_pd(a)}; }
  static LACUNA_HD DoubleVec load(const double* p) { return {_mm512_loadu_pd(p)}; }
  LACUNA_HD void store(double* p) const { _mm512_storeu_pd(p, v); }
};

LACUNA_HD DoubleVec operator+(DoubleVec a, DoubleVec b) { return {_mm512_add_pd(a.v, b.v)}; }
LACUNA_HD DoubleVec operator-(DoubleVec a, DoubleVec b) { return {_mm512_sub_pd(a.v, b.v)}; }
LACUNA_HD DoubleVec operator*(DoubleVec a, DoubleVec b) { return {_mm512_mul_pd(a.v, b.v)}; }
LACUNA_HD DoubleVec fma(DoubleVec a, DoubleVec b, DoubleVec c) {
  return {_mm512_fmadd_pd(a.v, b.v, c.v)};
}

}  // namespace lacuna::avx512
