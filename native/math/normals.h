// Standard normal draws by Box & Muller (1958) from Philox words, with a logarithm, sine and cosine
// made of additions, multiplications and divisions only: the same bits with every C library.
#pragma once

#include <array>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <span>

#include "math/philox.h"

namespace lacuna::math {

/// ln x for a normal float x > 0, relative error below 3e-7. x = m·2^e with m from √½ to
/// √2, ln m = 2·artanh(s) by its series in s = (m − 1)/(m + 1).
inline float logarithm(float x) {
  std::uint32_t bits;
  std::memcpy(&bits, &x, sizeof bits);
  constexpr std::uint32_t kHalfRoot = 0x3F3504F3U;  // of √½
  bits += 0x3F800000U - kHalfRoot;
  const auto exponent = static_cast<float>(static_cast<std::int32_t>(bits >> 23) - 127);
  bits = (bits & 0x007FFFFFU) + kHalfRoot;
  float m;
  std::memcpy(&m, &bits, sizeof m);
  const float s = (m - 1.0F) / (m + 1.0F);
  const float square = s * s;
  float series = 2.0F / 9.0F;
  series = series * square + 2.0F / 7.0F;
  series = series * square + 2.0F / 5.0F;
  series = series * square + 2.0F / 3.0F;
  series = series * square + 2.0F;
  return exponent * 0.693147181F + s * series;
}

/// A draw from (0, 1]: a multiple of 2⁻²⁴.
inline float uniform(std::uint32_t word) {
  return static_cast<float>(static_cast<std::int32_t>((word >> 8) + 1)) * 0x1p-24F;
}

/// Cosine and sine of a uniform angle: one within 45° of the axis from the high bits, turned by a
/// number of right angles from the low ones.
inline std::array<float, 2> direction(std::uint32_t word) {
  constexpr float kQuarter = 1.57079633F;  // π/2
  const float t =
      (static_cast<float>(static_cast<std::int32_t>(word >> 8)) * 0x1p-24F - 0.5F) * kQuarter;
  const float square = t * t;
  float sine = 1.0F / 362880.0F;
  sine = sine * square - 1.0F / 5040.0F;
  sine = sine * square + 1.0F / 120.0F;
  sine = sine * square - 1.0F / 6.0F;
  sine = (sine * square + 1.0F) * t;
  float cosine = 1.0F / 40320.0F;
  cosine = cosine * square - 1.0F / 720.0F;
  cosine = cosine * square + 1.0F / 24.0F;
  cosine = cosine * square - 0.5F;
  cosine = cosine * square + 1.0F;
  const bool is_swapped = (word & 1U) != 0;
  const float sign = (word & 2U) != 0 ? -1.0F : 1.0F;
  return {sign * (is_swapped ? -sine : cosine), sign * (is_swapped ? cosine : sine)};
}

/// Two standard normal draws from two words; at most 5.8 in size.
inline std::array<float, 2> normalPair(std::uint32_t first, std::uint32_t second) {
  const float radius = std::sqrt(-2.0F * logarithm(uniform(first)));
  const std::array<float, 2> at = direction(second);
  return {radius * at[0], radius * at[1]};
}

/// What draws hang on: the seed, and two words that say what they are for.
struct DrawKey {
  std::uint64_t seed;
  std::array<std::uint32_t, 2> purpose;

  [[nodiscard]] std::array<std::uint32_t, 4> words(std::uint32_t line, std::uint32_t block) const {
    return philox({static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32)},
                  {line, block, purpose[0], purpose[1]});
  }
};

/// lanes[16·k + l] = scale · draw k of line first_line + l, for sixteen lines.
void fillNormals(const DrawKey& key, std::uint32_t first_line, float scale, std::span<float> lanes);

}  // namespace lacuna::math
