// Adam (Kingma & Ba 2015, algorithm 1).
#pragma once

#include <cmath>
#include <cstdint>

#include "math/real.h"

namespace lacuna {

/// The constants of one step, worked out in double: 1 − 0.999^t in float would be off by 1e-5.
struct AdamStep {
  float beta1;
  float one_minus_beta1;
  float beta2;
  float one_minus_beta2;
  float step_size;            // learningRate / (1 − beta1^t)
  float inverse_sqrt_second;  // 1 / sqrt(1 − beta2^t)
  float epsilon;
  float weight_decay = 0.0F;  // of the L2 penalty, added to the gradient
};

namespace math {

/// One update of a parameter w with moments m, v and gradient g:
/// g ← g + decay·w,
/// m ← β1·m + (1−β1)·g,  v ← β2·v + (1−β2)·g²,  w ← w − (lr/(1−β1^t))·m / (sqrt(v)/sqrt(1−β2^t) +
/// ε).
template <class V>
LACUNA_HD void adam(V& w, V& m, V& v, V g, const AdamStep& step) {
  if (step.weight_decay != 0.0F) {
    g = fma(V(step.weight_decay), w, g);
  }
  m = fma(V(step.beta1), m, V(step.one_minus_beta1) * g);
  v = fma(V(step.beta2), v, V(step.one_minus_beta2) * g * g);
  const V denominator = fma(sqrt(v), V(step.inverse_sqrt_second), V(step.epsilon));
  w = w - V(step.step_size) * m / denominator;
}

}  // namespace math
}  // namespace lacuna
