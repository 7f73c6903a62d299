#include "binding/spec_from_js.h"

#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "binding/course_from_js.h"

namespace lacuna {
namespace {

constexpr std::uint64_t kMostWidth = std::numeric_limits<std::uint32_t>::max();

constexpr std::array<Choice<FidelityKind>, 6> kFidelities{{
    {"mse", FidelityKind::mse},
    {"mse-observed", FidelityKind::mse_observed},
    {"half-mean-rows", FidelityKind::half_mean_rows},
    {"sse", FidelityKind::sse},
    {"half-sse", FidelityKind::half_sse},
    {"l1", FidelityKind::l1},
}};
constexpr std::array<Choice<Axis>, 2> kAxes{{{"rows", Axis::rows}, {"cols", Axis::cols}}};
constexpr std::array<Choice<BlockRelation>, 2> kRelations{{
    {"positions", BlockRelation::positions},
    {"blocks", BlockRelation::blocks},
}};
constexpr std::array<Choice<LaplacianForm>, 2> kForms{{
    {"row-softmin", LaplacianForm::row_softmin},
    {"global-softmax", LaplacianForm::global_softmax},
}};
constexpr std::array<Choice<VariationNorm>, 3> kNorms{{
    {"tv-l1", VariationNorm::l1},
    {"tv-l2", VariationNorm::l2},
    {"tv-squared", VariationNorm::squared},
}};
constexpr std::array<Choice<StencilForm>, 2> kStencils{{
    {"norm", StencilForm::norm},
    {"thin-plate", StencilForm::thin_plate},
}};
constexpr std::array<Choice<Activation>, 5> kActivations{{
    {"linear", Activation::linear},
    {"relu", Activation::relu},
    {"sigmoid", Activation::sigmoid},
    {"tanh", Activation::tanh},
    {"tanh-opt", Activation::tanh_opt},
}};

enum class StartType : std::uint8_t { normal, uniform, scaled_normal, orthogonal, identity, given };
constexpr std::array<Choice<StartType>, 6> kStarts{{
    {"normal", StartType::normal},
    {"uniform", StartType::uniform},
    {"scaled-normal", StartType::scaled_normal},
    {"orthogonal", StartType::orthogonal},
    {"identity", StartType::identity},
    {"given", StartType::given},
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

enum class ScheduleType : std::uint8_t { constant, plateau };
constexpr std::array<Choice<ScheduleType>, 2> kSchedules{{
    {"constant", ScheduleType::constant},
    {"plateau", ScheduleType::plateau},
}};

enum class RegularizerType : std::uint8_t {
  adaptive_laplacian,
  dirichlet,
  total_variation,
  laplacian_stencil,
};
constexpr std::array<Choice<RegularizerType>, 4> kRegularizers{{
    {"adaptive-laplacian", RegularizerType::adaptive_laplacian},
    {"dirichlet", RegularizerType::dirichlet},
    {"total-variation", RegularizerType::total_variation},
    {"laplacian-stencil", RegularizerType::laplacian_stencil},
}};

enum class OptimizerType : std::uint8_t { adam, gradient_descent, group_rmsprop, irprop };
constexpr std::array<Choice<OptimizerType>, 4> kOptimizers{{
    {"adam", OptimizerType::adam},
    {"gradient-descent", OptimizerType::gradient_descent},
    {"group-rmsprop", OptimizerType::group_rmsprop},
    {"irprop", OptimizerType::irprop},
}};

struct Shape {
  std::uint32_t rows;
  std::uint32_t cols;

  [[nodiscard]] std::size_t size() const { return static_cast<std::size_t>(rows) * cols; }
  [[nodiscard]] Shape square(const Over& over) const {
    const std::uint32_t order = Transform(over, rows, cols).order();
    return {order, order};
  }
};

std::uint32_t widthFromJs(const JsValue& value) {
  return static_cast<std::uint32_t>(value.integer(kMostWidth));
}

GivenStart givenFromJs(const JsValue& values, const std::vector<Shape>& parameters) {
  const std::vector<JsValue> arrays = values.elements();
  if (arrays.size() != parameters.size()) {
    values.fail("an array of length " + std::to_string(parameters.size()));
  }
  GivenStart start;
  for (std::size_t i = 0; i < arrays.size(); ++i) {
    start.values.push_back(arrays[i].floats(parameters[i].size()));
  }
  return start;
}

/// `parameters`: the shape of every parameter that the start is for.
Start startFromJs(const JsValue& start, const std::vector<Shape>& parameters) {
  switch (start["type"].choice(kStarts)) {
    case StartType::normal:
      return NormalStart{start["mean"].number(), start["standardDeviation"].number()};
    case StartType::uniform:
      return UniformStart{start["low"].number(), start["high"].number()};
    case StartType::scaled_normal:
      return ScaledNormalStart{start["scale"].number()};
    case StartType::orthogonal:
      return OrthogonalStart{start["scale"].number()};
    case StartType::identity:
      return IdentityStart{start["scale"].number()};
    case StartType::given:
      break;
  }
  return givenFromJs(start["values"], parameters);
}

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

Over overFromJs(const JsValue& over) {
  if (over.isString()) {
    return over.choice(kAxes);
  }
  return Blocks{widthFromJs(over["height"]), widthFromJs(over["width"]),
                widthFromJs(over["rowStride"]), widthFromJs(over["colStride"]),
                over["relate"].choice(kRelations)};
}

AdaptiveLaplacianSpec adaptiveLaplacianFromJs(const JsValue& term, Shape matrix) {
  const Over over = overFromJs(term["over"]);
  return {over, term["form"].choice(kForms), weightFromJs(term["weight"]),
          startFromJs(term["start"], {matrix.square(over)}), optionalFromJs(term["freezeAt"])};
}

DirichletSpec dirichletFromJs(const JsValue& term, Shape matrix) {
  const Over over = overFromJs(term["over"]);
  return {over, weightFromJs(term["weight"]), term["laplacian"].floats(matrix.square(over).size())};
}

TotalVariationSpec totalVariationFromJs(const JsValue& term) {
  return {term["norm"].choice(kNorms), weightFromJs(term["weight"]), term["epsilon"].number()};
}

LaplacianStencilSpec laplacianStencilFromJs(const JsValue& term) {
  return {term["form"].choice(kStencils), weightFromJs(term["weight"])};
}

RegularizerSpec regularizerFromJs(const JsValue& term, Shape matrix) {
  switch (term["type"].choice(kRegularizers)) {
    case RegularizerType::adaptive_laplacian:
      return adaptiveLaplacianFromJs(term, matrix);
    case RegularizerType::dirichlet:
      return dirichletFromJs(term, matrix);
    case RegularizerType::laplacian_stencil:
      return laplacianStencilFromJs(term);
    case RegularizerType::total_variation:
      break;
  }
  return totalVariationFromJs(term);
}

std::vector<RegularizerSpec> regularizersFromJs(const JsValue& terms, Shape matrix) {
  std::vector<RegularizerSpec> regularizers;
  for (const JsValue& term : terms.elements()) {
    regularizers.push_back(regularizerFromJs(term, matrix));
  }
  return regularizers;
}

OptimizerSpec optimizerFromJs(const JsValue& optimizer) {
  const auto number = [&](const char* name) { return optimizer[name].number(); };
  switch (optimizer["type"].choice(kOptimizers)) {
    case OptimizerType::gradient_descent:
      return GradientDescentSpec{number("learningRate")};
    case OptimizerType::group_rmsprop:
      return GroupRmspropSpec{number("learningRate"), number("beta"), number("epsilon")};
    case OptimizerType::irprop:
      return IrpropSpec{number("initialStep"), number("minStep"), number("maxStep"),
                        number("increase"), number("decrease")};
    case OptimizerType::adam:
      break;
  }
  return AdamSpec{number("learningRate"), number("beta1"), number("beta2"), number("epsilon"),
                  number("weightDecay")};
}

std::optional<PlateauSpec> scheduleFromJs(const JsValue& schedule) {
  if (schedule["type"].choice(kSchedules) == ScheduleType::constant) {
    return std::nullopt;
  }
  return PlateauSpec{schedule["factor"].number(), schedule["patience"].integer(kMostWhole),
                     schedule["threshold"].number(), schedule["stopBelow"].number()};
}

StoppingSpec stoppingFromJs(const JsValue& stopping) {
  return {stopping["steps"].integer(kMostWhole), stopping["tolerance"].number(),
          stopping["window"].integer(kMostWhole), stopping["minSteps"].integer(kMostWhole),
          stopping["regularizerChange"].isGiven() ? stopping["regularizerChange"].number() : 0.0};
}

unsigned threadsFromJs(const JsValue& spec) {
  return static_cast<unsigned>(spec["threads"].integer(std::numeric_limits<unsigned>::max()));
}

}  // namespace

Spec specFromJs(const JsValue& spec) {
  const Shape matrix{widthFromJs(spec["rows"]), widthFromJs(spec["cols"])};
  return {matrix.rows,
          matrix.cols,
          spec["seed"].integer(kMostWhole),
          representationFromJs(spec["representation"], matrix),
          spec["fidelity"].choice(kFidelities),
          regularizersFromJs(spec["regularizers"], matrix),
          optimizerFromJs(spec["optimizer"]),
          stoppingFromJs(spec["stopping"]),
          spec["traceEvery"].integer(kMostWhole),
          spec["keepLaplacians"].boolean(),
          spec["keepFit"].boolean(),
          spec["keepParameters"].boolean(),
          instrumentsFromJs(spec["instruments"], matrix.size()),
          stepsFromJs(spec["snapshotSteps"]),
          scheduleFromJs(spec["schedule"])};
}

JobInput jobInputFromJs(const JsValue& spec, const JsValue& values, const JsValue& mask) {
  Spec copied = specFromJs(spec);
  const std::size_t size = static_cast<std::size_t>(copied.rows) * copied.cols;
  return {std::move(copied), DenseEntries{values.floats(size), mask.bits(size)},
          threadsFromJs(spec)};
}

ListedEntries entriesFromJs(const JsValue& entries) {
  return {entries["offsets"].indices(), entries["cols"].indices(), entries["values"].floats()};
}

JobInput jobInputFromJs(const JsValue& spec, const JsValue& entries) {
  return {specFromJs(spec), entriesFromJs(entries), threadsFromJs(spec)};
}

}  // namespace lacuna
