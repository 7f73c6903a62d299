#include "binding/stopping_from_js.h"

#include <array>
#include <utility>
#include <vector>

#include "binding/course_from_js.h"

namespace lacuna {
namespace {

constexpr std::array<Choice<StepChoice>, 2> kChoices{{
    {"least", StepChoice::least},
    {"fewest", StepChoice::fewest},
}};

/// A rule that was left out is never met.
double thresholdFromJs(const JsValue& rule) { return rule.isGiven() ? rule.number() : 0.0; }

RankPlateauSpec rankPlateauFromJs(const JsValue& plateau) {
  if (!plateau.isGiven()) {
    return {};
  }
  return {plateau["change"].number(), plateau["every"].integer(kMostWhole),
          plateau["looks"].integer(kMostWhole)};
}

std::optional<std::pair<double, double>> boundsFromJs(const JsValue& bounds) {
  if (!bounds.isGiven()) {
    return std::nullopt;
  }
  const std::vector<JsValue> ends = bounds.elements();
  if (ends.size() != 2) {
    bounds.fail("two numbers");
  }
  return std::pair(ends[0].number(), ends[1].number());
}

}  // namespace

StoppingSpec stoppingFromJs(const JsValue& stopping) {
  return {
      stopping["steps"].integer(kMostWhole),          stopping["tolerance"].number(),
      stopping["window"].integer(kMostWhole),         stopping["minSteps"].integer(kMostWhole),
      thresholdFromJs(stopping["regularizerChange"]), thresholdFromJs(stopping["fidelityBalance"]),
      rankPlateauFromJs(stopping["rankPlateau"]),     stepsFromJs(stopping["stepsOf"])};
}

std::optional<ValidationSpec> validationFromJs(const JsValue& validation) {
  if (!validation.isGiven()) {
    return std::nullopt;
  }
  return ValidationSpec{validation["every"].integer(kMostWhole),
                        validation["patience"].integer(kMostWhole),
                        validation["choice"].choice(kChoices),
                        validation["offsets"].indices(),
                        validation["cols"].indices(),
                        validation["values"].floats(),
                        boundsFromJs(validation["bounds"])};
}

std::optional<SeedAgreementSpec> agreementFromJs(const JsValue& agreement) {
  if (!agreement.isGiven()) {
    return std::nullopt;
  }
  return SeedAgreementSpec{agreement["most"].number(), agreement["every"].integer(kMostWhole),
                           agreement["patience"].integer(kMostWhole),
                           agreement["seed"].integer(kMostWhole), agreement["places"].indices()};
}

}  // namespace lacuna
