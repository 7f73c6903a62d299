// iRprop+ of Igel & Hüsken 2000 ("Improving the Rprop Learning Algorithm"): every parameter has its
// own step, which follows the signs of its slope; the size of the slope plays no part.
#pragma once

#include "math/real.h"

namespace lacuna {

/// The constants of iRprop+.
struct IrpropStep {
  float increase;  // η⁺ > 1
  float decrease;  // η⁻ in (0, 1)
  float least;     // Δmin
  float most;      // Δmax
};

namespace math {

/// One step of w with its Δ, given the slope g and that of the step before. Where they have the
/// same sign Δ grows, where they have not it shrinks, else it stays; w moves by Δ against the
/// slope, but where the sign has changed: there it goes back by the step before if the loss rose,
/// else stays, and `before` becomes 0, so that the next step moves. `rose` is 1 or 0 everywhere.
template <class V>
LACUNA_HD void irprop(V& w, V& delta, V& before, V g, V rose, const IrpropStep& step) {
  const V agreement = sign(g) * sign(before);
  const V same = atLeast(agreement, V(0.0F));
  const V changed = atLeast(-agreement, V(0.0F));
  // The step before had this size: Δ changes only here.
  const V back = whereNonZero(changed, sign(before) * delta * rose);
  const V grown = -atLeast(delta * V(-step.increase), V(-step.most));
  const V shrunk = atLeast(delta * V(step.decrease), V(step.least));
  const V kept = whereNonZero(V(1.0F) - same - changed, delta);
  delta = whereNonZero(same, grown) + whereNonZero(changed, shrunk) + kept;
  const V ahead = whereNonZero(V(1.0F) - changed, sign(g) * delta);
  w = w - ahead + back;
  before = whereNonZero(V(1.0F) - changed, g);
}

/// Whether the loss is above the one before (1) or not (0), which it then takes the place of.
LACUNA_HD float rose(double& before, double loss) {
  const float above = loss > before ? 1.0F : 0.0F;
  before = loss;
  return above;
}

}  // namespace math
}  // namespace lacuna
