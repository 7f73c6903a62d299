// One float at a time, fused multiply-add through the C library: the portable twin whose bits every
// set with FMA must match.
#pragma once

#include <cmath>

#include "math/real.h"

namespace lacuna::scalar {

struct Vec {
  static constexpr int kWidth = 1;
  float v;

  static LACUNA_HD Vec broadcast(float a) { return {a}; }
  static LACUNA_HD Vec load(const float* p) { return {*p}; }
  static LACUNA_HD Vec load(const float* p, int n) { return {n > 0 ? *p : 0.0F}; }
  LACUNA_HD void store(float* p) const { *p = v; }
  LACUNA_HD void store(float* p, int n) const {
    if (n > 0) {
      *p = v;
    }
  }
  LACUNA_HD Vec only(int n) const { return {n > 0 ? v : 0.0F}; }
};

LACUNA_HD Vec operator+(Vec a, Vec b) { return {a.v + b.v}; }
LACUNA_HD Vec operator-(Vec a, Vec b) { return {a.v - b.v}; }
LACUNA_HD Vec operator*(Vec a, Vec b) { return {a.v * b.v}; }
LACUNA_HD Vec operator/(Vec a, Vec b) { return {a.v / b.v}; }
LACUNA_HD Vec fma(Vec a, Vec b, Vec c) { return {math::fma(a.v, b.v, c.v)}; }
LACUNA_HD Vec sqrt(Vec a) { return {math::sqrt(a.v)}; }
LACUNA_HD Vec abs(Vec a) { return {math::abs(a.v)}; }
LACUNA_HD Vec negate(Vec a) { return {-a.v}; }
LACUNA_HD Vec sign(Vec a) { return {math::sign(a.v)}; }
LACUNA_HD Vec atLeast(Vec a, Vec low) { return {math::atLeast(a.v, low.v)}; }
LACUNA_HD Vec atMost(Vec a, Vec high) { return {a.v > high.v ? high.v : a.v}; }
LACUNA_HD Vec whereNonZero(Vec condition, Vec a) { return {math::whereNonZero(condition.v, a.v)}; }
/// yes where a > b, else no.
LACUNA_HD Vec whereGreater(Vec a, Vec b, Vec yes, Vec no) { return a.v > b.v ? yes : no; }
LACUNA_HD Vec roundNearest(Vec a) { return {math::roundNearest(a.v)}; }
LACUNA_HD Vec exp2Integer(Vec n) { return {math::exp2Integer(n.v)}; }

template <class Op>
LACUNA_HD float fold(Vec a, Op /*op*/) {
  return a.v;
}

LACUNA_HD void transposeInPlace(Vec (&/*a*/)[Vec::kWidth]) {}

/// A running sum in double.
struct Doubles {
  double sum = 0.0;

  LACUNA_HD void add(Vec a) { sum += static_cast<double>(a.v); }
  LACUNA_HD void addSquares(Vec a) { sum += static_cast<double>(a.v) * static_cast<double>(a.v); }
  LACUNA_HD void add(const Doubles& other) { sum += other.sum; }
  LACUNA_HD double total() const { return sum; }
  LACUNA_HD void store(double* p) const { *p = sum; }
};

/// One double.
struct DoubleVec {
  static constexpr int kWidth = 1;
  double v;

  static LACUNA_HD DoubleVec broadcast(double a) { return {a}; }
  static LACUNA_HD DoubleVec load(const double* p) { return {*p}; }
  LACUNA_HD void store(double* p) const { *p = v; }
};

LACUNA_HD DoubleVec operator+(DoubleVec a, DoubleVec b) { return {a.v + b.v}; }
LACUNA_HD DoubleVec operator-(DoubleVec a, DoubleVec b) { return {a.v - b.v}; }
LACUNA_HD DoubleVec operator*(DoubleVec a, DoubleVec b) { return {a.v * b.v}; }
LACUNA_HD DoubleVec fma(DoubleVec a, DoubleVec b, DoubleVec c) { return {std::fma(a.v, b.v, c.v)}; }

}  // namespace lacuna::scalar
