#include "step_clock.h"

#include <atomic>

#include "cpu/cpu_device.h"
#include "support/error.h"
#include "timing.h"

namespace lacuna::bench {
namespace {

/// Takes the time between two reports as one sample and sets the stop flag when the budget is
/// spent.
class StepClock final : public ProgressSink {
 public:
  explicit StepClock(double budget) : budget_(budget) {}

  void report(std::uint64_t /*step*/, std::span<const double> /*terms*/) override {
    const auto now = Clock::now();
    const double elapsed = std::chrono::duration<double>(now - start_).count();
    if (reports_ > kWarmUp && elapsed > budget_ / 5.0) {
      samples_.push_back(std::chrono::duration<double>(now - last_).count());
      stop_ = samples_.size() >= kFewestSamples && elapsed > budget_;
    }
    ++reports_;
    last_ = now;
  }

  [[nodiscard]] const std::atomic<bool>& stop() const { return stop_; }
  [[nodiscard]] const std::vector<double>& samples() const { return samples_; }

 private:
  static constexpr std::uint64_t kWarmUp = 2;

  double budget_;
  Clock::time_point start_ = Clock::now();
  Clock::time_point last_ = start_;
  std::uint64_t reports_ = 0;
  std::atomic<bool> stop_ = false;
  std::vector<double> samples_;
};

}  // namespace

std::vector<double> timeSteps(const Spec& spec, const Observations& observations, unsigned threads,
                              double budget) {
  const auto device = makeCpuDevice(threads);
  StepClock clock(budget);
  try {
    solve(*device, spec, observations, clock, clock.stop());
  } catch (const Error& error) {
    if (error.code() != ErrorCode::cancelled) {
      throw;
    }
    return clock.samples();
  }
  throw Error(ErrorCode::internal, "The loss diverged while the step was measured");
}

}  // namespace lacuna::bench
