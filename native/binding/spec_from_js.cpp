#include "binding/spec_from_js.h"

#include <limits>
#include <optional>
#include <string>
#include <string_view>

namespace lacuna {
namespace {

constexpr std::uint64_t kMostWhole = (std::uint64_t{1} << 53U) - 1;  // of a JavaScript number
constexpr std::uint64_t kMostWidth = std::numeric_limits<std::uint32_t>::max();

constexpr std::array<Choice<FidelityKind>, 5> kFidelities{{
    {"mse", FidelityKind::mse},
    {"mse-observed", FidelityKind::mse_observed},
    {"sse", FidelityKind::sse},
    {"half-sse", FidelityKind::half_sse},
    {"l1", FidelityKind::l1},
}};
constexpr std::array<Choice<Axis>, 2> kAxes{{{"rows", Axis::rows}, {"cols", Axis::cols}}};
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
constexpr std::array<Choice<Activation>, 4> kActivations{{
    {"linear", Activation::linear},
    {"relu", Activation::relu},
    {"sigmoid", Activation::sigmoid},
    {"tanh", Activation::tanh},
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

enum class RepresentationType : std::uint8_t { factor_chain, activated_network, schatten_blocks };
constexpr std::array<Choice<RepresentationType>, 3> kRepresentations{{
    {"factor-chain", RepresentationType::factor_chain},
    {"activated-network", RepresentationType::activated_network},
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

enum class OptimizerType : std::uint8_t { adam, gradient_descent, group_rmsprop };
constexpr std::array<Choice<OptimizerType>, 3> kOptimizers{{
    {"adam", OptimizerType::adam},
    {"gradient-descent", OptimizerType::gradient_descent},
    {"group-rmsprop", OptimizerType::group_rmsprop},
}};

struct Shape {
  std::uint32_t rows;
  std::uint32_t cols;

  [[nodiscard]] std::size_t size() const { return static_cast<std::size_t>(rows) * cols; }
  [[nodiscard]] Shape square(Axis axis) const {
    return axis == Axis::rows ? Shape{rows, rows} : Shape{cols, cols};
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
    case RepresentationType::schatten_blocks:
      return schattenBlocksFromJs(representation, matrix);
    case RepresentationType::factor_chain:
      break;
  }
  return factorChainFromJs(representation, matrix);
}

AdaptiveLaplacianSpec adaptiveLaplacianFromJs(const JsValue& term, Shape matrix) {
  const Axis over = term["over"].choice(kAxes);
  return {over, term["form"].choice(kForms), term["weight"].number(),
          startFromJs(term["start"], {matrix.square(over)})};
}

DirichletSpec dirichletFromJs(const JsValue& term, Shape matrix) {
  const Axis over = term["over"].choice(kAxes);
  return {over, term["weight"].number(), term["laplacian"].floats(matrix.square(over).size())};
}

TotalVariationSpec totalVariationFromJs(const JsValue& term) {
  return {term["norm"].choice(kNorms), term["weight"].number(), term["epsilon"].number()};
}

LaplacianStencilSpec laplacianStencilFromJs(const JsValue& term) {
  return {term["form"].choice(kStencils), term["weight"].number()};
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
  const double learning_rate = optimizer["learningRate"].number();
  switch (optimizer["type"].choice(kOptimizers)) {
    case OptimizerType::gradient_descent:
      return GradientDescentSpec{learning_rate};
    case OptimizerType::group_rmsprop:
      return GroupRmspropSpec{learning_rate, optimizer["beta"].number(),
                              optimizer["epsilon"].number()};
    case OptimizerType::adam:
      break;
  }
  return AdamSpec{learning_rate, optimizer["beta1"].number(), optimizer["beta2"].number(),
                  optimizer["epsilon"].number(), optimizer["weightDecay"].number()};
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
          stopping["window"].integer(kMostWhole), stopping["minSteps"].integer(kMostWhole)};
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
          scheduleFromJs(spec["schedule"])};
}

JobInput jobInputFromJs(const JsValue& spec, const JsValue& values, const JsValue& mask) {
  Spec copied = specFromJs(spec);
  const std::size_t size = static_cast<std::size_t>(copied.rows) * copied.cols;
  return {std::move(copied), DenseEntries{values.floats(size), mask.bits(size)},
          threadsFromJs(spec)};
}

JobInput jobInputFromJs(const JsValue& spec, const JsValue& entries) {
  return {specFromJs(spec),
          ListedEntries{entries["offsets"].indices(), entries["cols"].indices(),
                        entries["values"].floats()},
          threadsFromJs(spec)};
}

}  // namespace lacuna
