#include "solver/start.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <string>
#include <utility>

#include "linalg/eigenbasis.h"
#include "math/philox.h"
#include "solver/orthogonal.h"
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
template <class T, class DrawBlock>
std::vector<T> fill(std::size_t count, double shift, double scale, const DrawBlock& draw_block) {
  std::vector<T> values(count);
  for (std::size_t i = 0; i < count; i += 4) {
    const Four draws = draw_block(i / 4);
    for (std::size_t j = 0; j < 4 && i + j < count; ++j) {
      values[i + j] = static_cast<T>(shift + scale * draws[j]);
    }
  }
  return values;
}

/// What the draws of one parameter depend on.
struct Source {
  std::uint64_t seed;
  std::size_t parameter;

  template <class T>
  [[nodiscard]] std::vector<T> normal(std::size_t count, double mean, double deviation) const {
    return fill<T>(count, mean, deviation,
                   [&](std::uint64_t block) { return normalBlock(seed, parameter, block); });
  }
  [[nodiscard]] std::vector<float> uniform(std::size_t count, double low, double high) const {
    return fill<float>(count, low, high - low,
                       [&](std::uint64_t block) { return uniformBlock(seed, parameter, block); });
  }
};

std::vector<float> valuesOf(const NormalStart& start, const ParameterStart& at, Source source) {
  return source.normal<float>(at.shape.size(), start.mean, start.standard_deviation);
}

std::vector<float> valuesOf(const UniformStart& start, const ParameterStart& at, Source source) {
  return source.uniform(at.shape.size(), start.low, start.high);
}

std::vector<float> valuesOf(const ScaledNormalStart& start, const ParameterStart& at,
                            Source source) {
  return source.normal<float>(at.shape.size(), 0.0,
                              start.scale / std::sqrt(static_cast<double>(at.shape.cols)));
}

std::vector<float> valuesOf(const OrthogonalStart& start, const ParameterStart& at, Source source) {
  const auto [rows, cols] = at.block;
  const std::size_t longer = std::max(rows, cols);
  const std::size_t shorter = std::min(rows, cols);
  const std::vector<double> q =
      orthonormalColumns(source.normal<double>(at.block.size(), 0.0, 1.0), longer, shorter);
  std::vector<float> values(at.shape.size());
  for (std::size_t i = 0; i < rows; ++i) {
    for (std::size_t j = 0; j < cols; ++j) {
      const double entry = rows >= cols ? q[i * shorter + j] : q[j * shorter + i];
      values[i * at.shape.cols + j] = static_cast<float>(start.scale * entry);
    }
  }
  return values;
}

std::vector<float> valuesOf(const IdentityStart& start, const ParameterStart& at,
                            Source /*source*/) {
  std::vector<float> values(at.shape.size());
  for (std::size_t i = 0; i < std::min(at.shape.rows, at.shape.cols); ++i) {
    values[i * at.shape.cols + i] = static_cast<float>(start.scale);
  }
  return values;
}

std::vector<float> valuesOf(const GivenStart& start, const ParameterStart& at, Source /*source*/) {
  const std::size_t count = at.shape.size();
  const std::size_t given = at.place < start.values.size() ? start.values[at.place].size() : 0;
  if (given != count) {
    throw Error(ErrorCode::invalid_argument,
                "Expected " + std::to_string(count) + " starting values for parameter " +
                    std::to_string(at.place) + " but received " + std::to_string(given));
  }
  return start.values[at.place];
}

/// Parameters that are no product of each other.
void addApart(std::vector<ParameterStart>& starts, const Start& start,
              const std::vector<MatrixShape>& shapes) {
  for (std::size_t place = 0; place < shapes.size(); ++place) {
    starts.push_back({&start, place, shapes[place], shapes[place]});
  }
}

void addStarts(std::vector<ParameterStart>& starts, const Spec& spec,
               const FactorChainSpec& chain) {
  const std::size_t depth = chain.widths.size() + 1;
  std::vector<std::uint32_t> widths{spec.rows};
  widths.insert(widths.end(), chain.widths.begin(), chain.widths.end());
  widths.push_back(spec.cols);
  const std::uint32_t rank = std::ranges::min(widths);
  for (std::size_t i = 0; i < depth; ++i) {
    const MatrixShape block{i == 0 ? spec.rows : rank, i + 1 == depth ? spec.cols : rank};
    starts.push_back({&chain.start, i, {widths[i], widths[i + 1]}, block});
  }
}

void addBlocks(std::vector<ParameterStart>& starts, const Spec& spec,
               const std::vector<std::uint32_t>& widths, const BlockStarts& of) {
  std::uint32_t before = spec.rows;
  for (std::size_t i = 0; i <= widths.size(); ++i) {
    const MatrixShape shape{before, i < widths.size() ? widths[i] : spec.cols};
    const bool is_end = i == 0 || i == widths.size();
    const std::size_t place = is_end ? static_cast<std::size_t>(i != 0) : i - 1;
    starts.push_back({is_end ? &of.ends : &of.middle, place, shape, shape});
    before = shape.cols;
  }
}

/// Weights without a start of their own begin as the inputs that they are matched with.
void addStarts(std::vector<ParameterStart>& starts, const Spec& spec,
               const SchattenBlocksSpec& blocks) {
  addBlocks(starts, spec, blocks.widths, blocks.weights ? *blocks.weights : blocks.inputs);
  addApart(starts, blocks.eta, {{1, 1}});
}

void addStarts(std::vector<ParameterStart>& starts, const Spec& spec,
               const ActivatedNetworkSpec& network) {
  const std::size_t depth = network.widths.size() + 1;
  std::vector<std::uint32_t> widths{spec.cols};
  widths.insert(widths.end(), network.widths.begin(), network.widths.end());
  widths.push_back(spec.rows);
  const std::uint32_t rank = std::ranges::min(widths);
  std::vector<MatrixShape> biases;
  for (std::size_t i = 0; i < depth; ++i) {
    const MatrixShape block{i + 1 == depth ? spec.rows : rank, i == 0 ? spec.cols : rank};
    starts.push_back({&network.start, i, {widths[i + 1], widths[i]}, block});
    biases.push_back({widths[i + 1], spec.cols});
  }
  if (network.bias_start) {
    addApart(starts, *network.bias_start, biases);
  }
}

void addStarts(std::vector<ParameterStart>& starts, const Spec& spec,
               const LatentNetworkSpec& network) {
  const std::vector<MatrixShape> shapes = latentNetworkShapes(spec, network);
  for (std::size_t i = 0; i < (network.latent_only ? 1 : shapes.size()); ++i) {
    starts.push_back({&network.starts[i], 0, shapes[i], shapes[i]});
  }
}

void addStarts(std::vector<ParameterStart>& starts, const Spec& /*spec*/,
               const SpectralChainSpec& chain) {
  const std::uint32_t p = chain.rows.band;
  const std::uint32_t q = chain.cols.band;
  std::vector<MatrixShape> shapes;
  for (const auto& [trained, shape] : {std::pair{chain.trained.p, MatrixShape{p, p}},
                                       std::pair{chain.trained.c, MatrixShape{p, q}},
                                       std::pair{chain.trained.q, MatrixShape{q, q}}}) {
    if (trained) {
      shapes.push_back(shape);
    }
  }
  addApart(starts, chain.start, shapes);
}

/// Of the eigenvectors that are worked out as the model starts.
std::uint64_t basisBytes(const Spec& spec) {
  const auto* const chain = std::get_if<SpectralChainSpec>(&spec.representation);
  if (chain == nullptr) {
    return 0;
  }
  const auto of_side = [](const SpectralSideSpec& side, std::uint32_t order) {
    return side.laplacian.empty() ? 0 : eigenbasisBytes(order);
  };
  return of_side(chain->rows, spec.rows) + of_side(chain->cols, spec.cols);
}

}  // namespace

std::vector<float> startingValues(const ParameterStart& at, std::uint64_t seed,
                                  std::size_t parameter) {
  const Source source{seed, parameter};
  return std::visit([&](const auto& kind) { return valuesOf(kind, at, source); }, *at.start);
}

std::vector<MatrixShape> latentNetworkShapes(const Spec& spec, const LatentNetworkSpec& network) {
  std::vector<std::uint32_t> widths{network.latent};
  widths.insert(widths.end(), network.widths.begin(), network.widths.end());
  widths.push_back(spec.cols);
  std::vector<MatrixShape> shapes{{spec.rows, network.latent}};
  for (std::size_t i = 1; i < widths.size(); ++i) {
    shapes.push_back({widths[i - 1], widths[i]});
  }
  for (std::size_t i = 1; i < widths.size(); ++i) {
    shapes.push_back({1, widths[i]});
  }
  return shapes;
}

std::size_t representationParameters(const Spec& spec) {
  std::vector<ParameterStart> starts;
  std::visit([&](const auto& part) { addStarts(starts, spec, part); }, spec.representation);
  return starts.size();
}

std::vector<ParameterStart> startsOf(const Spec& spec) {
  std::vector<ParameterStart> starts;
  std::visit([&](const auto& part) { addStarts(starts, spec, part); }, spec.representation);
  for (const RegularizerSpec& regularizer : spec.regularizers) {
    if (const auto* adaptive = std::get_if<AdaptiveLaplacianSpec>(&regularizer)) {
      const std::uint32_t order = Transform(adaptive->over, spec.rows, spec.cols).order();
      addApart(starts, adaptive->start, {{order, order}});
    }
  }
  return starts;
}

std::vector<ParameterStart> inputStartsOf(const Spec& spec, const SchattenBlocksSpec& blocks) {
  std::vector<ParameterStart> starts;
  addBlocks(starts, spec, blocks.widths, blocks.inputs);
  return starts;
}

void uploadStarts(Device& device, const Spec& spec, std::span<const Parameter> parameters,
                  std::uint32_t batch) {
  const std::vector<ParameterStart> starts = startsOf(spec);
  for (const Parameter& parameter : parameters) {
    std::vector<float> values;
    for (std::uint32_t problem = 0; problem < batch; ++problem) {
      if (problem == 0 || spec.seedOf(problem) != spec.seedOf(problem - 1)) {
        values = startingValues(starts[parameter.index], spec.seedOf(problem), parameter.index);
      }
      device.upload(parameter.value.of(problem), values.data(), values.size() * sizeof(float));
    }
  }
}

std::uint64_t startBytes(const Spec& spec) {
  std::uint64_t most = 0;
  for (const ParameterStart& at : startsOf(spec)) {
    // Draws, and their columns as reflectors.
    const std::size_t scratch =
        std::holds_alternative<OrthogonalStart>(*at.start) ? 2 * at.block.size() : 0;
    most =
        std::max<std::uint64_t>(most, sizeof(float) * at.shape.size() + sizeof(double) * scratch);
  }
  return most + basisBytes(spec);
}

}  // namespace lacuna
