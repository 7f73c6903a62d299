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
    case StopReason::regularizer_change:
      return "regularizer-change";
    case StopReason::fidelity_balance:
      return "fidelity-balance";
    case StopReason::rank_plateau:
      return "rank-plateau";
    case StopReason::validation:
      return "validation";
    case StopReason::seed_agreement:
      return "seed-agreement";
    case StopReason::diverged:
      break;
  }
  return "diverged";
}

const char* stopText(classic::Stop stop) {
  switch (stop) {
    case classic::Stop::steps:
      return "steps";
    case classic::Stop::tolerance:
      return "tolerance";
    case classic::Stop::solved:
      return "solved";
    case classic::Stop::validation:
      return "validation";
    case classic::Stop::diverged:
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

/// Only instruments that were read.
Napi::Object readingsToJs(Napi::Env env, const InstrumentReadings& readings) {
  Napi::Object object = Napi::Object::New(env);
  const auto set = [&](const char* name, const Readings& one) {
    if (!one.steps.empty()) {
      Napi::Object series = Napi::Object::New(env);
      series.Set("steps", doublesToJs(env, one.steps));
      series.Set("values", doublesToJs(env, one.values));
      object.Set(name, series);
    }
  };
  set("singularValues", readings.singular_values);
  set("effectiveRank", readings.effective_rank);
  set("energies", readings.energies);
  set("gradientNorms", readings.gradient_norms);
  set("balance", readings.balance);
  set("nmae", readings.nmae);
  return object;
}

Napi::Array snapshotsToJs(Napi::Env env, const std::vector<Snapshot>& snapshots) {
  Napi::Array array = Napi::Array::New(env, snapshots.size());
  for (std::uint32_t i = 0; i < snapshots.size(); ++i) {
    Napi::Object one = Napi::Object::New(env);
    one.Set("step", static_cast<double>(snapshots[i].step));
    one.Set("matrix", floatsToJs(env, snapshots[i].x.matrix));
    one.Set("left", floatsToJs(env, snapshots[i].x.left));
    one.Set("right", floatsToJs(env, snapshots[i].x.right));
    one.Set("laplacians", matricesToJs(env, snapshots[i].laplacians));
    array.Set(i, one);
  }
  return array;
}

Napi::Object fitToJs(Napi::Env env, const Fit& fit) {
  Napi::Object object = Napi::Object::New(env);
  object.Set("left", floatsToJs(env, fit.x.left));
  object.Set("right", floatsToJs(env, fit.x.right));
  object.Set("covarianceWeight", fit.covariance_weight);
  object.Set("identityWeight", fit.identity_weight);
  return object;
}

Napi::Object validationToJs(Napi::Env env, const ValidationCurve& curve) {
  Napi::Object object = Napi::Object::New(env);
  object.Set("steps", static_cast<double>(curve.chosen_step));
  object.Set("error", curve.chosen_error);
  object.Set("best", static_cast<double>(curve.best_step));
  object.Set("lookSteps", doublesToJs(env, curve.steps));
  object.Set("lookErrors", doublesToJs(env, curve.errors));
  return object;
}

Napi::Object agreementToJs(Napi::Env env, const AgreementCurve& curve) {
  Napi::Object object = Napi::Object::New(env);
  object.Set("steps", static_cast<double>(curve.chosen_step));
  object.Set("difference", curve.difference);
  object.Set("lookSteps", doublesToJs(env, curve.steps));
  object.Set("disagreements", doublesToJs(env, curve.disagreements));
  return object;
}

void describe(Napi::Env env, Napi::Object object, const Outcome& outcome) {
  object.Set("matrix", floatsToJs(env, outcome.x.matrix));
  object.Set("left", floatsToJs(env, outcome.x.left));
  object.Set("right", floatsToJs(env, outcome.x.right));
  object.Set("steps", static_cast<double>(outcome.steps));
  object.Set("stopReason", stopReasonText(outcome.stop_reason));
  object.Set("terms", termsToJs(env, outcome.terms));
  object.Set("trace", traceToJs(env, outcome.trace));
  object.Set("laplacians", matricesToJs(env, outcome.laplacians));
  object.Set("parameters", matricesToJs(env, outcome.parameters));
  object.Set("fit", outcome.fit ? fitToJs(env, *outcome.fit) : env.Undefined());
  if (Napi::Object readings = readingsToJs(env, outcome.readings);
      readings.GetPropertyNames().Length() > 0) {
    object.Set("readings", readings);
  }
  if (!outcome.snapshots.empty()) {
    object.Set("snapshots", snapshotsToJs(env, outcome.snapshots));
  }
  if (outcome.validation) {
    object.Set("validation", validationToJs(env, *outcome.validation));
  }
  if (outcome.agreement) {
    object.Set("agreement", agreementToJs(env, *outcome.agreement));
  }
}

void describe(Napi::Env env, Napi::Object object, const FoldedRows& folded) {
  object.Set("factors", floatsToJs(env, folded.factors));
  object.Set("matrix", floatsToJs(env, folded.matrix));
  object.Set("lambda", folded.lambda);
}

void describe(Napi::Env env, Napi::Object object, const classic::Outcome& outcome) {
  object.Set("matrix", floatsToJs(env, outcome.matrix));
  object.Set("left", floatsToJs(env, outcome.factors.left));
  object.Set("right", floatsToJs(env, outcome.factors.right));
  object.Set("samples", outcome.samples);
  object.Set("rank", outcome.rank);
  object.Set("steps", static_cast<double>(outcome.steps));
  object.Set("stopReason", stopText(outcome.stop));
  object.Set("terms", termsToJs(env, {outcome.fidelity}));
  object.Set("trace", traceToJs(env, outcome.trace));
  if (const auto& validation = outcome.validation) {
    Napi::Object best = Napi::Object::New(env);
    best.Set("steps", static_cast<double>(validation->steps));
    best.Set("error", validation->error);
    object.Set("validation", best);
  }
  object.Set("predictions", floatsToJs(env, outcome.predictions));
  object.Set("deviations", floatsToJs(env, outcome.deviations));
}

template <class Found>
Napi::Object foundToJs(Napi::Env env, const Found& found, const JobSuccess& success) {
  Napi::Object object = Napi::Object::New(env);
  describe(env, object, found);
  object.Set("seconds", success.seconds);
  object.Set("threads", success.threads);
  return object;
}

Napi::Array foundToJs(Napi::Env env, const std::vector<Outcome>& outcomes,
                      const JobSuccess& success) {
  Napi::Array array = Napi::Array::New(env, outcomes.size());
  for (std::uint32_t i = 0; i < outcomes.size(); ++i) {
    Napi::Object object = foundToJs(env, outcomes[i], success);
    object.Set("seconds", success.seconds / static_cast<double>(outcomes.size()));
    array.Set(i, object);
  }
  return array;
}

}  // namespace

Napi::Value resultToJs(Napi::Env env, const JobSuccess& success) {
  return std::visit(
      [&](const auto& found) -> Napi::Value { return foundToJs(env, found, success); },
      success.found);
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
