// Steps that the device takes alone.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "device/device.h"

namespace lacuna {

/// Repeats steps of a model on a device, and goes back where a step turns out to need the host
/// after all. Stretches begin at even steps and have even lengths, since models take turns between
/// two buffers of X.
class Stretches {
 public:
  /// Asks for the kernels of one step, without a wait for what they compute.
  using Ask = std::function<void(std::uint64_t step)>;
  /// What changes with the step.
  using ConstantsOf = std::function<StepConstants(std::uint64_t step)>;

  Stretches(Repeater& repeater, Ask ask, ConstantsOf constants_of)
      : repeater_(repeater), ask_(std::move(ask)), constants_of_(std::move(constants_of)) {}

  /// How many steps the next stretch takes at most; 0 without room to keep the state before.
  [[nodiscard]] std::uint64_t most();

  /// The kernels of the steps that come are others than those before.
  void forget() { problems_.reset(); }

  /// Takes `count` steps and gives their loss terms (1×k): count × batch × k.
  std::vector<double> take(std::uint64_t step, std::uint64_t count, Problems problems,
                           DoubleMatrix terms, std::uint32_t batch);

  /// Back to the state before the last even step up to `step`, which lies in the stretch that was
  /// taken last; that even step.
  std::uint64_t goBack(std::uint64_t step);

 private:
  using Clock = std::chrono::steady_clock;

  void record(std::uint64_t step, Problems problems, DoubleMatrix terms, std::uint32_t batch);
  std::vector<double> repeat(std::uint64_t step, std::uint64_t count);

  static constexpr std::uint64_t kRecorded = 2;

  Repeater& repeater_;
  Ask ask_;
  ConstantsOf constants_of_;
  std::optional<std::vector<std::uint32_t>> problems_;  // whose steps were recorded
  std::uint64_t most_ = 32;
  std::optional<bool> has_room_;  // to save, once it was tried
  std::uint64_t kept_ = 0;        // the step whose start was saved
};

}  // namespace lacuna
