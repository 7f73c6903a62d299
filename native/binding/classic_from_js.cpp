#include "binding/classic_from_js.h"

#include <functional>
#include <limits>
#include <utility>

#include "binding/nonlocal_from_js.h"
#include "binding/path_methods_from_js.h"
#include "binding/spec_from_js.h"
#include "binding/spectral_methods_from_js.h"
#include "binding/start_from_js.h"

namespace lacuna {
namespace {

constexpr std::uint64_t kMostWhole = (std::uint64_t{1} << 53U) - 1;

/// Reads the settings of one method.
using Reader = classic::MethodSpec (*)(const JsValue& method);

std::uint32_t countFromJs(const JsValue& value) {
  return static_cast<std::uint32_t>(value.integer(std::numeric_limits<std::uint32_t>::max()));
}

constexpr std::array<Choice<classic::Penalty>, 2> kPenalties{
    {{"weighted", classic::Penalty::weighted}, {"plain", classic::Penalty::plain}}};

classic::MethodSpec als(const JsValue& method) {
  return classic::AlsSpec{widthFromJs(method["rank"]), method["lambda"].number(),
                          method["damping"].number(), method["regularization"].choice(kPenalties)};
}

classic::MethodSpec bpmf(const JsValue& method) {
  const JsValue degrees = method["degrees"];
  return classic::BpmfSpec{widthFromJs(method["rank"]),
                           method["precision"].number(),
                           degrees.isGiven() ? std::optional(degrees.number()) : std::nullopt,
                           method["beta0"].number(),
                           countFromJs(method["burnIn"]),
                           countFromJs(method["samples"])};
}

classic::MethodSpec bias(const JsValue& method) {
  return classic::BiasSpec{method["rowDamping"].number(), method["colDamping"].number()};
}

constexpr std::array<Choice<classic::MeanOf>, 3> kMeans{{{"all", classic::MeanOf::all},
                                                         {"rows", classic::MeanOf::rows},
                                                         {"cols", classic::MeanOf::cols}}};

classic::MethodSpec mean(const JsValue& method) {
  return classic::MeanSpec{method["of"].choice(kMeans)};
}

constexpr std::array<Choice<classic::Over>, 2> kOvers{
    {{"rows", classic::Over::rows}, {"cols", classic::Over::cols}}};

constexpr std::array<Choice<classic::KnnForm>, 3> kKnnForms{
    {{"uniform", classic::KnnForm::uniform},
     {"distance", classic::KnnForm::distance},
     {"deviations", classic::KnnForm::deviations}}};

classic::MethodSpec knn(const JsValue& method) {
  return classic::KnnSpec{widthFromJs(method["k"]), method["over"].choice(kOvers),
                          method["form"].choice(kKnnForms), method["shrinkage"].number(),
                          method["damping"].number()};
}

constexpr std::array<Choice<classic::MarginalForm>, 2> kMarginals{
    {{"normal", classic::MarginalForm::normal}, {"empirical", classic::MarginalForm::empirical}}};

classic::MethodSpec forest(const JsValue& method) {
  return classic::ForestSpec{method["over"].choice(kOvers), countFromJs(method["trees"]),
                             method["share"].number(), countFromJs(method["leaf"])};
}

classic::MethodSpec gaussian(const JsValue& method) {
  return classic::GaussianSpec{method["over"].choice(kOvers), method["shrinkage"].number(),
                               method["marginals"].choice(kMarginals)};
}

classic::GridWeights gridWeightsFromJs(const JsValue& method) {
  return {method["rowWeight"].number(), method["colWeight"].number()};
}

classic::MethodSpec harmonic(const JsValue& method) {
  return classic::HarmonicSpec{gridWeightsFromJs(method)};
}

classic::MethodSpec biharmonic(const JsValue& method) {
  return classic::BiharmonicSpec{gridWeightsFromJs(method)};
}

classic::MethodSpec telea(const JsValue& method) {
  return classic::TeleaSpec{widthFromJs(method["radius"])};
}

constexpr std::array<Choice<Reader>, 22> kReaders{{
    {"als", als},
    {"bias", bias},
    {"biharmonic", biharmonic},
    {"bpmf", bpmf},
    {"dnnr", dnnrFromJs},
    {"fnnm", fnnmFromJs},
    {"forest", forest},
    {"gauss-newton", gaussNewtonFromJs},
    {"gaussian", gaussian},
    {"gpg", gpgFromJs},
    {"harmonic", harmonic},
    {"irnn", irnnFromJs},
    {"isvta", isvtaFromJs},
    {"knn", knn},
    {"lmafit", lmafitFromJs},
    {"mean", mean},
    {"mss", mssFromJs},
    {"nonlocal", nonlocalFromJs},
    {"soft-impute", softImputeFromJs},
    {"svd", svdFromJs},
    {"telea", telea},
    {"tnnr", tnnrFromJs},
}};

constexpr std::array<Choice<classic::Form>, 2> kForms{
    {{"matrix", classic::Form::matrix}, {"factors", classic::Form::factors}}};

std::optional<std::pair<float, float>> boundsFromJs(const JsValue& bounds) {
  if (!bounds.isGiven()) {
    return std::nullopt;
  }
  const std::vector<JsValue> ends = bounds.elements();
  if (ends.size() != 2) {
    bounds.fail("two numbers");
  }
  return std::pair{static_cast<float>(ends[0].number()), static_cast<float>(ends[1].number())};
}

std::vector<classic::Place> placesFromJs(const JsValue& places) {
  if (!places.isGiven()) {
    return {};
  }
  const std::vector<std::uint32_t> rows = places["rows"].indices();
  const std::vector<std::uint32_t> cols = places["cols"].indices();
  if (rows.size() != cols.size()) {
    places.fail("as many rows as columns");
  }
  std::vector<classic::Place> all(rows.size());
  for (std::size_t k = 0; k < all.size(); ++k) {
    all[k] = {rows[k], cols[k]};
  }
  return all;
}

}  // namespace

classic::Spec classicSpecFromJs(const JsValue& spec) {
  const JsValue method = spec["method"];
  const Reader read = method["type"].choice(kReaders);
  return {widthFromJs(spec["rows"]),
          widthFromJs(spec["cols"]),
          spec["seed"].integer(kMostWhole),
          read(method),
          spec["steps"].integer(kMostWhole),
          spec["tolerance"].number(),
          spec["patience"].integer(kMostWhole),
          spec["traceEvery"].integer(kMostWhole),
          spec["form"].choice(kForms),
          boundsFromJs(spec["bounds"]),
          placesFromJs(spec["places"])};
}

ClassicInput classicInputFromJs(const JsValue& spec, const JsValue& entries) {
  ListedEntries listed = entriesFromJs(entries);
  const JsValue held = entries["held"];
  std::vector<std::uint8_t> flags;
  if (held.isGiven()) {
    flags = held.bits(listed.values.size());
  }
  return {classicSpecFromJs(spec), std::move(listed), std::move(flags),
          static_cast<unsigned>(spec["threads"].integer(std::numeric_limits<unsigned>::max()))};
}

}  // namespace lacuna
