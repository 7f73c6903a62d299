// Regularizers of a matrix X = A·Bᵀ that is never formed.
#pragma once

#include "regularizer/added_term.h"

namespace lacuna {

/// X = A·Bᵀ seen from one of its sides: for rows `own` is A (k = rows of X), for columns it is B (k
/// = columns). A vector of X with index i is own_i times the other factor, so everything about
/// distances lies in the other factor's Gram matrix.
struct FactoredSide {
  ConstMatrix own;         // k×r
  ConstMatrix other_gram;  // r×r, C = otherᵀ·other
  Matrix d_own;            // k×r, added to
  Matrix d_other;          // r×r, added to: the gradient of the other factor is other·d_other
};

/// One term of the loss beside the fidelity, evaluated through the factors.
class FactoredRegularizer : public AddedTerm {
 public:
  /// value = weight·R(X), its gradients to the side, and those of its own parameters to the sink,
  /// block by block.
  virtual void evaluate(Device& device, Problems problems, const FactoredSide& side, Scalars value,
                        GradientSink& sink) = 0;

 protected:
  using AddedTerm::AddedTerm;
};

}  // namespace lacuna
