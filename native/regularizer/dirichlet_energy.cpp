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
  const Matrix slope = workspace_.matrix(Workspace::kFirst, x.rows, x.cols);
  transform_.applyThrough(device, problems, slope, shared, x, Write::assign);
  device.dot(problems, value, x, slope, 0.5);  // slope = 2·weight·L·Y, so ½⟨Y, slope⟩ is the value
  device.add(problems, d_x, slope);
}

}  // namespace lacuna
