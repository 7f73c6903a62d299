// Fidelity: how an entry of X is compared with the observed one.
#pragma once

#include <cstdint>

#include "math/real.h"

namespace lacuna {

/// How observed entries are compared, r = mask ∘ (X − X*):
/// mse = Σ r² / (rows·cols), the mean over ALL entries (AIR-Net's program); sse = Σ r²; l1 = Σ |r|.
enum class FidelityKind : std::uint8_t { mse, sse, l1 };

namespace math {

/// r = mask·(x − target). A product, not a choice: an infinite x under a zero mask gives NaN, and
/// is noticed.
template <class V>
LACUNA_HD V residual(V x, V target, V mask) {
  return mask * (x - target);
}

/// r², the summand of mse and sse.
struct SquaredResidual {
  template <class V>
  static LACUNA_HD V value(V r) {
    return r * r;
  }
  /// d(r²)/dx = 2r; the mask is 0 or 1, so r already carries it.
  template <class V>
  static LACUNA_HD V slope(V r) {
    return r + r;
  }
};

/// |r|, the summand of l1, with slope 0 at 0.
struct AbsoluteResidual {
  template <class V>
  static LACUNA_HD V value(V r) {
    return abs(r);
  }
  template <class V>
  static LACUNA_HD V slope(V r) {
    return sign(r);
  }
};

}  // namespace math
}  // namespace lacuna
