// Lines of which some positions are missing, side by side in memory.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "classic/lines.h"

namespace lacuna::classic {

/// What two lines have in common.
struct Difference {
  double square;        // Σ (a_p − b_p)² over positions observed on both
  std::uint32_t count;  // how many these are
};

/// All lines as floats; NaN where nothing is observed.
class MaskedLines {
 public:
  explicit MaskedLines(const Lines& lines);

  [[nodiscard]] float at(std::size_t line, std::size_t position) const {
    return values_[line * stride_ + position];
  }

  /// Each of sixteen lanes sums every sixteenth position, at most kBlock/16 of them in float.
  [[nodiscard]] Difference difference(std::size_t a, std::size_t b) const;

  /// Bytes for that many lines and positions.
  static std::uint64_t bytes(std::uint64_t lines, std::uint64_t positions);

 private:
  std::size_t stride_;  // a multiple of the lanes
  std::vector<float> values_;
};

}  // namespace lacuna::classic
