// Where parameters start.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "solver/spec.h"

namespace lacuna {

/// `count` starting values of one parameter. Random draws depend on (seed, parameter, index) alone:
/// `parameter` counts over the whole model, `place` over the part that the start belongs to. Throws
/// Error(invalid_argument) when given values are missing or of another length.
std::vector<float> startingValues(const Start& start, std::uint64_t seed, std::size_t parameter,
                                  std::size_t place, std::size_t count);

}  // namespace lacuna
