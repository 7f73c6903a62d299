// Free parameters, and where their gradients go.
#pragma once

#include <cstddef>
#include <cstdint>

#include "device/batch.h"

namespace lacuna {

/// One free matrix for each problem, or a block of its rows. `index` is its place among all
/// parameters of the model: random starts and optimizer state hang on it.
struct Parameter {
  Matrix value;
  std::size_t index;
  std::uint32_t first_row = 0;  // where the block begins

  [[nodiscard]] Parameter rowBlock(std::uint32_t first, std::uint32_t count) const {
    return {value.rowBlock(first, count), index, first_row + first};
  }
};

/// Takes gradients as soon as they are known, so that one small buffer serves them all.
class GradientSink {
 public:
  virtual ~GradientSink() = default;

  /// `gradient` has the parameter's shape and is valid during the call only.
  virtual void take(Problems problems, const Parameter& parameter, ConstMatrix gradient) = 0;
};

}  // namespace lacuna
