// What is measured of the problems on their way; without instruments there is nothing to pay.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "instrument/gradient_norms.h"
#include "instrument/instruments_spec.h"
#include "solver/model.h"

namespace lacuna {

/// What one instrument has read.
struct Readings {
  std::vector<std::uint64_t> steps;
  std::vector<double> values;  // as many at every step, row-major
};

/// All readings of one problem. A run that diverged has none of the step at which it was noticed.
struct InstrumentReadings {
  Readings singular_values;  // the greatest of X, descending
  Readings effective_rank;   // of X, see effectiveRank()
  Readings energies;         // R of each regularizer, its weight left out
  Readings gradient_norms;   // ‖gradient‖_F of each parameter; 0 while frozen
  Readings balance;          // imbalance() of factors i and i + 1 of a chain
  Readings nmae;             // mean |X − truth| over the missing entries / truth_range
};

/// One step of a batch.
struct StepOfBatch {
  std::uint64_t step;
  Problems active;
  Problems updating;  // those of the active that are not at their last step

  [[nodiscard]] bool isLast(std::uint32_t problem) const;
  /// Whether an instrument of that period is read on the problem, or on any.
  [[nodiscard]] bool reads(std::uint64_t every, std::uint32_t problem) const;
  [[nodiscard]] bool reads(std::uint64_t every) const;
};

/// Reads instruments around the evaluation of a step. They only look: downloads aside, the device
/// computes what it would compute without them.
class Instruments {
 public:
  /// `spec` must outlive it.
  Instruments(Memory& memory, const Spec& spec, std::uint32_t batch,
              const std::vector<Parameter>& parameters);

  /// Reads the parameters before they move; the problems of `step` must stay until the next one.
  void before(Device& device, const Model& model, StepOfBatch step);

  /// The way of this step's gradients to `next`.
  GradientSink& through(Device& device, GradientSink& next);

  /// Reads the rest of one problem after the evaluation, whose loss was finite. `energies`: its R
  /// of each regularizer where they were measured.
  void after(Device& device, Model& model, std::uint32_t problem, std::span<const double> energies,
             const Observations& observations);

  /// Hands over the readings of one problem.
  InstrumentReadings take(std::uint32_t problem) { return std::move(readings_[problem]); }

 private:
  void readX(Device& device, Model& model, std::uint32_t problem, const Observations& observations);
  void readGradientNorms(Device& device, std::uint32_t problem);
  [[nodiscard]] std::vector<double> balanceOf(Device& device, const Model& model,
                                              std::uint32_t problem) const;
  void note(Readings& readings, std::span<const double> values) const;

  const Spec& spec_;
  const InstrumentsSpec& asked_;
  StepOfBatch step_{};
  std::optional<GradientNorms> tap_;
  std::vector<double> norms_;  // of this step, batch × parameters; empty until needed
  std::vector<std::vector<double>> balance_;  // of this step, one list for each problem
  std::vector<InstrumentReadings> readings_;
};

/// The singular values of X, descending.
std::vector<double> spectrumOf(const Iterate& x, const Spec& spec);

/// Host memory of the instruments of one problem: what reading them takes, and the readings.
std::uint64_t instrumentBytes(const Spec& spec);

}  // namespace lacuna
