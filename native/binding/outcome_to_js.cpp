#include "binding/outcome_to_js.h"

#include <algorithm>
#include <cstdint>
#include <vector>

namespace lacuna {
namespace {

const char* stopReasonText(StopReason reason) {
  switch (reason) {
    case StopReason::steps:
      return "steps";
    case StopReason::tolerance:
      return "tolerance";
    case StopReason::diverged:
      break;
  }
  return "diverged";
}

// Copies, because not every runtime lets native memory stand behind an ArrayBuffer.
Napi::Float32Array floatsToJs(Napi::Env env, const std::vector<float>& values) {
  Napi::Float32Array array = Napi::Float32Array::New(env, values.size());
  std::copy(values.begin(), values.end(), array.Data());
  return array;
}

template <class T>
Napi::Float64Array doublesToJs(Napi::Env env, const std::vector<T>& values) {
  Napi::Float64Array array = Napi::Float64Array::New(env, values.size());
  std::transform(values.begin(), values.end(), array.Data(),
                 [](T value) { return static_cast<double>(value); });
  return array;
}

Napi::Array termsToJs(Napi::Env env, const std::vector<double>& terms) {
  Napi::Array array = Napi::Array::New(env, terms.size());
  for (std::uint32_t i = 0; i < terms.size(); ++i) {
    array.Set(i, terms[i]);
  }
  return array;
}

Napi::Object traceToJs(Napi::Env env, const Trace& trace) {
  Napi::Object object = Napi::Object::New(env);
  object.Set("steps", doublesToJs(env, trace.steps));
  object.Set("terms", doublesToJs(env, trace.terms));
  return object;
}

Napi::Array matricesToJs(Napi::Env env, const std::vector<std::vector<float>>& matrices) {
  Napi::Array array = Napi::Array::New(env, matrices.size());
  for (std::uint32_t i = 0; i < matrices.size(); ++i) {
    array.Set(i, floatsToJs(env, matrices[i]));
  }
  return array;
}

}  // namespace

Napi::Object outcomeToJs(Napi::Env env, const JobSuccess& success) {
  const Outcome& outcome = success.outcome;
  Napi::Object object = Napi::Object::New(env);
  object.Set("matrix", floatsToJs(env, outcome.x.matrix));
  object.Set("left", floatsToJs(env, outcome.x.left));
  object.Set("right", floatsToJs(env, outcome.x.right));
  object.Set("steps", static_cast<double>(outcome.steps));
  object.Set("stopReason", stopReasonText(outcome.stop_reason));
  object.Set("terms", termsToJs(env, outcome.terms));
  object.Set("trace", traceToJs(env, outcome.trace));
  object.Set("laplacians", matricesToJs(env, outcome.laplacians));
  object.Set("parameters", matricesToJs(env, outcome.parameters));
  object.Set("seconds", success.seconds);
  object.Set("threads", success.threads);
  return object;
}

Napi::Object progressToJs(Napi::Env env, const JobProgress& progress, std::uint64_t total_steps) {
  Napi::Object object = Napi::Object::New(env);
  object.Set("step", static_cast<double>(progress.step));
  object.Set("totalSteps", static_cast<double>(total_steps));
  object.Set("terms", termsToJs(env, progress.terms));
  object.Set("elapsedSeconds", progress.elapsed_seconds);
  return object;
}

}  // namespace lacuna
