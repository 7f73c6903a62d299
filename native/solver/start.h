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

struct MatrixShape {
  std::uint32_t rows;
  std::uint32_t cols;

  [[nodiscard]] std::size_t size() const { return static_cast<std::size_t>(rows) * cols; }
};

/// The start of one parameter, and where it stands in the part that the start belongs to.
struct ParameterStart {
  const Start* start;
  std::size_t place;
  MatrixShape shape;  // of the parameter
  MatrixShape block;  // the leading corner that an orthogonal start fills
};

/// One for each parameter of a model: the representation's first, then the regularizers' in order.
std::vector<ParameterStart> startsOf(const Spec& spec);

/// How many of them are the representation's.
std::size_t representationParameters(const Spec& spec);

/// The shapes of Z, W_1 … W_L, b_1 … b_L.
std::vector<MatrixShape> latentNetworkShapes(const Spec& spec, const LatentNetworkSpec& network);

/// Those of the inputs of Schatten blocks; draws go on behind the parameters'.
std::vector<ParameterStart> inputStartsOf(const Spec& spec, const SchattenBlocksSpec& blocks);

/// Draws and uploads the starting values of all parameters; every problem of a batch starts alike,
/// but for Spec::seedOf.
/// Throws Error(invalid_argument) when given values do not fit.
void uploadStarts(Device& device, const Spec& spec, std::span<const Parameter> parameters,
                  std::uint32_t batch);

/// Host memory that starting a model takes at its peak: uploadStarts(), and eigenvectors that are
/// worked out.
std::uint64_t startBytes(const Spec& spec);

/// The starting values of one parameter. Random draws depend on (seed, parameter, index) alone, and
/// `parameter` counts over the whole model. Throws Error(invalid_argument) when given values are
/// missing or of another length.
std::vector<float> startingValues(const ParameterStart& at, std::uint64_t seed,
                                  std::size_t parameter);

}  // namespace lacuna
