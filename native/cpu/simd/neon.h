// 4 floats in one NEON register (64-bit Arm), with FMA.
#pragma once

#include <arm_neon.h>

#include <cstdint>

#include "math/host_device.h"

namespace lacuna::neon {

struct Vec {
  static constexpr int kWidth = 4;
  float32x4_t v;

  static LACUNA_HD Vec broadcast(float a) { return {vdupq_n_f32(a)}; }
  static LACUNA_HD Vec load(const float* p) { return {vld1q_f32(p)}; }
  /// The first n floats (0 <= n <= 4), zeros behind.
  static LACUNA_HD Vec load(const float* p, int n) {
    float lanes[4] = {0.0F, 0.0F, 0.0F, 0.0F};
    for (int i = 0; i < n; ++i) {
      lanes[i] = p[i];
    }
    return {vld1q_f32(lanes)};
  }
  LACUNA_HD void store(float* p) const { vst1q_f32(p, v); }
  LACUNA_HD void store(float* p, int n) const {
    float lanes[4];
    vst1q_f32(lanes, v);
    for (int i = 0; i < n; ++i) {
      p[i] = lanes[i];
    }
  }
  /// The first n lanes, zeros behind.
  LACUNA_HD Vec only(int n) const {
    constexpr std::int32_t kLane[4] = {0, 1, 2, 3};
    const uint32x4_t present = vcgtq_s32(vdupq_n_s32(n), vld1q_s32(kLane));
    return {vreinterpretq_f32_u32(vandq_u32(vreinterpretq_u32_f32(v), present))};
  }
};

LACUNA_HD Vec operator+(Vec a, Vec b) { return {vaddq_f32(a.v, b.v)}; }
LACUNA_HD Vec operator-(Vec a, Vec b) { return {vsubq_f32(a.v, b.v)}; }
LACUNA_HD Vec operator*(Vec a, Vec b) { return {vmulq_f32(a.v, b.v)}; }
LACUNA_HD Vec operator/(Vec a, Vec b) { return {vdivq_f32(a.v, b.v)}; }
LACUNA_HD Vec fma(Vec a, Vec b, Vec c) { return {vfmaq_f32(c.v, a.v, b.v)}; }
LACUNA_HD Vec sqrt(Vec a) { return {vsqrtq_f32(a.v)}; }
LACUNA_HD Vec abs(Vec a) { return {vabsq_f32(a.v)}; }
LACUNA_HD Vec negate(Vec a) { return {vnegq_f32(a.v)}; }
LACUNA_HD Vec sign(Vec a) {
  const float32x4_t zero = vdupq_n_f32(0.0F);
  const float32x4_t positive = vbslq_f32(vcgtq_f32(a.v, zero), vdupq_n_f32(1.0F), a.v);
  return {vbslq_f32(vcltq_f32(a.v, zero), vdupq_n_f32(-1.0F), positive)};
}
LACUNA_HD Vec atLeast(Vec a, Vec low) { return {vbslq_f32(vcltq_f32(a.v, low.v), low.v, a.v)}; }
LACUNA_HD Vec atMost(Vec a, Vec high) { return {vbslq_f32(vcgtq_f32(a.v, high.v), high.v, a.v)}; }
LACUNA_HD Vec whereNonZero(Vec condition, Vec a) {
  return {vbslq_f32(vceqzq_f32(condition.v), vdupq_n_f32(0.0F), a.v)};
}
/// yes where a > b, else no.
LACUNA_HD Vec whereGreater(Vec a, Vec b, Vec yes, Vec no) {
  return {vbslq_f32(vcgtq_f32(a.v, b.v), yes.v, no.v)};
}
LACUNA_HD Vec roundNearest(Vec a) { return {vrndnq_f32(a.v)}; }
LACUNA_HD Vec exp2Integer(Vec n) {
  const int32x4_t shifted = vreinterpretq_s32_f32(vaddq_f32(n.v, vdupq_n_f32(12582912.0F)));
  return {vreinterpretq_f32_s32(vshlq_n_s32(vaddq_s32(shifted, vdupq_n_s32(127)), 23))};
}

/// All lanes in one, by halves: lane i becomes op(lane i, lane i + half).
template <class Op>
LACUNA_HD float fold(Vec a, Op op) {
  a = op(a, Vec{vextq_f32(a.v, a.v, 2)});
  a = op(a, Vec{vextq_f32(a.v, a.v, 1)});
  return vgetq_lane_f32(a.v, 0);
}

/// a = aᵀ, one row in each vector.
LACUNA_HD void transposeInPlace(Vec (&a)[Vec::kWidth]) {
  const float64x2_t even_a = vreinterpretq_f64_f32(vtrn1q_f32(a[0].v, a[1].v));
  const float64x2_t odd_a = vreinterpretq_f64_f32(vtrn2q_f32(a[0].v, a[1].v));
  const float64x2_t even_b = vreinterpretq_f64_f32(vtrn1q_f32(a[2].v, a[3].v));
  const float64x2_t odd_b = vreinterpretq_f64_f32(vtrn2q_f32(a[2].v, a[3].v));
  a[0].v = vreinterpretq_f32_f64(vtrn1q_f64(even_a, even_b));
  a[1].v = vreinterpretq_f32_f64(vtrn1q_f64(odd_a, odd_b));
  a[2].v = vreinterpretq_f32_f64(vtrn2q_f64(even_a, even_b));
  a[3].v = vreinterpretq_f32_f64(vtrn2q_f64(odd_a, odd_b));
}

/// Four running sums in double, one for each lane.
struct Doubles {
  float64x2_t low = vdupq_n_f64(0.0);
  float64x2_t high = vdupq_n_f64(0.0);

  LACUNA_HD void add(Vec a) {
    low = vaddq_f64(low, vcvt_f64_f32(vget_low_f32(a.v)));
    high = vaddq_f64(high, vcvt_high_f64_f32(a.v));
  }
  LACUNA_HD void addSquares(Vec a) {
    const float64x2_t first = vcvt_f64_f32(vget_low_f32(a.v));
    const float64x2_t second = vcvt_high_f64_f32(a.v);
    low = vaddq_f64(low, vmulq_f64(first, first));
    high = vaddq_f64(high, vmulq_f64(second, second));
  }
  LACUNA_HD void add(const Doubles& other) {
    low = vaddq_f64(low, other.low);
    high = vaddq_f64(high, other.high);
  }
  /// Folded by halves.
  LACUNA_HD double total() const { return vpaddd_f64(vaddq_f64(low, high)); }
  LACUNA_HD void store(double* p) const {
    vst1q_f64(p, low);
    vst1q_f64(p + 2, high);
  }
};

/// Two doubles.
struct DoubleVec {
  static constexpr int kWidth = 2;
  float64x2_t v;

  static LACUNA_HD DoubleVec broadcast(double a) { return {vdupq_n_f64(a)}; }
  static LACUNA_HD DoubleVec load(const double* p) { return {vld1q_f64(p)}; }
  LACUNA_HD void store(double* p) const { vst1q_f64(p, v); }
};

LACUNA_HD DoubleVec operator+(DoubleVec a, DoubleVec b) { return {vaddq_f64(a.v, b.v)}; }
LACUNA_HD DoubleVec operator-(DoubleVec a, DoubleVec b) { return {vsubq_f64(a.v, b.v)}; }
LACUNA_HD DoubleVec operator*(DoubleVec a, DoubleVec b) { return {vmulq_f64(a.v, b.v)}; }
LACUNA_HD DoubleVec fma(DoubleVec a, DoubleVec b, DoubleVec c) {
  return {vfmaq_f64(c.v, a.v, b.v)};
}

}  // namespace lacuna::neon
