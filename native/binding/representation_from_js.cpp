#include "binding/representation_from_js.h"

#include <optional>
#include <string>
#include <utility>

#include "binding/course_from_js.h"

namespace lacuna {
namespace {

constexpr std::array<Choice<Activation>, 5> kActivations{{
    {"linear", Activation::linear},
    {"relu", Activation::relu},
    {"sigmoid", Activation::sigmoid},
    {"tanh", Activation::tanh},
    {"tanh-opt", Activation::tanh_opt},
}};

enum class RepresentationType : std::uint8_t {
  factor_chain,
  activated_network,
  latent_network,
  spectral_chain,
  schatten_blocks
};
constexpr std::array<Choice<RepresentationType>, 5> kRepresentations{{
    {"factor-chain", RepresentationType::factor_chain},
    {"activated-network", RepresentationType::activated_network},
    {"latent-network", RepresentationType::latent_network},
    {"spectral-chain", RepresentationType::spectral_chain},
    {"schatten-blocks", RepresentationType::schatten_blocks},
}};

constexpr std::array<Choice<SchattenPower>, 3> kPowers{{
    {"matrix", SchattenPower::matrix},
    {"scaled-matrix", SchattenPower::scaled_matrix},
    {"element-wise", SchattenPower::element_wise},
}};

std::vector<Shape> factorShapes(Shape matrix, const std::vector<std::uint32_t>& widths) {
  std::vector<Shape> shapes;
  std::uint32_t left = matrix.rows;
  for (const std::uint32_t width : widths) {
    shapes.push_back({left, width});
    left = width;
  }
  shapes.push_back({left, matrix.cols});
  return shapes;
}

std::vector<std::uint32_t> widthsFromJs(const JsValue& widths) {
  std::vector<std::uint32_t> inner;
  for (const JsValue& width : widths.elements()) {
    inner.push_back(widthFromJs(width));
  }
  return inner;
}

FactorChainSpec factorChainFromJs(const JsValue& chain, Shape matrix) {
  std::vector<std::uint32_t> widths = widthsFromJs(chain["widths"]);
  Start start = startFromJs(chain["start"], factorShapes(matrix, widths));
  return {std::move(widths), std::move(start)};
}

ActivatedNetworkSpec activatedNetworkFromJs(const JsValue& network, Shape matrix) {
  std::vector<std::uint32_t> widths = widthsFromJs(network["widths"]);
  std::vector<Shape> weights;
  std::vector<Shape> biases;
  std::uint32_t before = matrix.cols;
  for (std::size_t i = 0; i <= widths.size(); ++i) {
    const std::uint32_t width = i < widths.size() ? widths[i] : matrix.rows;
    weights.push_back({width, before});
    biases.push_back({width, matrix.cols});
    before = width;
  }
  Start start = startFromJs(network["start"], weights);
  std::optional<Start> bias_start;
  if (network["biases"].boolean()) {
    bias_start = startFromJs(network["biasStart"], biases);
  }
  return {std::move(widths), network["activation"].choice(kActivations), std::move(start),
          std::move(bias_start)};
}

/// The shapes of Z, W_1 … W_L, b_1 … b_L.
std::vector<Shape> latentShapes(Shape matrix, std::uint32_t latent,
                                const std::vector<std::uint32_t>& widths) {
  const std::vector<Shape> weights = factorShapes({latent, matrix.cols}, widths);
  std::vector<Shape> shapes{{matrix.rows, latent}};
  shapes.insert(shapes.end(), weights.begin(), weights.end());
  for (const Shape& weight : weights) {
    shapes.push_back({1, weight.cols});
  }
  return shapes;
}

LatentNetworkSpec latentNetworkFromJs(const JsValue& network, Shape matrix) {
  const std::uint32_t latent = widthFromJs(network["latent"]);
  std::vector<std::uint32_t> widths = widthsFromJs(network["widths"]);
  const std::vector<Shape> shapes = latentShapes(matrix, latent, widths);
  const std::vector<JsValue> given = network["starts"].elements();
  if (given.size() != shapes.size()) {
    network["starts"].fail("an array of length " + std::to_string(shapes.size()));
  }
  std::vector<Start> starts;
  for (std::size_t i = 0; i < shapes.size(); ++i) {
    starts.push_back(startFromJs(given[i], {shapes[i]}));
  }
  return {latent,
          std::move(widths),
          network["activation"].choice(kActivations),
          network["outputActivation"].choice(kActivations),
          network["weightDecay"].number(),
          network["latentDecay"].number(),
          std::move(starts),
          network["latentOnly"].boolean()};
}

SpectralSideSpec spectralSideFromJs(const JsValue& side) {
  return {side["laplacian"].floats(), widthFromJs(side["band"]), side["dirichlet"].number(),
          side["diagonal"].number()};
}

SpectralChainSpec spectralChainFromJs(const JsValue& chain) {
  SpectralSideSpec rows = spectralSideFromJs(chain["rows"]);
  SpectralSideSpec cols = spectralSideFromJs(chain["cols"]);
  const SpectralFactors trained{chain["trainP"].boolean(), chain["trainC"].boolean(),
                                chain["trainQ"].boolean()};
  std::vector<Shape> shapes;
  const auto add = [&](bool is_trained, Shape shape) {
    if (is_trained) {
      shapes.push_back(shape);
    }
  };
  add(trained.p, {rows.band, rows.band});
  add(trained.c, {rows.band, cols.band});
  add(trained.q, {cols.band, cols.band});
  std::optional<SpectralProjection> projection;
  if (chain["projected"].boolean()) {
    projection = {widthFromJs(chain["projectedRows"]), widthFromJs(chain["projectedCols"])};
  }
  return {std::move(rows), std::move(cols), trained, startFromJs(chain["start"], shapes),
          projection};
}

BlockStarts blockStartsFromJs(const JsValue& starts, const std::vector<Shape>& shapes) {
  return {startFromJs(starts["ends"], {shapes.front(), shapes.back()}),
          startFromJs(starts["middle"], {shapes.begin() + 1, shapes.end() - 1})};
}

SchattenBlocksSpec schattenBlocksFromJs(const JsValue& blocks, Shape matrix) {
  SchattenBlocksSpec spec;
  spec.widths = widthsFromJs(blocks["widths"]);
  if (spec.widths.empty()) {
    blocks["widths"].fail("an array of at least one width");
  }
  for (const JsValue& exponent : blocks["exponents"].elements()) {
    spec.exponents.push_back(exponent.number());
  }
  const std::vector<Shape> shapes = factorShapes(matrix, spec.widths);
  spec.power = blocks["power"].choice(kPowers);
  spec.ridge = blocks["ridge"].number();
  spec.eta = GivenStart{{{static_cast<float>(blocks["eta"].number())}}};
  spec.inputs = blockStartsFromJs(blocks["inputs"], shapes);
  if (!blocks["matched"].boolean()) {
    spec.weights = blockStartsFromJs(blocks["weights"], shapes);
  }
  spec.refresh = blocks["refresh"].integer(kMostWhole);
  if (blocks["centred"].boolean()) {
    spec.centring = CentringSpec{blocks["damping"].number(), blocks["level"].number()};
  }
  return spec;
}

}  // namespace

RepresentationSpec representationFromJs(const JsValue& representation, Shape matrix) {
  switch (representation["type"].choice(kRepresentations)) {
    case RepresentationType::activated_network:
      return activatedNetworkFromJs(representation, matrix);
    case RepresentationType::latent_network:
      return latentNetworkFromJs(representation, matrix);
    case RepresentationType::spectral_chain:
      return spectralChainFromJs(representation);
    case RepresentationType::schatten_blocks:
      return schattenBlocksFromJs(representation, matrix);
    case RepresentationType::factor_chain:
      break;
  }
  return factorChainFromJs(representation, matrix);
}

}  // namespace lacuna
