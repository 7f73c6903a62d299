#include "solver/start.h"

#include <array>
#include <cmath>
#include <numbers>
#include <string>

#include "math/philox.h"
#include "support/error.h"

namespace lacuna {
namespace {

using Four = std::array<double, 4>;

/// Four uniform draws on (0, 1), never an end point.
Four uniformBlock(std::uint64_t seed, std::size_t parameter, std::uint64_t block) {
  const auto words =
      math::philox({static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32)},
                   {static_cast<std::uint32_t>(block), static_cast<std::uint32_t>(block >> 32),
                    static_cast<std::uint32_t>(parameter), 0U});
  Four draws;
  for (std::size_t i = 0; i < 4; ++i) {
    draws[i] = (static_cast<double>(words[i]) + 0.5) * 0x1p-32;
  }
  return draws;
}

/// Two pairs of standard normal draws (Box & Muller 1958).
Four normalBlock(std::uint64_t seed, std::size_t parameter, std::uint64_t block) {
  Four draws = uniformBlock(seed, parameter, block);
  for (std::size_t pair = 0; pair < 4; pair += 2) {
    const double radius = std::sqrt(-2.0 * std::log(draws[pair]));
    const double angle = 2.0 * std::numbers::pi * draws[pair + 1];
    draws[pair] = radius * std::cos(angle);
    draws[pair + 1] = radius * std::sin(angle);
  }
  return draws;
}

/// shift + scale·draw for `count` draws.
template <class DrawBlock>
std::vector<float> fill(std::size_t count, double shift, double scale,
                        const DrawBlock& draw_block) {
  std::vector<float> values(count);
  for (std::size_t i = 0; i < count; i += 4) {
    const Four draws = draw_block(i / 4);
    for (std::size_t j = 0; j < 4 && i + j < count; ++j) {
      values[i + j] = static_cast<float>(shift + scale * draws[j]);
    }
  }
  return values;
}

void addStarts(std::vector<ParameterStart>& starts, const Start& start, std::size_t parameters) {
  for (std::size_t place = 0; place < parameters; ++place) {
    starts.push_back({&start, place});
  }
}

void addStarts(std::vector<ParameterStart>& starts, const FactorChainSpec& chain) {
  addStarts(starts, chain.start, chain.widths.size() + 1);
}

void addStarts(std::vector<ParameterStart>& starts, const ActivatedNetworkSpec& network) {
  addStarts(starts, network.start, network.widths.size() + 1);
  if (network.bias_start) {
    addStarts(starts, *network.bias_start, network.widths.size() + 1);
  }
}

}  // namespace

std::vector<float> startingValues(const Start& start, std::uint64_t seed, std::size_t parameter,
                                  std::size_t place, std::size_t count) {
  if (const auto* normal = std::get_if<NormalStart>(&start)) {
    return fill(count, normal->mean, normal->standard_deviation,
                [&](std::uint64_t block) { return normalBlock(seed, parameter, block); });
  }
  if (const auto* uniform = std::get_if<UniformStart>(&start)) {
    return fill(count, uniform->low, uniform->high - uniform->low,
                [&](std::uint64_t block) { return uniformBlock(seed, parameter, block); });
  }
  const auto& given = std::get<GivenStart>(start).values;
  if (place >= given.size() || given[place].size() != count) {
    throw Error(ErrorCode::invalid_argument,
                "Expected " + std::to_string(count) + " starting values for parameter " +
                    std::to_string(place) + " but received " +
                    std::to_string(place < given.size() ? given[place].size() : 0));
  }
  return given[place];
}

std::vector<ParameterStart> startsOf(const Spec& spec) {
  std::vector<ParameterStart> starts;
  std::visit([&](const auto& part) { addStarts(starts, part); }, spec.representation);
  for (const RegularizerSpec& regularizer : spec.regularizers) {
    if (const auto* adaptive = std::get_if<AdaptiveLaplacianSpec>(&regularizer)) {
      starts.push_back({&adaptive->start, 0});
    }
  }
  return starts;
}

void uploadStarts(Device& device, const Spec& spec, std::span<const Parameter> parameters,
                  std::uint32_t batch) {
  const std::vector<ParameterStart> starts = startsOf(spec);
  for (const Parameter& parameter : parameters) {
    const auto& [start, place] = starts[parameter.index];
    const std::vector<float> values =
        startingValues(*start, spec.seed, parameter.index, place, parameter.value.size());
    for (std::uint32_t problem = 0; problem < batch; ++problem) {
      device.upload(parameter.value.of(problem), values.data(), values.size() * sizeof(float));
    }
  }
}

}  // namespace lacuna
