// e^x for x <= 0: the same polynomial on every instruction set and on the GPU.
#pragma once

#include "math/real.h"

namespace lacuna::math {

/// e^x for x <= 0, relative error below 2e-7. Arguments under −87 give e^−87 (1.6e-38), which keeps
/// the result a normal number. x = n·ln 2 + r, |r| <= ln 2 / 2, and e^r by its Taylor polynomial of
/// degree 7 (remainder under 6e-9).
template <class V>
LACUNA_HD V exponential(V x) {
  const V bounded = atLeast(x, V(-87.0F));
  const V n = roundNearest(bounded * V(1.44269504F));
  // ln 2 in two parts; n times the first one is exact.
  V r = fma(n, V(-0.693145752F), bounded);
  r = fma(n, V(-1.42860682e-6F), r);
  V e = fma(r, V(1.0F / 5040.0F), V(1.0F / 720.0F));
  e = fma(e, r, V(1.0F / 120.0F));
  e = fma(e, r, V(1.0F / 24.0F));
  e = fma(e, r, V(1.0F / 6.0F));
  e = fma(e, r, V(0.5F));
  e = fma(e, r, V(1.0F));
  e = fma(e, r, V(1.0F));
  return e * exp2Integer(n);
}

}  // namespace lacuna::math
