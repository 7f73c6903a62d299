// Where parameters start.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "device/device.h"
#include "optimizer/parameter.h"
#include "solver/spec.h"

namespace lacuna {

/// The start of one parameter and its place in the part that the start belongs to.
struct ParameterStart {
  const Start* start;
  std::size_t place;
};

/// One for each parameter of a model: the representation's first, then the regularizers' in order.
std::vector<ParameterStart> startsOf(const Spec& spec);

/// Draws and uploads the starting values of all parameters; every problem of a batch starts alike.
/// Throws Error(invalid_argument) when given values do not fit.
void uploadStarts(Device& device, const Spec& spec, std::span<const Parameter> parameters,
                  std::uint32_t batch);

/// `count` starting values of one parameter. Random draws depend on (seed, parameter, index) alone:
/// `parameter` counts over the whole model, `place` over the part that the start belongs to. Throws
/// Error(invalid_argument) when given values are missing or of another length.
std::vector<float> startingValues(const Start& start, std::uint64_t seed, std::size_t parameter,
                                  std::size_t place, std::size_t count);

}  // namespace lacuna
