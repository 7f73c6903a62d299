// 4 floats in one SSE register, for processors without FMA: a product and a sum round separately
// there, so the bits differ from the other sets. Include after selecting the target.
#pragma once

#include <immintrin.h>

#include "math/host_device.h"

namespace lacuna::sse42 {

struct Vec {
  static constexpr int kWidth = 4;
  __m128 v;

  static LACUNA_HD Vec broadcast(float a) { return {_mm_set1_ps(a)}; }
  static LACUNA_HD Vec load(const float* p) { return {_mm_loadu_ps(p)}; }
  /// The first n floats (0 <= n <= 4), zeros behind.
  static LACUNA_HD Vec load(const float* p, int n) {
    alignas(16) float lanes[4] = {0.0F, 0.0F, 0.0F, 0.0F};
    for (int i = 0; i < n; ++i) {
      lanes[i] = p[i];
    }
    return {_mm_load_ps(lanes)};
  }
  LACUNA_HD void store(float* p) const { _mm_storeu_ps(p, v); }
  LACUNA_HD void store(float* p, int n) const {
    alignas(16) float lanes[4];
    _mm_store_ps(lanes, v);
    for (int i = 0; i < n; ++i) {
      p[i] = lanes[i];
    }
  }
  /// The first n lanes, zeros behind.
  LACUNA_HD Vec only(int n) const {
    const __m128i present = _mm_cmpgt_epi32(_mm_set1_epi32(n), _mm_setr_epi32(0, 1, 2, 3));
    return {_mm_and_ps(v, _mm_castsi128_ps(present))};
  }
};

LACUNA_HD Vec operator+(Vec a, Vec b) { return {_mm_add_ps(a.v, b.v)}; }
LACUNA_HD Vec operator-(Vec a, Vec b) { return {_mm_sub_ps(a.v, b.v)}; }
LACUNA_HD Vec operator*(Vec a, Vec b) { return {_mm_mul_ps(a.v, b.v)}; }
LACUNA_HD Vec operator/(Vec a, Vec b) { return {_mm_div_ps(a.v, b.v)}; }
LACUNA_HD Vec fma(Vec a, Vec b, Vec c) { return {_mm_add_ps(_mm_mul_ps(a.v, b.v), c.v)}; }
LACUNA_HD Vec sqrt(Vec a) { return {_mm_sqrt_ps(a.v)}; }
LACUNA_HD Vec abs(Vec a) { return {_mm_andnot_ps(_mm_set1_ps(-0.0F), a.v)}; }
LACUNA_HD Vec negate(Vec a) { return {_mm_xor_ps(a.v, _mm_set1_ps(-0.0F))}; }
LACUNA_HD Vec sign(Vec a) {
  const __m128 zero = _mm_setzero_ps();
  const __m128 positive = _mm_blendv_ps(a.v, _mm_set1_ps(1.0F), _mm_cmpgt_ps(a.v, zero));
  return {_mm_blendv_ps(positive, _mm_set1_ps(-1.0F), _mm_cmplt_ps(a.v, zero))};
}
LACUNA_HD Vec atLeast(Vec a, Vec low) { return {_mm_max_ps(low.v, a.v)}; }
LACUNA_HD Vec atMost(Vec a, Vec high) { return {_mm_min_ps(high.v, a.v)}; }
LACUNA_HD Vec whereNonZero(Vec condition, Vec a) {
  return {_mm_andnot_ps(_mm_cmpeq_ps(condition.v, _mm_setzero_ps()), a.v)};
}
/// yes where a > b, else no.
LACUNA_HD Vec whereGreater(Vec a, Vec b, Vec yes, Vec no) {
  return {_mm_blendv_ps(no.v, yes.v, _mm_cmpgt_ps(a.v, b.v))};
}
LACUNA_HD Vec roundNearest(Vec a) {
  return {_mm_round_ps(a.v, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC)};
}
LACUNA_HD Vec exp2Integer(Vec n) {
  const __m128i shifted = _mm_castps_si128(_mm_add_ps(n.v, _mm_set1_ps(12582912.0F)));
  return {_mm_castsi128_ps(_mm_slli_epi32(_mm_add_epi32(shifted, _mm_set1_epi32(127)), 23))};
}

/// All lanes in one, by halves: lane i becomes op(lane i, lane i + half).
template <class Op>
LACUNA_HD float fold(Vec a, Op op) {
  a = op(a, Vec{_mm_movehl_ps(a.v, a.v)});
  a = op(a, Vec{_mm_shuffle_ps(a.v, a.v, 0xB1)});
  return _mm_cvtss_f32(a.v);
}

/// a = aᵀ, one row in each vector.
LACUNA_HD void transposeInPlace(Vec (&a)[Vec::kWidth]) {
  _MM_TRANSPOSE4_PS(a[0].v, a[1].v, a[2].v, a[3].v);
}

/// Four running sums in double, one for each lane.
struct Doubles {
  __m128d low;
  __m128d high;

  // Written out: a generated constructor would not carry the target.
  LACUNA_HD Doubles() : low(_mm_setzero_pd()), high(_mm_setzero_pd()) {}

  LACUNA_HD void add(Vec a) {
    low = _mm_add_pd(low, _mm_cvtps_pd(a.v));
    high = _mm_add_pd(high, _mm_cvtps_pd(_mm_movehl_ps(a.v, a.v)));
  }
  LACUNA_HD void addSquares(Vec a) {
    const __m128d first = _mm_cvtps_pd(a.v);
    const __m128d second = _mm_cvtps_pd(_mm_movehl_ps(a.v, a.v));
    low = _mm_add_pd(low, _mm_mul_pd(first, first));
    high = _mm_add_pd(high, _mm_mul_pd(second, second));
  }
  LACUNA_HD void add(const Doubles& other) {
    low = _mm_add_pd(low, other.low);
    high = _mm_add_pd(high, other.high);
  }
  /// Folded by halves.
  LACUNA_HD double total() const {
    const __m128d two = _mm_add_pd(low, high);
    return _mm_cvtsd_f64(_mm_add_sd(two, _mm_unpackhi_pd(two, two)));
  }
  LACUNA_HD void store(double* p) const {
    _mm_storeu_pd(p, low);
    _mm_storeu_pd(p + 2, high);
  }
};

/// Two doubles.
struct DoubleVec {
  static constexpr int kWidth = 2;
  __m128d v;

  static LACUNA_HD DoubleVec broadcast(double a) { return {_mm_set1_pd(a)}; }
  static LACUNA_HD DoubleVec load(const double* p) { return {_mm_loadu_pd(p)}; }
  LACUNA_HD void store(double* p) const { _mm_storeu_pd(p, v); }
};

LACUNA_HD DoubleVec operator+(DoubleVec a, DoubleVec b) { return {_mm_add_pd(a.v, b.v)}; }
LACUNA_HD DoubleVec operator-(DoubleVec a, DoubleVec b) { return {_mm_sub_pd(a.v, b.v)}; }
LACUNA_HD DoubleVec operator*(DoubleVec a, DoubleVec b) { return {_mm_mul_pd(a.v, b.v)}; }
LACUNA_HD DoubleVec fma(DoubleVec a, DoubleVec b, DoubleVec c) {
  return {_mm_add_pd(_mm_mul_pd(a.v, b.v), c.v)};
}

}  // namespace lacuna::sse42
