#include "regularizer/adaptive_laplacian.h"

#include <utility>

namespace lacuna {

AdaptiveLaplacian::AdaptiveLaplacian(MatrixBuffer free, MatrixBuffer diagonal, Workspace& workspace,
                                     Transform transform, LaplacianForm form, double weight,
                                     std::size_t first_parameter)
    : Regularizer({{free.view(), first_parameter}}),
      free_(std::move(free)),
      diagonal_(std::move(diagonal)),
      workspace_(workspace),
      transform_(transform),
      form_(form),
      weight_(weight) {
  const std::uint32_t order = transform.order();
  workspace.reserve(Workspace::kFirst, order, order);
  workspace.reserve(Workspace::kSecond, order, order);
  workspace.reserve(Workspace::kSecond, transform.length(), order);
  workspace.reserve(Workspace::kThird, order, order);
  workspace.reserve(Workspace::kFourth, order, order);
  transform.reserve(workspace);
}

void AdaptiveLaplacian::evaluate(Device& device, Problems problems, ConstMatrix x, Matrix d_x,
                                 Scalars value, GradientSink& sink) {
  if (is_frozen_) {
    evaluateFrozen(device, problems, x, d_x, value);
    return;
  }
  const std::uint32_t order = transform_.order();
  const Matrix similarity = workspace_.matrix(Workspace::kFirst, order, order);
  const Matrix centred = workspace_.matrix(Workspace::kSecond, transform_.length(), order);
  const Matrix gram = workspace_.matrix(Workspace::kThird, order, order);
  const Matrix laplacian = workspace_.matrix(Workspace::kFourth, order, order);
  // In this order, kernels that need all of another one's output stand furthest behind it.
  device.similarity(problems, similarity, free_.view(), form_);
  transform_.centredTranspose(device, problems, centred, x);
  device.laplacian(problems, laplacian, similarity, form_, 2.0 * weight_);
  device.gram(problems, gram, diagonal_.view(), centred);
  transform_.addThrough(device, problems, workspace_, d_x, laplacian, x, centred);

  // The centred view is used up: its slot holds the gradient.
  const Matrix d_free = workspace_.matrix(Workspace::kSecond, order, order);
  device.laplacianGradient(problems, d_free, value, similarity, gram, diagonal_.view(), form_,
                           weight_);
  sink.take(problems, parameters().front(), d_free);
}

void AdaptiveLaplacian::setWeight(Device& /*device*/, double weight) {
  weight_ = weight;
  has_frozen_ = false;
}

void AdaptiveLaplacian::evaluateFrozen(Device& device, Problems problems, ConstMatrix x, Matrix d_x,
                                       Scalars value) {
  const std::uint32_t order = transform_.order();
  if (!has_frozen_) {
    const Matrix similarity = workspace_.matrix(Workspace::kFirst, order, order);
    device.similarity(problems, similarity, free_.view(), form_);
    device.laplacian(problems, frozen_.view(), similarity, form_, 2.0 * weight_);
    has_frozen_ = true;
  }
  const ConstMatrix y = transform_.view(device, problems, workspace_, x);
  const Matrix slope = workspace_.matrix(Workspace::kSecond, y.rows, y.cols);
  transform_.multiply(device, problems, slope, frozen_.view(), y, Write::assign);
  device.dot(problems, value, y, slope, 0.5);
  transform_.addAdjoint(device, problems, d_x, slope);
}

std::optional<std::vector<float>> AdaptiveLaplacian::laplacian(Device& device,
                                                               std::uint32_t problem) const {
  const std::uint32_t order = transform_.order();
  const Matrix similarity = workspace_.matrix(Workspace::kFirst, order, order);
  const Matrix laplacian = workspace_.matrix(Workspace::kSecond, order, order);
  const Problems one{&problem, 1};
  device.similarity(one, similarity, free_.view(), form_);
  device.laplacian(one, laplacian, similarity, form_, 1.0);
  std::vector<float> learned(laplacian.size());
  device.download(learned.data(), laplacian.of(problem), learned.size() * sizeof(float));
  return learned;
}

}  // namespace lacuna
