// weight · tr(T(X)ᵀ L T(X)) with L given.
#pragma once

#include <span>

#include "device/workspace.h"
#include "regularizer/regularizer.h"
#include "regularizer/transform.h"

namespace lacuna {

/// Dirichlet energy on a fixed graph over the rows or columns of X (Boyarski et al. 2019, equation
/// 4, on X itself), or over blocks of it.
class DirichletEnergy final : public Regularizer {
 public:
  /// `laplacian` (symmetric, k×k, shared by the batch) must outlive it.
  DirichletEnergy(Memory& memory, Workspace& workspace, Transform transform,
                  std::span<const float> laplacian, double weight);

  void start(Device& device) override;
  void setWeight(Device& device, double weight) override;
  void evaluate(Device& device, Problems problems, ConstMatrix x, Matrix d_x, Scalars value,
                GradientSink& sink) override;

 private:
  const Workspace& workspace_;
  Transform transform_;
  std::span<const float> laplacian_;
  double weight_;
  MatrixBuffer scaled_laplacian_;  // 2·weight·L, k×k, one for all problems
};

}  // namespace lacuna
