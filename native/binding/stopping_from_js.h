// When a run ends, from JavaScript.
#pragma once

#include <optional>

#include "binding/js_value.h"
#include "solver/spec.h"

namespace lacuna {

StoppingSpec stoppingFromJs(const JsValue& stopping);

/// The held entries with the rule that looks at them; nothing where it was left out.
std::optional<ValidationSpec> validationFromJs(const JsValue& validation);

/// The comparison of two starts; nothing where it was left out.
std::optional<SeedAgreementSpec> agreementFromJs(const JsValue& agreement);

}  // namespace lacuna
