// The loop around a classical method: step, record, look at held entries, stop.
#pragma once

#include <atomic>
#include <cstdint>
#include <optional>
#include <vector>

#include "classic/spec.h"
#include "cpu/team.h"
#include "solver/solve.h"

namespace lacuna::classic {

/// Observed entries row by row. Those that are held are not learned from, but predicted, and the
/// error tells how good a step is.
struct Given {
  SparseObservations entries;          // with a batch of one
  std::span<const std::uint8_t> held;  // one for each entry: 1 held; or empty
};

enum class Stop : std::uint8_t { steps, tolerance, solved, validation, diverged };

/// The best step, judged by the held entries unless the method is conclusive.
struct Validation {
  std::uint64_t steps;
  double error;  // root of the mean squared error over held entries
};

struct Outcome {
  std::vector<float> matrix;  // rows × cols, for Form::matrix
  Factors factors;            // for Form::factors; of width 0 where the method has none
  std::uint32_t samples = 1;  // see Method
  std::uint32_t rank = 0;
  std::uint64_t steps = 0;
  Stop stop = Stop::steps;
  double fidelity = 0.0;                 // mean squared error over what was learned from
  Trace trace;                           // of that
  std::optional<Validation> validation;  // where entries are held
  std::vector<float> predictions;        // of Spec::places, not clipped
  /// Standard deviations: of the places, or of the matrix where no place is asked for; empty where
  /// the method has none.
  std::vector<float> deviations;
};

/// Runs the method until its change is within the tolerance, until it is solved (a change of 0),
/// until held entries have not been better predicted for Spec::patience steps, or for all steps. A
/// run that diverges (a change or an error that is not finite) is done again up to the step before.
///
/// Throws Error: cancelled when `stop` was set, out_of_memory, invalid_argument when nothing is
/// left to learn from, when the first step diverges, and what a method throws.
Outcome solve(cpu::Team& team, const Spec& spec, const Given& given, ProgressSink& progress,
              const std::atomic<bool>& stop);

/// Bytes that solve() takes with that many entries, its result included and its inputs not.
std::uint64_t estimateBytes(const Spec& spec, std::uint64_t observed);

}  // namespace lacuna::classic
