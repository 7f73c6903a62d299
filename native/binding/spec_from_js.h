// NativeSpec of src/native/addon.ts as the core's Spec.
#pragma once

#include "binding/job.h"
#include "binding/js_value.h"

namespace lacuna {

/// Copies the specification; throws a TypeError when it breaks the contract of addon.ts.
Spec specFromJs(const JsValue& spec);

/// Copies NativeEntries; throws as above.
ListedEntries entriesFromJs(const JsValue& entries);

/// Copies all that a job needs: a matrix with its mask, or observed entries (NativeEntries).
JobInput jobInputFromJs(const JsValue& spec, const JsValue& values, const JsValue& mask);
JobInput jobInputFromJs(const JsValue& spec, const JsValue& entries);

}  // namespace lacuna
