// Laplacians that stop to learn, snapshots on the way, and the rule that watches the energies.
#include <cmath>
#include <optional>
#include <string>
#include <vector>

#include "check.h"
#include "problems.h"
#include "support/error.h"

namespace lacuna::test {
namespace {

Outcome solveOne(const Spec& spec, const Sample& observed) {
  return solveOnCpu(spec, observed, 1).front();
}

Spec freezingSpec(std::optional<std::uint64_t> freeze_at) {
  Spec spec = airnetSpec(12, 9);
  std::get<AdaptiveLaplacianSpec>(spec.regularizers.back()).form = LaplacianForm::global_softmax;
  for (RegularizerSpec& regularizer : spec.regularizers) {
    std::get<AdaptiveLaplacianSpec>(regularizer).freeze_at = freeze_at;
  }
  spec.trace_every = 1;
  spec.keep_laplacians = true;
  return spec;
}

/// The same evaluated through its factors.
Spec narrowSpec(std::optional<std::uint64_t> freeze_at) {
  Spec spec = freezingSpec(freeze_at);
  spec.rows = 40;
  spec.cols = 36;
  spec.representation = FactorChainSpec{{2}, NormalStart{0.1, 0.3}};
  std::get<AdaptiveLaplacianSpec>(spec.regularizers.back()).form = LaplacianForm::row_softmin;
  return spec;
}

void expectClose(const std::vector<float>& actual, const std::vector<float>& wanted,
                 double tolerance, const std::string& what) {
  const std::vector<double> exact(wanted.begin(), wanted.end());
  expectAtMost(relativeError(actual, exact), tolerance, what);
}

/// Frozen from the start, a Laplacian is a Dirichlet energy with that matrix.
void expectFixed(Spec spec) {
  const Sample observed = sample(spec.rows, spec.cols, 3);
  const Outcome frozen = solveOne(spec, observed);
  Spec start = spec;
  start.stopping.steps = 0;
  const Outcome before = solveOne(start, observed);
  for (std::size_t i = 0; i < 2; ++i) {
    expectSameBits(frozen.laplacians[i], before.laplacians[i], "Laplacian, as it started");
    const auto adaptive = std::get<AdaptiveLaplacianSpec>(spec.regularizers[i]);
    spec.regularizers[i] = DirichletSpec{adaptive.over, adaptive.weight, before.laplacians[i]};
  }
  const Outcome fixed = solveOne(spec, observed);
  expectClose(frozen.x.matrix, fixed.x.matrix, 2e-4, "matrix");
  for (std::size_t term = 0; term < fixed.trace.terms.size(); ++term) {
    const double wanted = fixed.trace.terms[term];
    test::expectClose(frozen.trace.terms[term], wanted, 1e-3 * wanted, "term " + show(term));
  }
}

/// Until it freezes nothing differs, and afterwards the Laplacian is that of this step.
void expectFreezes(Spec spec, Spec learning, std::uint64_t at) {
  const Sample observed = sample(spec.rows, spec.cols, 3);
  const Outcome frozen = solveOne(spec, observed);
  const Outcome whole = solveOne(learning, observed);
  for (std::size_t term = 0; term < 3 * at; ++term) {
    expectEqual(frozen.trace.terms[term], whole.trace.terms[term], "term before");
  }
  for (std::size_t term = 3 * at; term < 3 * at + 3; ++term) {
    const double wanted = whole.trace.terms[term];
    test::expectClose(frozen.trace.terms[term], wanted, 1e-4 * wanted, "term when it freezes");
  }
  learning.stopping.steps = at;
  const Outcome then = solveOne(learning, observed);
  for (std::size_t i = 0; i < 2; ++i) {
    expectSameBits(frozen.laplacians[i], then.laplacians[i], "Laplacian");
    expect(frozen.laplacians[i] != whole.laplacians[i], "another one than without freezing");
  }
  expectOwnLoss(spec, observed, frozen);
}

const std::vector<OptimizerSpec> kOptimizers{
    AdamSpec{0.01, 0.9, 0.999, 1e-8}, GradientDescentSpec{0.5}, GroupRmspropSpec{0.02, 0.9, 1e-4}};

template <class Check>
void withEveryOptimizer(const Check& check) {
  for (const OptimizerSpec& optimizer : kOptimizers) {
    const Context context("optimizer " + show(optimizer.index()));
    for (const auto& make : {freezingSpec, narrowSpec}) {
      check([&](std::optional<std::uint64_t> freeze_at) {
        Spec spec = make(freeze_at);
        spec.optimizer = optimizer;
        return spec;
      });
    }
  }
}

const Case kFixed("frozen at step 0: a Dirichlet energy with that Laplacian",
                  [] { withEveryOptimizer([](const auto& specOf) { expectFixed(specOf(0)); }); });

const Case kFreezes("frozen on the way: learns until then, and not from there on", [] {
  withEveryOptimizer([](const auto& specOf) { expectFreezes(specOf(7), specOf(std::nullopt), 7); });
});

const Case kNever("frozen after the end: the same bits as without", [] {
  withEveryOptimizer([](const auto& specOf) {
    const Spec spec = specOf(std::nullopt);
    const Sample observed = sample(spec.rows, spec.cols, 3);
    expectSameBits(solveOne(specOf(1000), observed).x.matrix, solveOne(spec, observed).x.matrix,
                   "matrix");
  });
});

void expectSnapshots(Spec spec) {
  const std::vector<Sample> samples{sample(spec.rows, spec.cols, 3),
                                    sample(spec.rows, spec.cols, 4)};
  const std::vector<Outcome> plain = solveOnCpu(spec, joined(samples), 2);
  spec.snapshot_steps = {0, 5, 20, 30};
  const std::vector<Outcome> outcomes = solveOnCpu(spec, joined(samples), 2);
  for (std::size_t problem = 0; problem < 2; ++problem) {
    expectSameBits(outcomes[problem].x.matrix, plain[problem].x.matrix, "matrix at the end");
    expectEqual(outcomes[problem].snapshots.size(), std::size_t{3}, "snapshots that were reached");
    for (const Snapshot& snapshot : outcomes[problem].snapshots) {
      const Context context("step " + show(snapshot.step));
      Spec shorter = spec;
      shorter.snapshot_steps.clear();
      shorter.stopping.steps = snapshot.step;
      const Outcome then = solveOne(shorter, samples[problem]);
      expectSameBits(snapshot.x.matrix, then.x.matrix, "matrix");
      expectEqual(snapshot.laplacians.size(), std::size_t{2}, "Laplacians");
      for (std::size_t i = 0; i < 2; ++i) {
        expectSameBits(snapshot.laplacians[i], then.laplacians[i], "Laplacian");
      }
    }
  }
}

const Case kSnapshots("a snapshot is what a run of that many steps ends with", [] {
  expectSnapshots(freezingSpec(std::nullopt));
  expectSnapshots(freezingSpec(7));
  expectSnapshots(narrowSpec(std::nullopt));
  Spec spec = freezingSpec(std::nullopt);
  spec.snapshot_steps = {5, 5};
  expectError(ErrorCode::invalid_argument, "ascending steps of snapshots",
              [&] { solveOne(spec, sample(12, 9, 3)); });
});

/// The first step at which no energy has changed by `limit` or more.
std::uint64_t firstSettled(const Readings& energies, double limit, std::uint64_t from) {
  for (std::size_t step = std::max<std::uint64_t>(1, from); step < energies.steps.size(); ++step) {
    const double* const now = energies.values.data() + 2 * step;
    if (std::abs(now[0] - now[-2]) < limit && std::abs(now[1] - now[-1]) < limit) {
      return step;
    }
  }
  return 0;
}

const Case kRule("the energies of all adaptive terms have settled: stops one step later", [] {
  Spec spec = freezingSpec(std::nullopt);
  spec.stopping.steps = 600;
  spec.instruments.energies = 1;
  const Sample observed = sample(12, 9, 3);
  const Outcome whole = solveOne(spec, observed);
  std::uint64_t before = 0;
  for (const std::uint64_t least : {0U, 50U}) {
    spec.stopping.min_steps = least;
    spec.stopping.regularizer_change = 1e-3;
    const std::uint64_t met = firstSettled(whole.readings.energies, 1e-3, least);
    expect(met > before && met + 1 < 600, "a rule that is met on the way");
    before = met;
    const Outcome outcome = solveOne(spec, observed);
    expect(outcome.stop_reason == StopReason::regularizer_change, "stopped by the energies");
    expectEqual(outcome.steps, met + 1, "steps");
    expect(outcome.terms[0] == whole.trace.terms[3 * outcome.steps], "terms of that step");
  }
  spec.stopping.min_steps = 0;
  spec.stopping.regularizer_change = 1e9;
  expectEqual(solveOne(spec, observed).steps, std::uint64_t{2}, "steps, as the rule holds at once");
  spec.stopping.tolerance = 1e30;
  expect(solveOne(spec, observed).stop_reason == StopReason::tolerance,
         "the tolerance comes first");
  spec.stopping.tolerance = 0.0;
  spec.regularizers.clear();
  spec.stopping.steps = 5;
  expect(solveOne(spec, observed).stop_reason == StopReason::steps, "nothing to watch");
});

}  // namespace
}  // namespace lacuna::test
