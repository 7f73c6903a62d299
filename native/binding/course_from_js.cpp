#include "binding/course_from_js.h"

#include <array>
#include <limits>
#include <utility>

namespace lacuna {
namespace {

constexpr std::array<Choice<Interpolation>, 3> kInterpolations{{
    {"step", Interpolation::step},
    {"linear", Interpolation::linear},
    {"log", Interpolation::log},
}};

/// The period of an instrument; one that is left out is never read.
std::uint64_t periodFromJs(const JsValue& instrument) {
  return instrument.isGiven() ? instrument["every"].integer(kMostWhole) : 0;
}

}  // namespace

std::optional<std::uint64_t> optionalFromJs(const JsValue& value) {
  return value.isGiven() ? std::optional(value.integer(kMostWhole)) : std::nullopt;
}

Weight weightFromJs(const JsValue& weight) {
  if (!weight.isObject()) {
    return weight.number();
  }
  const std::vector<JsValue> steps = weight["steps"].elements();
  const std::vector<JsValue> values = weight["values"].elements();
  if (steps.empty() || values.size() != steps.size()) {
    weight.fail("as many values as steps, at least one");
  }
  std::vector<WeightKnot> knots;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    knots.push_back({steps[i].integer(kMostWhole), values[i].number()});
  }
  return {std::move(knots), weight["interpolation"].choice(kInterpolations)};
}

InstrumentsSpec instrumentsFromJs(const JsValue& instruments, std::size_t entries) {
  InstrumentsSpec asked;
  if (!instruments.isGiven()) {
    return asked;
  }
  const JsValue singular_values = instruments["singularValues"];
  const JsValue nmae = instruments["nmae"];
  asked.singular_values = periodFromJs(singular_values);
  asked.effective_rank = periodFromJs(instruments["effectiveRank"]);
  asked.energies = periodFromJs(instruments["energies"]);
  asked.gradient_norms = periodFromJs(instruments["gradientNorms"]);
  asked.balance = periodFromJs(instruments["balance"]);
  asked.nmae = periodFromJs(nmae);
  if (singular_values.isGiven()) {
    asked.top = static_cast<std::uint32_t>(
        singular_values["top"].integer(std::numeric_limits<std::uint32_t>::max()));
  }
  if (nmae.isGiven()) {
    asked.truth = nmae["truth"].floats(entries);
    asked.truth_range = nmae["range"].number();
  }
  return asked;
}

std::vector<std::uint64_t> stepsFromJs(const JsValue& steps) {
  std::vector<std::uint64_t> list;
  if (steps.isGiven()) {
    for (const JsValue& step : steps.elements()) {
      list.push_back(step.integer(kMostWhole));
    }
  }
  return list;
}

}  // namespace lacuna
