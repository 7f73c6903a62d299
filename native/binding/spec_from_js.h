// NativeSpec of src/native/addon.ts as the core's Spec.
#pragma once

#include "binding/job.h"
#include "binding/js_value.h"

namespace lacuna {

/// Copies the specification of so many problems; throws a TypeError when it breaks the contract of
/// addon.ts.
Spec specFromJs(const JsValue& spec, std::size_t problems = 1);

/// Copies NativeEntries; throws as above.
ListedEntries entriesFromJs(const JsValue& entries);

/// Copies all that a job needs: matrices with their masks (an array of NativeProblem), or the
/// observed entries of one (NativeEntries).
JobInput denseJobFromJs(const JsValue& spec, const JsValue& problems);
JobInput sparseJobFromJs(const JsValue& spec, const JsValue& entries);

}  // namespace lacuna
