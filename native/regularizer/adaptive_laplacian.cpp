#include "regularizer/adaptive_laplacian.h"

#include <utility>

namespace lacuna {

AdaptiveLaplacian::AdaptiveLaplacian(MatrixBuffer free, Workspace& workspace, Transform transform,
                                     LaplacianForm form, double weight, std::size_t first_parameter)
    : Regularizer({{free.view(), first_parameter}}),
      free_(std::move(free)),
      workspace_(workspace),
      transform_(transform),
      form_(form),
      weight_(weight) {
  const std::uint32_t order = transform.order();
  workspace.reserve(Workspace::kFirst, order, order);
  workspace.reserve(Workspace::kSecond, order, order);
  workspace.reserve(Workspace::kSecond, transform.length(), order);
  workspace.reserve(Workspace::kThird, order, order);
}

void AdaptiveLaplacian::evaluate(Device& device, Problems problems, ConstMatrix x, Matrix d_x,
                                 Scalars value, GradientSink& sink) {
  const std::uint32_t order = transform_.order();
  const Matrix similarity = workspace_.matrix(Workspace::kFirst, order, order);
  device.similarity(problems, similarity, free_.view(), form_);

  const Matrix laplacian = workspace_.matrix(Workspace::kSecond, order, order);
  device.laplacian(problems, laplacian, similarity, form_, 2.0 * weight_);
  transform_.applyThrough(device, problems, d_x, laplacian, x, Write::add);

  // The Laplacian is used up: its slot holds the centred view, then the gradient.
  const Matrix centred = workspace_.matrix(Workspace::kSecond, transform_.length(), order);
  const Matrix gram = workspace_.matrix(Workspace::kThird, order, order);
  transform_.centredTranspose(device, problems, centred, x);
  device.gram(problems, gram, centred);

  const Matrix d_free = workspace_.matrix(Workspace::kSecond, order, order);
  device.laplacianGradient(problems, d_free, value, similarity, gram, form_, weight_);
  sink.take(problems, parameters().front(), d_free);
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
