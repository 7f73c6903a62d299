// 8 floats in one AVX register, with FMA. Include after selecting the target.
#pragma once

#include <immintrin.h>

#include <cstdint>

#include "math/host_device.h"

namespace lacuna::avx2 {

/// Eight ones, then eight zeros: the mask for the first n lanes starts at 8 − n.
alignas(64) inline constexpr std::int32_t kLaneMask[16] = {-1, -1, -1, -1, -1, -1, -1, -1,
                                                           0,  0,  0,  0,  0,  0,  0,  0};

struct Vec {
  static constexpr int kWidth = 8;
  __m256 v;

  static LACUNA_HD __m256i first(int n) {
    return _mm256_loadu_si256(reinterpret_cast<const __m256i*>(kLaneMask + 8 - n));
  }

  static LACUNA_HD Vec broadcast(float a) { return {_mm256_set1_ps(a)}; }
  static LACUNA_HD Vec load(const float* p) { return {_mm256_loadu_ps(p)}; }
  /// The first n floats (0 <= n <= 8), zeros behind.
  static LACUNA_HD Vec load(const float* p, int n) { return {_mm256_maskload_ps(p, first(n))}; }
  LACUNA_HD void store(float* p) const { _mm256_storeu_ps(p, v); }
  /// In halves, because a masked store is slow on some processors.
  LACUNA_HD void store(float* p, int n) const {
    if (n >= kWidth) {
      store(p);
      return;
    }
    __m128 left = _mm256_castps256_ps128(v);
    if ((n & 4) != 0) {
      _mm_storeu_ps(p, left);
      left = _mm256_extractf128_ps(v, 1);
      p += 4;
    }
    if ((n & 2) != 0) {
      _mm_storel_pi(reinterpret_cast<__m64*>(p), left);
      left = _mm_movehl_ps(left, left);
      p += 2;
    }
    if ((n & 1) != 0) {
      _mm_store_ss(p, left);
    }
  }
  /// The first n lanes, zeros behind.
  LACUNA_HD Vec only(int n) const { return {_mm256_and_ps(v, _mm256_castsi256_ps(first(n)))}; }
};

LACUNA_HD Vec operator+(Vec a, Vec b) { return {_mm256_add_ps(a.v, b.v)}; }
LACUNA_HD Vec operator-(Vec a, Vec b) { return {_mm256_sub_ps(a.v, b.v)}; }
LACUNA_HD Vec operator*(Vec a, Vec b) { return {_mm256_mul_ps(a.v, b.v)}; }
LACUNA_HD Vec operator/(Vec a, Vec b) { return {_mm256_div_ps(a.v, b.v)}; }
LACUNA_HD Vec fma(Vec a, Vec b, Vec c) { return {_mm256_fmadd_ps(a.v, b.v, c.v)}; }
LACUNA_HD Vec sqrt(Vec a) { return {_mm256_sqrt_ps(a.v)}; }
LACUNA_HD Vec abs(Vec a) { return {_mm256_andnot_ps(_mm256_set1_ps(-0.0F), a.v)}; }
LACUNA_HD Vec negate(Vec a) { return {_mm256_xor_ps(a.v, _mm256_set1_ps(-0.0F))}; }
LACUNA_HD Vec sign(Vec a) {
  const __m256 zero = _mm256_setzero_ps();
  const __m256 positive =
      _mm256_blendv_ps(a.v, _mm256_set1_ps(1.0F), _mm256_cmp_ps(a.v, zero, _CMP_GT_OQ));
  return {_mm256_blendv_ps(positive, _mm256_set1_ps(-1.0F), _mm256_cmp_ps(a.v, zero, _CMP_LT_OQ))};
}
LACUNA_HD Vec atLeast(Vec a, Vec low) { return {_mm256_max_ps(low.v, a.v)}; }
LACUNA_HD Vec atMost(Vec a, Vec high) { return {_mm256_min_ps(high.v, a.v)}; }
LACUNA_HD Vec whereNonZero(Vec condition, Vec a) {
  return {_mm256_andnot_ps(_mm256_cmp_ps(condition.v, _mm256_setzero_ps(), _CMP_EQ_OQ), a.v)};
}
/// yes where a > b, else no.
LACUNA_HD Vec whereGreater(Vec a, Vec b, Vec yes, Vec no) {
  return {_mm256_blendv_ps(no.v, yes.v, _mm256_cmp_ps(a.v, b.v, _CMP_GT_OQ))};
}
LACUNA_HD Vec roundNearest(Vec a) {
  return {_mm256_round_ps(a.v, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC)};
}
LACUNA_HD Vec exp2Integer(Vec n) {
  const __m256i shifted = _mm256_castps_si256(_mm256_add_ps(n.v, _mm256_set1_ps(12582912.0F)));
  return {_mm256_castsi256_ps(
      _mm256_slli_epi32(_mm256_add_epi32(shifted, _mm256_set1_epi32(127)), 23))};
}

/// All lanes in one, by halves: lane i becomes op(lane i, lane i + half).
template <class Op>
LACUNA_HD float fold(Vec a, Op op) {
  a = op(a, Vec{_mm256_permute2f128_ps(a.v, a.v, 1)});
  a = op(a, Vec{_mm256_permute_ps(a.v, 0x4E)});
  a = op(a, Vec{_mm256_permute_ps(a.v, 0xB1)});
  return _mm256_cvtss_f32(a.v);
}

/// a = aᵀ, one row in each vector.
LACUNA_HD void transposeInPlace(Vec (&a)[Vec::kWidth]) {
  // First 4×4 blocks inside the halves of four rows, then the halves themselves.
  __m256 half[8];
  LACUNA_UNROLL(2)
  for (int i = 0; i < 8; i += 4) {
    const __m256d low_a = _mm256_castps_pd(_mm256_unpacklo_ps(a[i].v, a[i + 1].v));
    const __m256d high_a = _mm256_castps_pd(_mm256_unpackhi_ps(a[i].v, a[i + 1].v));
    const __m256d low_b = _mm256_castps_pd(_mm256_unpacklo_ps(a[i + 2].v, a[i + 3].v));
    const __m256d high_b = _mm256_castps_pd(_mm256_unpackhi_ps(a[i + 2].v, a[i + 3].v));
    half[i] = _mm256_castpd_ps(_mm256_unpacklo_pd(low_a, low_b));
    half[i + 1] = _mm256_castpd_ps(_mm256_unpackhi_pd(low_a, low_b));
    half[i + 2] = _mm256_castpd_ps(_mm256_unpacklo_pd(high_a, high_b));
    half[i + 3] = _mm256_castpd_ps(_mm256_unpackhi_pd(high_a, high_b));
  }
  LACUNA_UNROLL(4)
  for (int i = 0; i < 4; ++i) {
    a[i].v = _mm256_permute2f128_ps(half[i], half[i + 4], 0x20);
    a[i + 4].v = _mm256_permute2f128_ps(half[i], half[i + 4], 0x31);
  }
}

/// Eight running sums in double, one for each lane.
struct Doubles {
  __m256d low;
  __m256d high;

  // Written out: a generated constructor would not carry the target.
  LACUNA_HD Doubles() : low(_mm256_setzero_pd()), high(_mm256_setzero_pd()) {}

  LACUNA_HD void add(Vec a) {
    low = _mm256_add_pd(low, _mm256_cvtps_pd(_mm256_castps256_ps128(a.v)));
    high = _mm256_add_pd(high, _mm256_cvtps_pd(_mm256_extractf128_ps(a.v, 1)));
  }
  LACUNA_HD void addSquares(Vec a) {
    const __m256d first = _mm256_cvtps_pd(_mm256_castps256_ps128(a.v));
    const __m256d second = _mm256_cvtps_pd(_mm256_extractf128_ps(a.v, 1));
    low = _mm256_add_pd(low, _mm256_mul_pd(first, first));
    high = _mm256_add_pd(high, _mm256_mul_pd(second, second));
  }
  LACUNA_HD void add(const Doubles& other) {
    low = _mm256_add_pd(low, other.low);
    high = _mm256_add_pd(high, other.high);
  }
  /// Folded by halves.
  LACUNA_HD double total() const {
    const __m256d four = _mm256_add_pd(low, high);
    const __m128d two = _mm_add_pd(_mm256_castpd256_pd128(four), _mm256_extractf128_pd(four, 1));
    return _mm_cvtsd_f64(_mm_add_sd(two, _mm_unpackhi_pd(two, two)));
  }
  LACUNA_HD void store(double* p) const {
    _mm256_storeu_pd(p, low);
    _mm256_storeu_pd(p + 4, high);
  }
};

/// Four doubles.
struct DoubleVec {
  static constexpr int kWidth = 4;
  __m256d v;

  static LACUNA_HD DoubleVec broadcast(double a) { return {_mm256_set1_pd(a)}; }
  static LACUNA_HD DoubleVec load(const double* p) { return {_mm256_loadu_pd(p)}; }
  LACUNA_HD void store(double* p) const { _mm256_storeu_pd(p, v); }
};

LACUNA_HD DoubleVec operator+(DoubleVec a, DoubleVec b) { return {_mm256_add_pd(a.v, b.v)}; }
LACUNA_HD DoubleVec operator-(DoubleVec a, DoubleVec b) { return {_mm256_sub_pd(a.v, b.v)}; }
LACUNA_HD DoubleVec operator*(DoubleVec a, DoubleVec b) { return {_mm256_mul_pd(a.v, b.v)}; }
LACUNA_HD DoubleVec fma(DoubleVec a, DoubleVec b, DoubleVec c) {
  return {_mm256_fmadd_pd(a.v, b.v, c.v)};
}

}  // namespace lacuna::avx2
