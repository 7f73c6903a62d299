// Fidelity: how an entry of X is compared with the observed one.
#pragma once

#include <cstddef>
#include <cstdint>

#include "math/real.h"

namespace lacuna {

/// How observed entries are compared, r = mask ∘ (X − X*):
/// mse = Σ r² / (rows·cols), the mean over ALL entries (AIR-Net's program); mse_observed = Σ r² /
/// |Ω|, the mean over the observed ones; half_mean_rows = Σ r² / (2·rows), the mean over the rows
/// (Fan & Cheng 2018); sse = Σ r²; half_sse = Σ r²/2 (DLRL); l1 = Σ |r|.
enum class FidelityKind : std::uint8_t { mse, mse_observed, half_mean_rows, sse, half_sse, l1 };

/// What a kind's sum is multiplied with, for a matrix of which `observed` entries are known.
inline double fidelityScale(FidelityKind kind, std::size_t rows, std::size_t cols,
                            std::size_t observed) {
  switch (kind) {
    case FidelityKind::mse:
      return 1.0 / static_cast<double>(rows * cols);
    case FidelityKind::half_mean_rows:
      return 0.5 / static_cast<double>(rows);
    case FidelityKind::mse_observed:  // nothing observed: a loss of 0
      return observed == 0 ? 1.0 : 1.0 / static_cast<double>(observed);
    case FidelityKind::half_sse:
      return 0.5;
    case FidelityKind::sse:
    case FidelityKind::l1:
      break;
  }
  return 1.0;
}

namespace math {

/// r = mask·(x − target). A product, not a choice: an infinite x under a zero mask gives NaN, and
/// is noticed.
template <class V>
LACUNA_HD V residual(V x, V target, V mask) {
  return mask * (x - target);
}

/// r², the summand of all kinds but l1.
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
