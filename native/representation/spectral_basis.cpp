#include "representation/spectral_basis.h"

#include "linalg/eigenbasis.h"

namespace lacuna {

SpectralBasis::SpectralBasis(Memory& memory, const SpectralSide& side)
    : side_(side), values_(memory, 1, side.band, 1) {
  if (side.hasGraph()) {
    vectors_ = {memory, 1, side.band, side.order};
  }
}

void SpectralBasis::start(Device& device, const std::atomic<bool>& stop) {
  if (!side_.hasGraph()) {
    return;  // values are 0, as memory comes
  }
  const auto basis = eigenbasisOf(side_.laplacian, side_.order, stop);
  device.upload(vectors_.view().data, basis->vectors.data(), vectors_.size() * sizeof(float));
  device.upload(values_.view().data, basis->values.data(), values_.size() * sizeof(float));
}

ConstMatrix SpectralBasis::shared(const MatrixBuffer& buffer) {
  Matrix view = buffer.view();
  view.stride = 0;
  return view;
}

}  // namespace lacuna
