// The function that the matrix K of a block of DLRL is of a matrix, by that one's eigenvalues.
#pragma once

#include <cmath>
#include <cstddef>

#include "math/powers.h"
#include "math/schatten.h"

namespace lacuna::math {

/// f(x) = x^q for the matrix powers, the pseudo-inverse's 1/x for the element-wise one.
class SpectralPower {
 public:
  LACUNA_HD SpectralPower(const SchattenForm& form, const double* values, std::size_t count)
      : inverse_(form.power == SchattenPower::element_wise), power_((2.0 - form.exponent) / 2.0) {
    for (std::size_t i = 0; i < count; ++i) {
      const double size = ::fabs(values[i]);
      largest_ = largest_ < size ? size : largest_;
    }
  }

  [[nodiscard]] LACUNA_HD double value(double x) const {
    if (inverse_) {
      return isZero(x) ? 0.0 : 1.0 / x;
    }
    return power(above(x), power_);
  }

  [[nodiscard]] LACUNA_HD double reciprocal(double x) const {
    return inverse_ ? x : power(above(x), -power_);
  }

  /// What divided differences need of an eigenvalue.
  struct Point {
    double at;
    double value;  // f(at)
    double slope;  // at^(q − 1) under a power
  };

  [[nodiscard]] LACUNA_HD Point pointOf(double x) const {
    const double at = inverse_ ? x : above(x);
    return {at, value(x), inverse_ ? 0.0 : power(at, power_ - 1.0)};
  }

  /// (f(a) − f(b)) / (a − b), f'(a) for a = b.
  [[nodiscard]] LACUNA_HD double difference(const Point& a, const Point& b) const {
    return inverse_ ? differenceOfInverses(a.at, b.at) : differenceOfPowers(a, b);
  }

 private:
  static constexpr double kSmallestShare = 1e-15;  // of eigenvalues taken for 0
  static constexpr double kFloor = 1e-14;  // of eigenvalues under a power, times the largest

  [[nodiscard]] LACUNA_HD bool isZero(double x) const {
    return ::fabs(x) <= kSmallestShare * largest_;
  }
  [[nodiscard]] LACUNA_HD double above(double x) const {
    const double share = kFloor * largest_;
    const double floor = share < kLeastNormal ? kLeastNormal : share;
    return x < floor ? floor : x;
  }

  [[nodiscard]] LACUNA_HD double differenceOfInverses(double a, double b) const {
    if (isZero(a) || isZero(b)) {
      const double other = isZero(a) ? b : a;
      return isZero(a) == isZero(b) ? 0.0 : 1.0 / (other * other);
    }
    return -1.0 / (a * b);
  }

  /// As it stands where a is far from b, else b^(q−1)·((1 + x)^q − 1)/x with x = a/b − 1, which
  /// keeps its digits.
  [[nodiscard]] LACUNA_HD double differenceOfPowers(const Point& a, const Point& b) const {
    const double gap = a.at - b.at;
    if (::fabs(gap) > 0.5 * b.at) {
      return (a.value - b.value) / gap;
    }
    const double x = gap / b.at;
    return x == 0.0 ? b.slope * power_
                    : b.slope * exponentialMinusOne(power_ * logOfOnePlus(x)) / x;
  }

  bool inverse_;
  double power_;
  double largest_ = 0.0;
};

}  // namespace lacuna::math
