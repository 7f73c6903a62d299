// Training steps through solve(), timed from report to report.
#include <atomic>
#include <limits>
#include <string>

#include "bench_case.h"
#include "binding/cores.h"
#include "cpu/cpu_device.h"
#include "cpu/isa.h"
#include "problem.h"
#include "solver/solve.h"
#include "support/error.h"
#include "timing.h"

namespace lacuna::bench {
namespace {

constexpr std::uint64_t kEndless = std::numeric_limits<std::uint64_t>::max();

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

Case stepCase(std::string_view isa, std::uint32_t rows, std::uint32_t cols, unsigned threads) {
  return {.suite = "step",
          .subject = "airnet-step",
          .shape = std::to_string(rows) + 'x' + std::to_string(cols),
          .implementation = "lacuna",
          .isa = std::string(isa),
          .threads = threads,
          .flops = airnetStepFlops(rows, cols),
          .bytes = 0.0,
          .measure = [=](double budget) {
            const Picture data = picture(rows, cols, 1);
            return timeSteps(airnetSpec(rows, cols, kEndless), data.observed(), threads, budget);
          }};
}

Case latentStepCase(std::string_view isa, unsigned threads) {
  constexpr std::uint32_t kOrder = 240;
  return {.suite = "step",
          .subject = "dmf-fan-step",
          .shape = "240x240",
          .implementation = "lacuna",
          .isa = std::string(isa),
          .threads = threads,
          .flops = latentStepFlops(kOrder, kOrder),
          .bytes = 0.0,
          .measure = [=](double budget) {
            const Picture data = picture(kOrder, kOrder, 1);
            return timeSteps(latentSpec(kOrder, kOrder, kEndless), data.observed(), threads,
                             budget);
          }};
}

Case sgmcStepCase(std::string_view isa, std::uint32_t order, unsigned threads) {
  return {.suite = "step",
          .subject = "sgmc-step",
          .shape = std::to_string(order) + 'x' + std::to_string(order),
          .implementation = "lacuna",
          .isa = std::string(isa),
          .threads = threads,
          .flops = sgmcStepFlops(order, order),
          .bytes = 0.0,
          .measure = [=](double budget) {
            const Picture data = picture(order, order, 1);
            return timeSteps(sgmcSpec(order, order, kEndless), data.observed(), threads, budget);
          }};
}

/// The size of MovieLens-1M: a million entries observed, X never formed.
Case sparseStepCase(std::string_view isa, unsigned threads) {
  constexpr std::uint32_t kRows = 6040;
  constexpr std::uint32_t kCols = 3952;
  constexpr std::uint32_t kWidth = 32;
  constexpr std::size_t kObserved = 1000000;
  return {.suite = "step",
          .subject = "airnet-sparse-step",
          .shape = std::to_string(kRows) + 'x' + std::to_string(kCols),
          .implementation = "lacuna",
          .isa = std::string(isa),
          .threads = threads,
          .flops = sparseStepFlops(kRows, kCols, kWidth, kObserved),
          .bytes = 0.0,
          .measure = [=](double budget) {
            const Listing data = listing(kRows, kCols, kObserved, 1);
            return timeSteps(sparseSpec(kRows, kCols, kWidth, kEndless), data.observed(), threads,
                             budget);
          }};
}

}  // namespace

std::vector<Case> stepCases() {
  constexpr std::uint32_t kShapes[][2] = {{64, 64},   {128, 128}, {150, 200},
                                          {240, 240}, {512, 512}, {1024, 1024}};
  const unsigned cores = availableCores();
  std::vector<Case> cases;
  for (const std::string_view isa : availableIsas()) {
    if (isa == "scalar") {
      continue;
    }
    for (const auto& [rows, cols] : kShapes) {
      cases.push_back(stepCase(isa, rows, cols, 1));
      if (cores > 1) {
        cases.push_back(stepCase(isa, rows, cols, cores));
      }
    }
  }
  for (const unsigned threads : cores > 1 ? std::vector{1U, cores} : std::vector{1U}) {
    cases.push_back(latentStepCase(availableIsas().front(), threads));
    cases.push_back(sgmcStepCase(availableIsas().front(), 240, threads));
    cases.push_back(sparseStepCase(availableIsas().front(), threads));
  }
  return cases;
}

}  // namespace lacuna::bench
