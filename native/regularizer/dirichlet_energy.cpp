#include "regularizer/dirichlet_energy.h"

#include "regularizer/scaled_laplacian.h"

namespace lacuna {

DirichletEnergy::DirichletEnergy(Memory& memory, Workspace& workspace, Transform transform,
                                 std::span<const float> laplacian, double weight)
    : workspace_(workspace),
      transform_(transform),
      laplacian_(laplacian),
      weight_(weight),
      scaled_laplacian_(memory, 1, transform.order(), transform.order()) {
  workspace.reserve(Workspace::kFirst, transform.order(), transform.length());
  transform.reserve(workspace);
}

void DirichletEnergy::start(Device& device) {
  uploadScaled(device, scaled_laplacian_, laplacian_, 2.0 * weight_);
}

void DirichletEnergy::setWeight(Device& device, double weight) {
  weight_ = weight;
  start(device);
}

void DirichletEnergy::evaluate(Device& device, Problems problems, ConstMatrix x, Matrix d_x,
                               Scalars value, GradientSink& /*sink*/) {
  Matrix shared = scaled_laplacian_.view();
  shared.stride = 0;
  const ConstMatrix y = transform_.view(device, problems, workspace_, x);
  const Matrix slope = workspace_.matrix(Workspace::kFirst, y.rows, y.cols);
  transform_.multiply(device, problems, slope, shared, y, Write::assign);
  device.dot(problems, value, y, slope, 0.5);  // slope = 2·weight·L·Y, so ½⟨Y, slope⟩ is the value
  transform_.addAdjoint(device, problems, d_x, slope);
}

}  // namespace lacuna
