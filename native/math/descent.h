// Steps along the negative gradient with one rate for all parameters: gradient descent, and
// GroupRMSprop of Arora, Cohen, Hu & Luo 2019 ("Implicit Regularization in Deep Matrix
// Factorization"), whose rate follows the norm of the whole gradient.
#pragma once

#include <cmath>

#include "math/real.h"

namespace lacuna {

/// The constants of one step of GroupRMSprop.
struct GroupRmspropStep {
  double beta;
  double one_minus_beta;
  double bias;  // 1 − β^t
  double learning_rate;
  double epsilon;
};

namespace math {

/// w − rate·g.
template <class V>
LACUNA_HD V descend(V w, V g, float rate) {
  return fma(V(-rate), g, w);
}

/// v ← β·v + (1−β)·squares with the sum of squares of all gradients; the rate lr / (√(v/(1−β^t)) +
/// ε).
LACUNA_HD double groupRate(double& v, double squares, const GroupRmspropStep& step) {
  v = step.beta * v + step.one_minus_beta * squares;
  return step.learning_rate / (::sqrt(v / step.bias) + step.epsilon);
}

}  // namespace math
}  // namespace lacuna
