// weight · TV(X).
#pragma once

#include "device/workspace.h"
#include "math/variation.h"
#include "regularizer/regularizer.h"

namespace lacuna {

/// Total variation of X (RDMF, Li et al. 2020, section 3; formulas in math/variation.h).
class TotalVariation final : public Regularizer {
 public:
  TotalVariation(Workspace& workspace, std::uint32_t rows, std::uint32_t cols, VariationNorm norm,
                 double weight, double epsilon);

  void setWeight(Device& /*device*/, double weight) override { weight_ = weight; }
  void evaluate(Device& device, Problems problems, ConstMatrix x, Matrix d_x, Scalars value,
                GradientSink& sink) override;

 private:
  const Workspace& workspace_;
  VariationNorm norm_;
  double weight_;
  double epsilon_;
};

}  // namespace lacuna
