// One seed, one result: the same bits in a batch or alone, for any number of threads, on every run.
#include <array>
#include <vector>

#include "check.h"
#include "problems.h"

namespace lacuna::test {
namespace {

/// One of every part.
Spec fullSpec(std::uint32_t rows, std::uint32_t cols) {
  Spec spec = airnetSpec(rows, cols);
  std::get<AdaptiveLaplacianSpec>(spec.regularizers.back()).form = LaplacianForm::global_softmax;
  spec.regularizers.emplace_back(DirichletSpec{Axis::cols, 1e-4, graphLaplacian(cols, 2)});
  spec.regularizers.emplace_back(TotalVariationSpec{VariationNorm::l2, 1e-3, 1e-3});
  const Blocks blocks{rows / 6, cols / 5, rows / 8, cols / 6, BlockRelation::blocks};
  const Blocks positions{3, 2, 2, 1, BlockRelation::positions};
  spec.regularizers.emplace_back(
      AdaptiveLaplacianSpec{blocks, LaplacianForm::row_softmin, 1e-3, UniformStart{-0.25, 0.25}});
  spec.regularizers.emplace_back(AdaptiveLaplacianSpec{positions, LaplacianForm::row_softmin, 1e-3,
                                                       UniformStart{-0.25, 0.25}});
  spec.regularizers.emplace_back(DirichletSpec{positions, 1e-4, graphLaplacian(6, 5)});
  spec.trace_every = 3;
  spec.keep_laplacians = true;
  return spec;
}

std::vector<Outcome> expectEachAsAlone(const Spec& spec, std::span<const Sample> samples,
                                       unsigned threads) {
  const auto batch = static_cast<std::uint32_t>(samples.size());
  std::vector<Outcome> together = solveOnCpu(spec, joined(samples), batch, threads);
  expectEqual(together.size(), samples.size(), "outcomes");
  for (std::size_t problem = 0; problem < samples.size(); ++problem) {
    const Context context("problem " + std::to_string(problem));
    expectSameOutcome(together[problem], solveOnCpu(spec, samples[problem], 1).front());
  }
  return together;
}

const Case kBatch("three problems in a batch are what each is alone", [] {
  const std::array samples{sample(17, 11, 1), sample(17, 11, 2), sample(17, 11, 3)};
  Spec spec = fullSpec(17, 11);
  const auto outcomes = expectEachAsAlone(spec, samples, 1);
  expect(
      outcomes[0].x.matrix != outcomes[1].x.matrix && outcomes[1].x.matrix != outcomes[2].x.matrix,
      "problems that differ");
  spec.fidelity = FidelityKind::l1;
  expectEachAsAlone(spec, samples, 2);
});

const Case kEarly("also when they stop at different steps", [] {
  const std::array samples{sample(17, 11, 1), sample(17, 11, 2), sample(17, 11, 3)};
  Spec spec = fullSpec(17, 11);
  spec.stopping = {.steps = 600, .tolerance = 2e-3, .window = 1, .min_steps = 0};
  const auto outcomes = expectEachAsAlone(spec, samples, 2);
  expect(outcomes[0].steps != outcomes[1].steps && outcomes[1].steps != outcomes[2].steps,
         "problems that stop at different steps");
});

const Case kSteps("also when they are given different numbers of steps", [] {
  const std::array samples{sample(17, 11, 1), sample(17, 11, 2), sample(17, 11, 3)};
  Spec spec = fullSpec(17, 11);
  spec.stopping.steps = 25;
  spec.stopping.steps_of = {25, 0, 14};
  const std::vector<Outcome> together = solveOnCpu(spec, joined(samples), 3, 2);
  for (std::uint32_t problem = 0; problem < 3; ++problem) {
    const Context context("problem " + std::to_string(problem));
    Spec alone = spec;
    alone.stopping.steps = spec.stopping.stepsOf(problem);
    alone.stopping.steps_of.clear();
    expectSameOutcome(together[problem], solveOnCpu(alone, samples[problem], 1).front());
    expectEqual(together[problem].steps, alone.stopping.steps, "steps");
  }
  for (const std::vector<std::uint64_t>& wrong :
       std::vector<std::vector<std::uint64_t>>{{25, 0}, {25, 0, 26}, {24, 0, 14}}) {
    spec.stopping.steps_of = wrong;
    expectError(ErrorCode::invalid_argument, "steps for each of 3 problems",
                [&] { solveOnCpu(spec, joined(samples), 3, 1); });
  }
});

const Case kBroken("also when one of them cannot be solved", [] {
  std::array samples{sample(17, 11, 1), sample(17, 11, 2), sample(17, 11, 3)};
  samples[1].values.front() = 3e38F;
  const auto outcomes = expectEachAsAlone(fullSpec(17, 11), samples, 2);
  expect(outcomes[0].stop_reason == StopReason::steps, "the first one goes on to its end");
  expect(outcomes[1].stop_reason == StopReason::diverged, "the second one is out of range");
  expect(outcomes[2].stop_reason == StopReason::steps, "the third one goes on to its end");
});

void expectSameOnThreads(const Spec& spec) {
  const Sample observed = sample(150, 131, 4);
  const Outcome alone = solveOnCpu(spec, observed, 1, 1).front();
  for (const unsigned threads : {2U, 3U, 5U}) {
    const Context context(std::to_string(threads) + " threads");
    expectSameOutcome(solveOnCpu(spec, observed, 1, threads).front(), alone);
  }
}

const Case kThreads("1, 2, 3 and 5 threads give the same bits", [] {
  // Large enough that every kernel is split.
  Spec spec = fullSpec(150, 131);
  spec.stopping.steps = 3;
  expectSameOnThreads(spec);
  spec.fidelity = FidelityKind::mse_observed;
  spec.optimizer = GroupRmspropSpec{0.01, 0.9, 1e-4};
  expectSameOnThreads(spec);
});

const Case kSeed("the same seed gives the same bits, another seed another result", [] {
  Spec spec = fullSpec(17, 11);
  const Sample observed = sample(17, 11, 1);
  const Outcome first = solveOnCpu(spec, observed, 1).front();
  expectSameOutcome(solveOnCpu(spec, observed, 1).front(), first);
  ++spec.seed;
  const Outcome second = solveOnCpu(spec, observed, 1).front();
  expect(first.x.matrix != second.x.matrix, "another matrix");
  expect(first.laplacians[0] != second.laplacians[0], "another Laplacian");
});

}  // namespace
}  // namespace lacuna::test
