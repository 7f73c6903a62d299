// The native module: jobs, estimates and info, as src/native/addon.ts describes them.
#include <napi.h>

#include <chrono>
#include <cstdlib>
#include <limits>
#include <mutex>

#include "binding/classic_from_js.h"
#include "binding/environment.h"
#include "binding/errors.h"
#include "binding/fold_from_js.h"
#include "binding/info_to_js.h"
#include "binding/js_job.h"
#include "binding/js_value.h"
#include "binding/scheduler.h"
#include "binding/spec_from_js.h"

namespace lacuna {
namespace {

// process.exit() ends the process without ending environments: jobs are stopped before static
// objects go. A job that does not reach its next step in time is left running; nothing it uses is
// ever destroyed.
constexpr std::chrono::milliseconds kExitPatience{1000};

constexpr std::uint64_t kMostObserved = std::numeric_limits<std::uint32_t>::max();

void abandonJobsAtExit() {
  static std::once_flag registered;
  std::call_once(registered, [] {
    Scheduler::process();
    std::atexit([] { Scheduler::process().abandonAll(kExitPatience); });
  });
}

Napi::Function progressCallback(const Napi::Value& value) {
  if (value.IsUndefined()) {
    return {};
  }
  if (!value.IsFunction()) {
    JsValue(value, "onProgress").fail("a function or undefined");
  }
  return value.As<Napi::Function>();
}

Napi::Value start(const Napi::CallbackInfo& info) {
  return guarded(info.Env(), [&]() -> Napi::Value {
    const Napi::Function on_progress = progressCallback(info[2]);
    return JsJob::start(info.Env(), denseJobFromJs({info[0], "spec"}, {info[1], "problems"}),
                        on_progress);
  });
}

Napi::Value startSparse(const Napi::CallbackInfo& info) {
  return guarded(info.Env(), [&]() -> Napi::Value {
    const Napi::Function on_progress = progressCallback(info[2]);
    return JsJob::start(info.Env(), sparseJobFromJs({info[0], "spec"}, {info[1], "entries"}),
                        on_progress);
  });
}

Napi::Value startFold(const Napi::CallbackInfo& info) {
  return guarded(info.Env(), [&]() -> Napi::Value {
    return JsJob::start(info.Env(), foldInputFromJs({info[0], "fold"}, {info[1], "rows"}), {});
  });
}

Napi::Value startClassic(const Napi::CallbackInfo& info) {
  return guarded(info.Env(), [&]() -> Napi::Value {
    const Napi::Function on_progress = progressCallback(info[2]);
    return JsJob::start(info.Env(), classicInputFromJs({info[0], "spec"}, {info[1], "entries"}),
                        on_progress);
  });
}

Napi::Value estimateClassicBytes(const Napi::CallbackInfo& info) {
  return guarded(info.Env(), [&]() -> Napi::Value {
    const classic::Spec spec = classicSpecFromJs({info[0], "spec"});
    const std::uint64_t observed = JsValue(info[1], "observed").integer(kMostObserved);
    // The job's copy of columns and values, and the result's copy for JavaScript.
    const double copies = static_cast<double>(observed) * (sizeof(std::uint32_t) + sizeof(float));
    const double result = spec.form == classic::Form::matrix
                              ? static_cast<double>(spec.rows) * spec.cols * sizeof(float)
                              : 0.0;
    const auto bytes = static_cast<double>(classic::estimateBytes(spec, observed));
    return Napi::Number::New(info.Env(), bytes + copies + result);
  });
}

constexpr std::array<Choice<KernelOrder>, 2> kKernelOrders{
    {{"cpu", KernelOrder::in_turn}, {"cuda", KernelOrder::side_by_side}}};

Napi::Value estimateDenseBytes(const Napi::CallbackInfo& info) {
  return guarded(info.Env(), [&]() -> Napi::Value {
    const Spec spec = specFromJs({info[0], "spec"});
    const double entries = static_cast<double>(spec.rows) * spec.cols;
    // The job's copy of values and mask, and the result's copy for JavaScript.
    const double copies = entries * (sizeof(float) + sizeof(std::uint8_t) + sizeof(float));
    const BatchShape shape{1, static_cast<std::size_t>(entries), false};
    const auto bytes = static_cast<double>(
        estimateBytes(spec, shape, JsValue(info[1], "device").choice(kKernelOrders)));
    return Napi::Number::New(info.Env(), bytes + copies);
  });
}

Napi::Value isFactored(const Napi::CallbackInfo& info) {
  return guarded(info.Env(), [&]() -> Napi::Value {
    const Spec spec = specFromJs({info[0], "spec"});
    const std::uint64_t observed = JsValue(info[1], "observed").integer(kMostObserved);
    const Evaluation evaluation = chooseEvaluation(spec, BatchShape{1, observed, false});
    return Napi::Boolean::New(info.Env(), evaluation == Evaluation::factored);
  });
}

Napi::Value estimateSparseBytes(const Napi::CallbackInfo& info) {
  return guarded(info.Env(), [&]() -> Napi::Value {
    const Spec spec = specFromJs({info[0], "spec"});
    const std::uint64_t observed = JsValue(info[1], "observed").integer(kMostObserved);
    // The job's copy of columns and values.
    const double copies = static_cast<double>(observed) * (sizeof(std::uint32_t) + sizeof(float));
    const BatchShape shape{1, observed, true};
    return Napi::Number::New(info.Env(), static_cast<double>(estimateBytes(spec, shape)) + copies);
  });
}

Napi::Value describeModule(const Napi::CallbackInfo& info) {
  return guarded(info.Env(), [&]() -> Napi::Value { return infoToJs(info.Env()); });
}

Napi::Object registerModule(Napi::Env env, Napi::Object exports) {
  abandonJobsAtExit();
  Environment::attach(env);
  exports.Set("start", Napi::Function::New(env, start, "start"));
  exports.Set("startSparse", Napi::Function::New(env, startSparse, "startSparse"));
  exports.Set("startFold", Napi::Function::New(env, startFold, "startFold"));
  exports.Set("startClassic", Napi::Function::New(env, startClassic, "startClassic"));
  exports.Set("estimateClassicBytes",
              Napi::Function::New(env, estimateClassicBytes, "estimateClassicBytes"));
  exports.Set("estimateBytes", Napi::Function::New(env, estimateDenseBytes, "estimateBytes"));
  exports.Set("estimateSparseBytes",
              Napi::Function::New(env, estimateSparseBytes, "estimateSparseBytes"));
  exports.Set("isFactored", Napi::Function::New(env, isFactored, "isFactored"));
  exports.Set("info", Napi::Function::New(env, describeModule, "info"));
  return exports;
}

}  // namespace

NODE_API_MODULE(lacuna, registerModule)

}  // namespace lacuna
