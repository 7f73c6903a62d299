#include "classic/factor_rows.h"

#include <cstdint>
#include <vector>

namespace lacuna::classic {

void drawRows(FactorRows& rows, std::size_t width, float scale, const math::DrawKey& key) {
  constexpr std::size_t kLanes = 16;
  std::vector<float> lanes(kLanes * width);
  for (std::size_t i = 0; i < rows.rows(); i += kLanes) {
    math::fillNormals(key, static_cast<std::uint32_t>(i), scale, lanes);
    for (std::size_t l = 0; l < kLanes && i + l < rows.rows(); ++l) {
      for (std::size_t k = 0; k < width; ++k) {
        rows.row(i + l)[k] = lanes[k * kLanes + l];
      }
    }
  }
}

}  // namespace lacuna::classic
