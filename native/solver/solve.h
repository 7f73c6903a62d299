// The loop: start, evaluate, record, stop or step.
#pragma once

#include <atomic>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "device/device.h"
#include "fold/low_rank.h"
#include "solver/instruments.h"
#include "solver/model.h"
#include "solver/seed_agreement.h"
#include "solver/spec.h"
#include "solver/validation.h"

namespace lacuna {

enum class StopReason : std::uint8_t {
  steps,
  tolerance,
  regularizer_change,
  fidelity_balance,
  rank_plateau,
  validation,
  seed_agreement,
  diverged,
};

/// Loss terms over the steps.
struct Trace {
  std::vector<std::uint64_t> steps;
  std::vector<double> terms;  // steps.size() × terms, row-major
};

/// What later rows of the same matrix are completed with.
struct Fit {
  LowRank x;
  double covariance_weight;  // foldWeight for each metric
  double identity_weight;
};

/// A problem on its way.
struct Snapshot {
  std::uint64_t step;
  Iterate x;
  std::vector<std::vector<float>> laplacians;  // k×k, one for each adaptive Laplacian
};

/// Where one problem ended.
struct Outcome {
  Iterate x;            // the matrix, or its factors for sparse observations
  std::uint64_t steps;  // the step that matrix and terms belong to
  StopReason stop_reason;
  std::vector<double> terms;  // as Model::termValues(), weights included
  Trace trace;
  std::vector<std::vector<float>> laplacians;  // k×k, one for each adaptive Laplacian, when asked;
                                               // none of a run that diverged
  std::optional<Fit> fit;                      // when asked
  InstrumentReadings readings;
  std::vector<Snapshot> snapshots;             // of the steps asked for that were reached
  std::vector<std::vector<float>> parameters;  // of the representation, the same
  std::optional<ValidationCurve> validation;   // where entries are held
  std::optional<AgreementCurve> agreement;     // of both problems where two starts are compared
};

/// Hears of the loss at every step, from the thread that solves; must return quickly.
class ProgressSink {
 public:
  virtual ~ProgressSink() = default;
  /// `terms`: the mean over the problems that are still at work.
  virtual void report(std::uint64_t step, std::span<const double> terms) = 0;
};

/// Completes every problem of the batch; problem b's result does not depend on the others.
/// Throws Error (ErrorCode::cancelled when `stop` was set, out_of_memory, invalid_argument).
std::vector<Outcome> solve(Device& device, const Spec& spec, const Observations& observations,
                           ProgressSink& progress, const std::atomic<bool>& stop);

/// Bytes that solve() takes for a batch of that shape, its results included and its inputs not, on
/// a device that runs kernels in that order.
std::uint64_t estimateBytes(const Spec& spec, const BatchShape& shape,
                            KernelOrder order = KernelOrder::in_turn);

}  // namespace lacuna
