#include "binding/spec_from_js.h"

#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "binding/course_from_js.h"
#include "binding/representation_from_js.h"
#include "binding/start_from_js.h"
#include "binding/stopping_from_js.h"

namespace lacuna {
namespace {

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

enum class DeviceType : std::uint8_t { cpu, cuda };
constexpr std::array<Choice<DeviceType>, 2> kDevices{
    {{"cpu", DeviceType::cpu}, {"cuda", DeviceType::cuda}}};
constexpr std::array<Choice<ProductPrecision>, 3> kPrecisions{
    {{"float32", ProductPrecision::float32},
     {"bf16x3", ProductPrecision::bf16x3},
     {"tf32", ProductPrecision::tf32}}};
constexpr std::uint64_t kMostDevice = std::numeric_limits<int>::max();

enum class OptimizerType : std::uint8_t { adam, gradient_descent, group_rmsprop, irprop };
constexpr std::array<Choice<OptimizerType>, 4> kOptimizers{{
    {"adam", OptimizerType::adam},
    {"gradient-descent", OptimizerType::gradient_descent},
    {"group-rmsprop", OptimizerType::group_rmsprop},
    {"irprop", OptimizerType::irprop},
}};

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

Place placeFromJs(const JsValue& spec) {
  const JsValue device = spec["device"];
  if (device["type"].choice(kDevices) == DeviceType::cuda) {
    return OnCuda{static_cast<int>(device["index"].integer(kMostDevice)),
                  device["precision"].choice(kPrecisions)};
  }
  return OnCpu{
      static_cast<unsigned>(spec["threads"].integer(std::numeric_limits<unsigned>::max()))};
}

/// Appends a part of `total` values; one that is all of them is taken over as it is.
template <class T>
void append(std::vector<T>& all, std::vector<T> part, std::size_t total) {
  if (part.size() == total) {
    all = std::move(part);
  } else {
    all.reserve(total);
    all.insert(all.end(), part.begin(), part.end());
  }
}

/// `size`: entries of each matrix.
DenseEntries denseFromJs(const std::vector<JsValue>& problems, std::size_t size) {
  DenseEntries entries{static_cast<std::uint32_t>(problems.size()), {}, {}};
  for (const JsValue& problem : problems) {
    append(entries.values, problem["values"].floats(size), problems.size() * size);
    append(entries.mask, problem["mask"].bits(size), problems.size() * size);
  }
  return entries;
}

}  // namespace

Spec specFromJs(const JsValue& spec, std::size_t problems) {
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
          instrumentsFromJs(spec["instruments"], problems * matrix.size()),
          stepsFromJs(spec["snapshotSteps"]),
          scheduleFromJs(spec["schedule"]),
          validationFromJs(spec["validation"]),
          agreementFromJs(spec["agreement"])};
}

JobInput denseJobFromJs(const JsValue& spec, const JsValue& problems) {
  const std::vector<JsValue> elements = problems.elements();
  if (elements.empty()) {
    problems.fail("at least one problem");
  }
  Spec copied = specFromJs(spec, elements.size());
  const std::size_t size = static_cast<std::size_t>(copied.rows) * copied.cols;
  return {std::move(copied), denseFromJs(elements, size), placeFromJs(spec)};
}

ListedEntries entriesFromJs(const JsValue& entries) {
  return {entries["offsets"].indices(), entries["cols"].indices(), entries["values"].floats()};
}

JobInput sparseJobFromJs(const JsValue& spec, const JsValue& entries) {
  return {specFromJs(spec), entriesFromJs(entries), placeFromJs(spec)};
}

}  // namespace lacuna
