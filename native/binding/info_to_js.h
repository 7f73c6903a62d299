// NativeInfo of src/native/addon.ts.
#pragma once

#include <napi.h>

namespace lacuna {

Napi::Object infoToJs(Napi::Env env);

}  // namespace lacuna
