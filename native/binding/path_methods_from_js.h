// Settings of the classical methods that go along a path of weights of a penalty.
#pragma once

#include "binding/js_value.h"
#include "classic/spec.h"

namespace lacuna {

/// Readers of `method`, by the names of src/classic; they throw a TypeError when it breaks the
/// contract.
classic::MethodSpec dnnrFromJs(const JsValue& method);
classic::MethodSpec gpgFromJs(const JsValue& method);
classic::MethodSpec irnnFromJs(const JsValue& method);
classic::MethodSpec isvtaFromJs(const JsValue& method);

}  // namespace lacuna
