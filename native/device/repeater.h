// Steps that a device repeats by itself, without the host in between.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "device/batch.h"

namespace lacuna {

/// What changes from one step of an optimizer to the next.
struct StepConstants {
  float step_size = 0.0F;            // AdamStep::step_size
  float inverse_sqrt_second = 0.0F;  // AdamStep::inverse_sqrt_second
  double bias = 0.0;                 // GroupRmspropStep::bias
};

/// Kernels are recorded for a whole number of steps, an even one where models take turns between
/// two buffers, and then repeated. Nothing may be copied to or from the device while they are
/// recorded.
class Repeater {
 public:
  Repeater() = default;
  Repeater(const Repeater&) = delete;
  Repeater& operator=(const Repeater&) = delete;
  virtual ~Repeater() = default;

  /// Steps that one call of repeat() takes at most.
  static constexpr std::size_t kMostSteps = 512;

  /// From here on kernels are recorded and not run.
  virtual void beginRecording() = 0;

  /// Ends a recorded step, whose loss terms (1×k) are kept when it is repeated.
  virtual void closeStep(DoubleMatrix terms, std::uint32_t batch) = 0;

  /// Kernels run again.
  virtual void endRecording() = 0;

  /// Steps with those constants, as many as a multiple of the recorded ones; all loss terms,
  /// steps × batch × k. Those of problems that were not recorded mean nothing.
  virtual std::vector<double> repeat(std::span<const StepConstants> steps) = 0;

  /// Keeps all that is in the device's memory, and brings it back. Throws Error(out_of_memory).
  virtual void save() = 0;
  virtual void restore() = 0;
};

}  // namespace lacuna
