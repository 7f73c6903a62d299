// How X is produced, from JavaScript.
#pragma once

#include "binding/js_value.h"
#include "binding/start_from_js.h"
#include "solver/spec.h"

namespace lacuna {

/// `matrix`: the shape of X, which the shapes of given starts follow from.
RepresentationSpec representationFromJs(const JsValue& representation, Shape matrix);

}  // namespace lacuna
