// What a job found, as NativeOutcome, NativeFolded and NativeProgress of src/native/addon.ts.
#pragma once

#include <napi.h>

#include "binding/mailbox.h"

namespace lacuna {

Napi::Value resultToJs(Napi::Env env, const JobSuccess& success);

/// `total_steps`: the steps that the job was asked for.
Napi::Object progressToJs(Napi::Env env, const JobProgress& progress, std::uint64_t total_steps);

}  // namespace lacuna
