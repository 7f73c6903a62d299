#include "regularizer/factored_dirichlet.h"

#include "regularizer/scaled_laplacian.h"

namespace lacuna {

FactoredDirichlet::FactoredDirichlet(Memory& memory, std::uint32_t batch, std::uint32_t order,
                                     std::uint32_t rank, std::span<const float> laplacian,
                                     double weight)
    : laplacian_(laplacian),
      weight_(weight),
      scaled_laplacian_(memory, 1, order, order),
      scaled_(memory, batch, order, rank),
      own_gram_(memory, batch, order, rank) {}

void FactoredDirichlet::start(Device& device) {
  uploadScaled(device, scaled_laplacian_, laplacian_, 2.0 * weight_);
}

void FactoredDirichlet::setWeight(Device& device, double weight) {
  weight_ = weight;
  start(device);
}

void FactoredDirichlet::evaluate(Device& device, Problems problems, const FactoredSide& side,
                                 Scalars value, GradientSink& /*sink*/) {
  Matrix shared = scaled_laplacian_.view();
  shared.stride = 0;
  device.multiply(problems, scaled_.view(), shared, side.own, Product::nn, Write::assign);
  device.multiply(problems, own_gram_.view(), side.own, side.other_gram, Product::nn,
                  Write::assign);
  device.dot(problems, value, scaled_.view(), own_gram_.view(), 0.5);
  device.multiply(problems, side.d_own, scaled_.view(), side.other_gram, Product::nn, Write::add);
  device.multiply(problems, side.d_other, side.own, scaled_.view(), Product::tn, Write::add);
}

}  // namespace lacuna
