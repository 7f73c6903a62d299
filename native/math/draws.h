// Draws one after the other: normal, uniform and gamma ones, with the same bits with every C
// library.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "math/normals.h"

namespace lacuna::math {

/// Hangs on the key, the line and how many were drawn before.
class Draws {
 public:
  Draws(const DrawKey& key, std::uint32_t line) : key_(key), line_(line) {}

  /// Standard normal.
  double normal();
  /// From (0, 1].
  double uniform() { return math::uniform(key_.words(line_, next_++)[0]); }

 private:
  DrawKey key_;
  std::uint32_t line_;
  std::uint32_t next_ = 0;
  bool has_spare_ = false;
  double spare_ = 0.0;
};

/// One of 0 … count − 1, each as likely, where count is far below 2²⁴.
inline std::size_t drawIndex(Draws& draws, std::size_t count) {
  return std::min(static_cast<std::size_t>(draws.uniform() * static_cast<double>(count)),
                  count - 1);
}

/// Gamma(shape, 1), shape >= 1 (Marsaglia & Tsang 2000).
double drawGamma(Draws& draws, double shape);

}  // namespace lacuna::math
