#include "regularizer/total_variation.h"

namespace lacuna {

TotalVariation::TotalVariation(Workspace& workspace, std::uint32_t rows, std::uint32_t cols,
                               VariationNorm norm, double weight, double epsilon)
    : workspace_(workspace), norm_(norm), weight_(weight), epsilon_(epsilon) {
  workspace.reserve(Workspace::kFirst, rows, cols);
  workspace.reserve(Workspace::kSecond, rows, cols);
}

void TotalVariation::evaluate(Device& device, Problems problems, ConstMatrix x, Matrix d_x,
                              Scalars value, GradientSink& /*sink*/) {
  const Matrix slope_row = workspace_.matrix(Workspace::kFirst, x.rows, x.cols);
  const Matrix slope_col = workspace_.matrix(Workspace::kSecond, x.rows, x.cols);
  device.variation(problems, slope_row, slope_col, value, x, norm_, weight_, epsilon_);
  device.variationGradient(problems, d_x, slope_row, slope_col, weight_);
}

}  // namespace lacuna
