// A loss that is no longer finite: the result is the last iterate that still had one.
#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "check.h"
#include "problems.h"

namespace lacuna::test {
namespace {

/// A learning rate that takes the loss out of float's range after some steps.
Spec runawaySpec(std::uint32_t depth, double learning_rate) {
  Spec spec = airnetSpec(12, 9);
  spec.representation =
      FactorChainSpec{std::vector<std::uint32_t>(depth - 1, 12), NormalStart{0.0, 0.3}};
  std::get<AdamSpec>(spec.optimizer).learning_rate = learning_rate;
  spec.stopping.steps = 200;
  spec.trace_every = 5;
  spec.keep_laplacians = true;
  return spec;
}

Spec inSoftmaxForm(Spec spec) {
  for (RegularizerSpec& regularizer : spec.regularizers) {
    std::get<AdaptiveLaplacianSpec>(regularizer).form = LaplacianForm::global_softmax;
  }
  return spec;
}

bool allFinite(const std::vector<float>& values) {
  return std::ranges::all_of(values, [](float value) { return std::isfinite(value); });
}

/// The result of a runaway is that of the same job with as many steps as it kept.
void expectLastFinite(const Spec& spec) {
  const Sample observed = sample(spec.rows, spec.cols, 3);
  const Outcome outcome = solveOnCpu(spec, observed, 1).front();
  expect(outcome.stop_reason == StopReason::diverged, "a job that diverges");
  expect(outcome.steps > 0 && outcome.steps < spec.stopping.steps,
         "a job that diverges on its way");
  expect(allFinite(outcome.x.matrix), "a finite matrix");
  expectEqual(outcome.trace.steps.back(), outcome.steps, "last recorded step");

  Spec shorter = spec;
  shorter.stopping.steps = outcome.steps;
  const Outcome kept = solveOnCpu(shorter, observed, 1).front();
  expect(kept.stop_reason == StopReason::steps, "a shorter job that stops by steps");
  expectSameBits(outcome.x.matrix, kept.x.matrix, "matrix");
  expect(outcome.terms == kept.terms, "the terms of the shorter job");
  expect(outcome.trace.terms == kept.trace.terms, "the trace of the shorter job");
  expectOwnLoss(shorter, observed, kept);
}

const Case kRunaway("a huge learning rate: the last finite iterate with its own loss", [] {
  expectLastFinite(runawaySpec(1, 1e18));
  expectLastFinite(inSoftmaxForm(runawaySpec(1, 1e18)));
  Spec chain = runawaySpec(3, 1e12);
  chain.fidelity = FidelityKind::l1;
  chain.regularizers.clear();
  expectLastFinite(chain);
});

const Case kLaplacians("a huge learning rate: no Laplacians, for theirs have moved on", [] {
  for (const Spec& spec : {runawaySpec(1, 1e18), inSoftmaxForm(runawaySpec(1, 1e18))}) {
    const Outcome outcome = solveOnCpu(spec, sample(spec.rows, spec.cols, 3), 1).front();
    expect(outcome.stop_reason == StopReason::diverged, "a job that diverges");
    expectEqual(outcome.laplacians.size(), std::size_t{0}, "Laplacians");
  }
});

const Case kFirstStep("a first step out of range: the start", [] {
  Spec spec = runawaySpec(3, 1e20);
  spec.regularizers.clear();
  const Sample observed = sample(12, 9, 3);
  const Outcome outcome = solveOnCpu(spec, observed, 1).front();
  expect(outcome.stop_reason == StopReason::diverged, "a job that diverges");
  expectEqual(outcome.steps, std::uint64_t{0}, "steps");
  expectOwnLoss(spec, observed, outcome);
});

void expectStartKept(const std::vector<float>& start, Where where = Where::current()) {
  Spec spec = chainSpec(4, 3, 1);
  spec.representation = FactorChainSpec{{}, GivenStart{{start}}};
  spec.trace_every = 1;
  const Outcome outcome = solveOnCpu(spec, sample(4, 3, 1), 1).front();
  expect(outcome.stop_reason == StopReason::diverged, "a job that diverges", where);
  expectEqual(outcome.steps, std::uint64_t{0}, "steps", where);
  expectSameBits(outcome.x.matrix, start, "matrix", where);
  expect(!std::isfinite(outcome.terms.at(0)), "a loss that is not finite", where);
  expectEqual(outcome.trace.steps.size(), std::size_t{1}, "recorded steps", where);
}

const Case kStart("a start that is not finite, or whose loss is not, is returned as it is", [] {
  std::vector<float> start(12, 0.5F);
  start[0] = 1e30F;  // observed; its square is out of range
  expectStartKept(start);
  start[0] = std::numeric_limits<float>::quiet_NaN();
  expectStartKept(start);
  start[0] = 0.5F;
  const Sample observed = sample(4, 3, 1);
  const auto missing = std::ranges::find(observed.mask, 0) - observed.mask.begin();
  start.at(static_cast<std::size_t>(missing)) = std::numeric_limits<float>::infinity();
  expectStartKept(start);
});

}  // namespace
}  // namespace lacuna::test
