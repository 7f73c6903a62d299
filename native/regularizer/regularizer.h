// One term of the loss beside the fidelity.
#pragma once

#include "regularizer/added_term.h"

namespace lacuna {

class Regularizer : public AddedTerm {
 public:
  /// value = weight·R(x), d_x += d value / d x, and the gradients of its own parameters to the
  /// sink.
  virtual void evaluate(Device& device, Problems problems, ConstMatrix x, Matrix d_x, Scalars value,
                        GradientSink& sink) = 0;

 protected:
  using AddedTerm::AddedTerm;
};

}  // namespace lacuna
