#include "regularizer/laplacian_stencil.h"

namespace lacuna {

LaplacianStencil::LaplacianStencil(Workspace& workspace, std::uint32_t rows, std::uint32_t cols,
                                   StencilForm form, double weight)
    : workspace_(workspace), form_(form), weight_(weight) {
  workspace.reserve(Workspace::kFirst, rows, cols);
  if (form == StencilForm::thin_plate) {
    workspace.reserve(Workspace::kSecond, rows, cols);
    workspace.reserve(Workspace::kThird, rows, cols);
  }
}

void LaplacianStencil::evaluate(Device& device, Problems problems, ConstMatrix x, Matrix d_x,
                                Scalars value, GradientSink& /*sink*/) {
  const Matrix first = workspace_.matrix(Workspace::kFirst, x.rows, x.cols);
  if (form_ == StencilForm::norm) {
    device.laplacianNorm(problems, d_x, value, first, x, weight_ / x.rows);
    return;
  }
  const Matrix second = workspace_.matrix(Workspace::kSecond, x.rows, x.cols);
  const Matrix third = workspace_.matrix(Workspace::kThird, x.rows, x.cols);
  device.thinPlate(problems, d_x, value, first, second, third, x, weight_);
}

}  // namespace lacuna
