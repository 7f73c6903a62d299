// Activations of a network's layers.
#pragma once

#include <cstdint>

#include "math/exponential.h"
#include "math/real.h"

namespace lacuna {

/// σ, entry by entry: linear z, relu max(z, 0), sigmoid 1/(1 + e^−z), tanh, tanh_opt
/// 1.7159·tanh(2z/3) (LeCun, Bottou, Orr & Müller 1998).
enum class Activation : std::uint8_t { linear, relu, sigmoid, tanh, tanh_opt };

namespace math {

/// 1 where a > 0, else 0; NaN stays NaN.
template <class V>
LACUNA_HD V isPositive(V a) {
  return atLeast(sign(a), V(0.0F));
}

/// Each has value(z) = σ(z) and pull(d, y) = d·σ'(z), the latter from the value y = σ(z) alone.
struct Identity {
  template <class V>
  static LACUNA_HD V value(V z) {
    return z;
  }
  template <class V>
  static LACUNA_HD V pull(V d, V /*y*/) {
    return d;
  }
};

struct Relu {
  template <class V>
  static LACUNA_HD V value(V z) {
    return atLeast(z, V(0.0F));
  }
  /// Slope 0 at 0.
  template <class V>
  static LACUNA_HD V pull(V d, V y) {
    return whereNonZero(y, d);
  }
};

struct Sigmoid {
  /// Relative error below 4e-7 for z >= −87, where it is 1.6e-38; that is also its least value.
  template <class V>
  static LACUNA_HD V value(V z) {
    const V e = exponential(-abs(z));  // e^z below 0, e^−z above
    const V positive = isPositive(z);
    return fma(V(1.0F) - positive, e, positive) / (V(1.0F) + e);
  }
  template <class V>
  static LACUNA_HD V pull(V d, V y) {
    return d * (y * (V(1.0F) - y));
  }
};

struct Tanh {
  /// Relative error below 4e-7.
  template <class V>
  static LACUNA_HD V value(V z) {
    const V magnitude = abs(z);
    const V far = isPositive(magnitude - V(0.35F));
    const V e = exponential(magnitude * V(-2.0F));
    const V quotient = sign(z) * ((V(1.0F) - e) / (V(1.0F) + e));
    return whereNonZero(far, quotient) + whereNonZero(V(1.0F) - far, nearZero(z));
  }
  template <class V>
  static LACUNA_HD V pull(V d, V y) {
    return d * fma(-y, y, V(1.0F));
  }

 private:
  /// The Taylor polynomial of degree 11, where 1 − e^−2z would lose digits; remainder under 2e-8 of
  /// the value for |z| <= 0.35.
  template <class V>
  static LACUNA_HD V nearZero(V z) {
    const V square = z * z;
    V p = fma(square, V(-1382.0F / 155925.0F), V(62.0F / 2835.0F));
    p = fma(p, square, V(-17.0F / 315.0F));
    p = fma(p, square, V(2.0F / 15.0F));
    p = fma(p, square, V(-1.0F / 3.0F));
    return fma(z * square, p, z);
  }
};

struct TanhOpt {
  /// Relative error below 6e-7.
  template <class V>
  static LACUNA_HD V value(V z) {
    return V(kBound) * Tanh::value(z * V(kSlope));
  }
  template <class V>
  static LACUNA_HD V pull(V d, V y) {
    const V t = y * V(1.0F / kBound);
    return d * (V(kBound * kSlope) * fma(-t, t, V(1.0F)));
  }

 private:
  static constexpr float kBound = 1.7159F;
  static constexpr float kSlope = 2.0F / 3.0F;
};

/// Calls use(σ) with the formulas of the activation.
LACUNA_EITHER_SIDE
template <class Use>
LACUNA_HD void withActivation(Activation activation, Use use) {
  switch (activation) {
    case Activation::linear:
      use(Identity{});
      break;
    case Activation::relu:
      use(Relu{});
      break;
    case Activation::sigmoid:
      use(Sigmoid{});
      break;
    case Activation::tanh:
      use(Tanh{});
      break;
    case Activation::tanh_opt:
      use(TanhOpt{});
      break;
  }
}

}  // namespace math
}  // namespace lacuna
