// A given Laplacian on its way to the device.
#pragma once

#include <span>
#include <vector>

#include "device/device.h"

namespace lacuna {

/// `to` = scale · laplacian.
inline void uploadScaled(Device& device, const MatrixBuffer& to, std::span<const float> laplacian,
                         double scale) {
  std::vector<float> scaled(laplacian.begin(), laplacian.end());
  for (float& entry : scaled) {
    entry = static_cast<float>(scale * static_cast<double>(entry));
  }
  device.upload(to.view().data, scaled.data(), scaled.size() * sizeof(float));
}

}  // namespace lacuna
