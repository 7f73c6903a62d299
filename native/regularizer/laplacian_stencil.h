// weight · the second-order smoothness of X.
#pragma once

#include "device/workspace.h"
#include "math/stencil.h"
#include "regularizer/regularizer.h"

namespace lacuna {

/// The 5-point Laplacian's norm, or the bending energy of a thin plate (formulas in
/// math/stencil.h).
class LaplacianStencil final : public Regularizer {
 public:
  LaplacianStencil(Workspace& workspace, std::uint32_t rows, std::uint32_t cols, StencilForm form,
                   double weight);

  void setWeight(Device& /*device*/, double weight) override { weight_ = weight; }
  void evaluate(Device& device, Problems problems, ConstMatrix x, Matrix d_x, Scalars value,
                GradientSink& sink) override;

 private:
  const Workspace& workspace_;
  StencilForm form_;
  double weight_;
};

}  // namespace lacuna
