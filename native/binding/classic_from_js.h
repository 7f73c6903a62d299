// NativeClassicSpec of src/native/classic.ts as the core's classic::Spec.
#pragma once

#include "binding/job.h"
#include "binding/js_value.h"

namespace lacuna {

/// Copies the specification; throws a TypeError when it breaks the contract of classic.ts.
classic::Spec classicSpecFromJs(const JsValue& spec);

/// Copies all that a job needs: NativeClassicEntries.
ClassicInput classicInputFromJs(const JsValue& spec, const JsValue& entries);

}  // namespace lacuna
