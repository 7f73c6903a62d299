// Independent matrices, each solved on one thread, on as many workers as the case has threads.
#include <atomic>
#include <string>
#include <thread>

#include "bench_case.h"
#include "binding/cores.h"
#include "cpu/cpu_device.h"
#include "cpu/isa.h"
#include "problem.h"
#include "solver/solve.h"
#include "timing.h"

namespace lacuna::bench {
namespace {

class Silence final : public ProgressSink {
 public:
  void report(std::uint64_t /*step*/, std::span<const double> /*terms*/) override {}
};

struct BatchShape {
  std::uint32_t rows;
  std::uint32_t cols;
  std::uint32_t problems;
  std::uint64_t steps;  // of each: enough that starting a job is not what is measured
};

void solveOne(const Spec& spec, const Picture& data) {
  const auto device = makeCpuDevice(1);
  Silence silence;
  const std::atomic<bool> never = false;
  solve(*device, spec, data.observed(), silence, never);
}

/// Seconds for the whole batch; workers take the next problem from one counter. Start and end of
/// every job count.
double timeBatch(const Spec& spec, const std::vector<Picture>& batch, unsigned workers) {
  const auto start = Clock::now();
  std::atomic<std::size_t> next = 0;
  const auto work = [&] {
    for (std::size_t i = next++; i < batch.size(); i = next++) {
      solveOne(spec, batch[i]);
    }
  };
  {
    std::vector<std::jthread> helpers;
    for (unsigned worker = 1; worker < workers; ++worker) {
      helpers.emplace_back(work);
    }
    work();
  }
  return secondsSince(start);
}

/// Seconds of one step of one problem.
std::vector<double> timeProblemSteps(const BatchShape& shape, unsigned workers, double budget) {
  std::vector<Picture> batch;
  for (std::uint32_t i = 0; i < shape.problems; ++i) {
    batch.push_back(picture(shape.rows, shape.cols, 1 + 2 * i));
  }
  const Spec spec = airnetSpec(shape.rows, shape.cols, shape.steps);
  const double problem_steps = static_cast<double>(shape.problems * shape.steps);
  std::vector<double> samples;
  const auto start = Clock::now();
  do {
    samples.push_back(timeBatch(spec, batch, workers) / problem_steps);
  } while (secondsSince(start) < budget);
  return samples;
}

Case batchCase(const BatchShape& shape, unsigned workers) {
  return {.suite = "batch",
          .subject = "airnet-batch",
          .shape = std::to_string(shape.rows) + 'x' + std::to_string(shape.cols) + "*" +
                   std::to_string(shape.problems),
          .implementation = "lacuna",
          .isa = std::string(availableIsas().front()),
          .threads = workers,
          .flops = airnetStepFlops(shape.rows, shape.cols),
          .bytes = 0.0,
          .measure = [=](double budget) { return timeProblemSteps(shape, workers, budget); }};
}

/// 1, 2, 4, … and all cores.
std::vector<unsigned> workerCounts() {
  const unsigned cores = availableCores();
  std::vector<unsigned> counts;
  for (unsigned count = 1; count < cores; count *= 2) {
    counts.push_back(count);
  }
  counts.push_back(cores);
  return counts;
}

}  // namespace

std::vector<Case> batchCases() {
  constexpr BatchShape kShapes[] = {{64, 64, 256, 400}, {240, 240, 64, 200}};
  std::vector<Case> cases;
  for (const BatchShape& shape : kShapes) {
    for (const unsigned workers : workerCounts()) {
      cases.push_back(batchCase(shape, workers));
    }
  }
  return cases;
}

}  // namespace lacuna::bench
