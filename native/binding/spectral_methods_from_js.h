// Settings of the classical methods that rest on singular values and factors.
#pragma once

#include "binding/js_value.h"
#include "classic/spec.h"

namespace lacuna {

/// Readers of `method`, by the names of src/classic; they throw a TypeError when it breaks the
/// contract.
classic::MethodSpec fnnmFromJs(const JsValue& method);
classic::MethodSpec gaussNewtonFromJs(const JsValue& method);
classic::MethodSpec lmafitFromJs(const JsValue& method);
classic::MethodSpec mssFromJs(const JsValue& method);
classic::MethodSpec softImputeFromJs(const JsValue& method);
classic::MethodSpec svdFromJs(const JsValue& method);
classic::MethodSpec tnnrFromJs(const JsValue& method);

}  // namespace lacuna
