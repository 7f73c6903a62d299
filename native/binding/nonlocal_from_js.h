// Settings of the method nonlocal.
#pragma once

#include "binding/js_value.h"
#include "classic/spec.h"

namespace lacuna {

/// Reads `method`, by the names of src/classic/nonlocal.ts; throws a TypeError when it breaks the
/// contract.
classic::MethodSpec nonlocalFromJs(const JsValue& method);

}  // namespace lacuna
