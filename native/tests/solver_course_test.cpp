// The course of one completion: how it stops, what it returns, records and reports.
#include <cmath>
#include <numeric>
#include <span>
#include <vector>

#include "check.h"
#include "cpu/cpu_device.h"
#include "problems.h"
#include "random.h"
#include "support/error.h"

namespace lacuna::test {
namespace {

double sum(std::span<const double> terms) {
  return std::accumulate(terms.begin(), terms.end(), 0.0);
}

Outcome solveOne(const Spec& spec, const Sample& observed) {
  return solveOnCpu(spec, observed, 1).front();
}

Spec recordedSpec(std::uint64_t steps) {
  Spec spec = airnetSpec(12, 9);
  spec.keep_laplacians = true;
  spec.trace_every = 1;
  spec.stopping.steps = steps;
  return spec;
}

const Case kNoSteps("no steps: the start and its loss", [] {
  Spec spec = recordedSpec(0);
  const std::vector<float> start = Random(5).floats(std::size_t{12} * 9, 0.0, 1.0);
  spec.representation = FactorChainSpec{{}, GivenStart{{start}}};
  const Sample observed = sample(12, 9, 3);
  const Outcome outcome = solveOne(spec, observed);
  expectEqual(outcome.steps, std::uint64_t{0}, "steps");
  expect(outcome.stop_reason == StopReason::steps, "stopped by steps");
  expectSameBits(outcome.x.matrix, start, "matrix");
  expectOwnLoss(spec, observed, outcome);
});

const Case kSteps("a number of steps: the loss falls, and is that of the result", [] {
  const Spec spec = recordedSpec(200);
  const Sample observed = sample(12, 9, 3);
  const Outcome outcome = solveOne(spec, observed);
  expectEqual(outcome.steps, std::uint64_t{200}, "steps");
  expect(outcome.stop_reason == StopReason::steps, "stopped by steps");
  expectOwnLoss(spec, observed, outcome);
  expectAtMost(sum(outcome.terms), 0.1 * sum(std::span(outcome.trace.terms).first(3)), "loss");
});

const Case kTrace("the trace: every so many steps, and the last one", [] {
  Spec spec = recordedSpec(10);
  const Sample observed = sample(12, 9, 3);
  const Outcome every = solveOne(spec, observed);
  const auto stepsOf = [&](std::uint64_t trace_every) {
    spec.trace_every = trace_every;
    const Outcome outcome = solveOne(spec, observed);
    expectEqual(outcome.trace.terms.size(), outcome.trace.steps.size() * 3, "recorded terms");
    for (std::size_t i = 0; i < outcome.trace.steps.size(); ++i) {
      const std::size_t step = outcome.trace.steps[i];
      for (std::size_t term = 0; term < 3; ++term) {
        expectEqual(outcome.trace.terms[i * 3 + term], every.trace.terms[step * 3 + term],
                    "recorded term");
      }
    }
    return outcome.trace.steps;
  };
  using Steps = std::vector<std::uint64_t>;
  expect(stepsOf(1) == Steps{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10}, "every step");
  expect(stepsOf(4) == Steps{0, 4, 8, 10}, "every fourth step and the last");
  expect(stepsOf(5) == Steps{0, 5, 10}, "every fifth step, the last but once");
  expect(stepsOf(11) == Steps{0, 10}, "the first and the last step");
  expect(stepsOf(0).empty(), "no step");
});

const Case kProgress("progress: every step with its terms", [] {
  const Spec spec = recordedSpec(5);
  const Sample observed = sample(12, 9, 3);
  const auto device = makeCpuDevice(1);
  Listener listener;
  const Outcome outcome =
      solve(*device, spec, observe(observed, 1), listener, listener.stop).front();
  expect(listener.steps == std::vector<std::uint64_t>{0, 1, 2, 3, 4, 5}, "every step once");
  expect(listener.terms == outcome.trace.terms, "the terms of the trace");
});

/// The step at which the rule of StoppingSpec::tolerance is first met by the recorded losses.
std::uint64_t firstMet(const StoppingSpec& rule, const Trace& trace) {
  const std::size_t terms = trace.terms.size() / trace.steps.size();
  const auto loss = [&](std::size_t step) {
    return sum(std::span(trace.terms).subspan(step * terms, terms));
  };
  for (std::size_t step = rule.window; step < trace.steps.size(); step += rule.window) {
    const double before = loss(step - rule.window);
    if (step >= rule.min_steps &&
        std::abs(loss(step) - before) <= rule.tolerance * std::abs(before)) {
      return step;
    }
  }
  return 0;
}

/// Solves with the rule and holds the outcome against a run without one; gives the step at which
/// the rule is met.
std::uint64_t checkTolerance(const StoppingSpec& rule) {
  const Context context("window " + show(rule.window) + ", at least " + show(rule.min_steps));
  Spec spec = recordedSpec(rule.steps);
  const Sample observed = sample(12, 9, 3);
  const Outcome whole = solveOne(spec, observed);
  spec.stopping = rule;
  const Outcome outcome = solveOne(spec, observed);
  const std::uint64_t met = firstMet(rule, whole.trace);
  expect(met > 1 && met + 1 < rule.steps, "a rule that is met on the way");
  expect(outcome.stop_reason == StopReason::tolerance, "stopped by the tolerance");
  expectEqual(outcome.steps, met + 1, "steps");
  expectOwnLoss(spec, observed, outcome);
  expectEqual(outcome.trace.steps.back(), outcome.steps, "last recorded step");
  for (std::size_t term = 0; term < 3; ++term) {
    expectEqual(outcome.terms[term], whole.trace.terms[outcome.steps * 3 + term], "term");
  }
  return met;
}

const Case kTolerance(
    "a tolerance: stops one step after the rule is met, with the result of that step", [] {
      for (const std::uint64_t window : {1U, 10U}) {
        StoppingSpec rule{.steps = 1000, .tolerance = 1e-2, .window = window, .min_steps = 0};
        const std::uint64_t met = checkTolerance(rule);
        rule.min_steps = met;
        expectEqual(checkTolerance(rule), met, "the step with that minimum");
        rule.min_steps = met + 1;
        expect(checkTolerance(rule) > met, "a later step with a larger minimum");
      }
    });

const Case kLastStep("a tolerance that is met too late does not count", [] {
  Spec spec = recordedSpec(3);
  spec.stopping = {.steps = 3, .tolerance = 1e30, .window = 2, .min_steps = 3};
  const Outcome outcome = solveOne(spec, sample(12, 9, 3));
  expect(outcome.stop_reason == StopReason::steps, "stopped by steps");
  expectEqual(outcome.steps, std::uint64_t{3}, "steps");
});

const Case kLaplacians("learned Laplacians: one for each adaptive regularizer, when asked", [] {
  Spec spec = recordedSpec(30);
  spec.regularizers = {spec.regularizers.front(), TotalVariationSpec{VariationNorm::l2, 1e-3, 1e-3},
                       spec.regularizers.back()};
  std::get<AdaptiveLaplacianSpec>(spec.regularizers.back()).form = LaplacianForm::global_softmax;
  const Sample observed = sample(12, 9, 3);
  const Outcome outcome = solveOne(spec, observed);
  expectEqual(outcome.laplacians.size(), std::size_t{2}, "Laplacians");
  expectEqual(outcome.laplacians.at(0).size(), std::size_t{12} * 12, "entries over the rows");
  expectEqual(outcome.laplacians.at(1).size(), std::size_t{9} * 9, "entries over the columns");
  expectOwnLoss(spec, observed, outcome);
  for (const std::vector<float>& l : outcome.laplacians) {
    const std::size_t order = l.size() == 81 ? 9 : 12;
    for (std::size_t i = 0; i < order; ++i) {
      double row = 0.0;
      for (std::size_t j = 0; j < order; ++j) {
        row += static_cast<double>(l[i * order + j]);
        expectEqual(l[i * order + j], l[j * order + i], "symmetric entry");
        expect(i == j ? l[i * order + j] > 0.0F : l[i * order + j] <= 0.0F, "the sign of an entry");
      }
      expectClose(row, 0.0, 0x1p-24 * static_cast<double>(l[i * order + i]), "sum of a row");
    }
  }
  spec.keep_laplacians = false;
  expect(solveOne(spec, observed).laplacians.empty(), "none when not asked");
});

const Case kCancel("a stop flag ends the job before its next step", [] {
  const Spec spec = recordedSpec(100);
  const Sample observed = sample(12, 9, 3);
  const auto device = makeCpuDevice(2);
  Listener listener(5);
  const auto run = [&] { solve(*device, spec, observe(observed, 1), listener, listener.stop); };
  expectError(ErrorCode::cancelled, "cancelled", run);
  expectEqual(listener.steps.size(), std::size_t{6}, "reported steps");
  expectError(ErrorCode::cancelled, "cancelled", run);
  expectEqual(listener.steps.size(), std::size_t{6},
              "reported steps when stopped from the beginning");
});

}  // namespace
}  // namespace lacuna::test
