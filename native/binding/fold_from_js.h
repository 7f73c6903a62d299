// NativeFold of src/native/addon.ts as the core's FoldSpec.
#pragma once

#include "binding/job.h"
#include "binding/js_value.h"

namespace lacuna {

/// Copies a fitted model and new rows (NativeEntries); throws a TypeError when they break the
/// contract of addon.ts.
FoldInput foldInputFromJs(const JsValue& fold, const JsValue& rows);

}  // namespace lacuna
