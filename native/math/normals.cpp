#include "math/normals.h"

#include <cstddef>

namespace lacuna::math {
namespace {

constexpr std::size_t kLanes = 16;

/// In passes that a compiler can turn into vectors.
void fillPair(float* first, float* second, const std::uint32_t* radii, const std::uint32_t* angles,
              float scale) {
  float length[kLanes];
  for (std::size_t l = 0; l < kLanes; ++l) {
    length[l] = -2.0F * logarithm(uniform(radii[l]));
  }
  for (float& square : length) {
    square = scale * std::sqrt(square);
  }
  for (std::size_t l = 0; l < kLanes; ++l) {
    const std::array<float, 2> at = direction(angles[l]);
    first[l] = length[l] * at[0];
    second[l] = length[l] * at[1];
  }
}

}  // namespace

void fillNormals(const DrawKey& key, std::uint32_t first_line, float scale,
                 std::span<float> lanes) {
  const std::size_t draws = lanes.size() / kLanes;
  float spare[kLanes];
  for (std::size_t k = 0; k < draws; k += 4) {
    std::uint32_t words[4][kLanes];
    for (std::size_t l = 0; l < kLanes; ++l) {
      const std::array<std::uint32_t, 4> four =
          key.words(first_line + static_cast<std::uint32_t>(l), static_cast<std::uint32_t>(k / 4));
      for (std::size_t w = 0; w < 4; ++w) {
        words[w][l] = four[w];
      }
    }
    float* const to = lanes.data() + k * kLanes;
    fillPair(to, k + 1 < draws ? to + kLanes : spare, words[0], words[1], scale);
    if (k + 2 < draws) {
      fillPair(to + 2 * kLanes, k + 3 < draws ? to + 3 * kLanes : spare, words[2], words[3], scale);
    }
  }
}

}  // namespace lacuna::math
