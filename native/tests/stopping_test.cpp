// Rules that end a run by the loss and by X: each at the first step at which its formula holds.
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numeric>
#include <span>
#include <vector>

#include "check.h"
#include "problems.h"
#include "stopping/energy_change.h"
#include "stopping/fidelity_balance.h"
#include "stopping/rank_plateau.h"
#include "support/error.h"

namespace lacuna::test {
namespace {

Outcome solveOne(const Spec& spec) { return solveOnCpu(spec, sample(12, 9, 3), 1).front(); }

Spec recordedSpec() {
  Spec spec = airnetSpec(12, 9);
  spec.stopping.steps = 600;
  spec.trace_every = 1;
  return spec;
}

/// fidelity / Σ of the other terms at a recorded step.
double ratioAt(const Trace& trace, std::size_t step) {
  const std::size_t terms = trace.terms.size() / trace.steps.size();
  const auto at = std::span(trace.terms).subspan(step * terms, terms);
  return at.front() / std::accumulate(at.begin() + 1, at.end(), 0.0);
}

const Case kBalance("fidelity balance: where the fidelity is a share of the regularizers", [] {
  Spec spec = recordedSpec();
  const Trace whole = solveOne(spec).trace;
  const double ratio = ratioAt(whole, 200);
  std::size_t met = 50;
  while (ratioAt(whole, met) > ratio) {
    ++met;
  }
  spec.stopping.fidelity_balance = ratio;
  spec.stopping.min_steps = 50;
  const Outcome outcome = solveOne(spec);
  expect(outcome.stop_reason == StopReason::fidelity_balance, "stopped by the balance");
  expectEqual(outcome.steps, met + 1, "steps");
  spec.regularizers.clear();
  expect(solveOne(spec).stop_reason == StopReason::steps, "nothing to balance against");
});

const Case kBalanceRule("fidelity balance: not before min_steps, and not with NaN", [] {
  const std::vector<double> fitted{1.0, 3.0, 1.0};
  expect(isBalanced({0.25, 5}, 5, fitted), "met");
  expect(!isBalanced({0.25, 5}, 4, fitted), "too early");
  expect(!isBalanced({0.0, 0}, 5, fitted), "switched off");
  expect(!isBalanced({0.25, 0}, 0, fitted), "at the start");
  expect(!isBalanced({0.25, 0}, 5, std::vector<double>{std::nan(""), 3.0, 1.0}), "not a number");
});

const Case kRank("rank plateau: where the last looks at the effective rank are alike", [] {
  Spec spec = recordedSpec();
  spec.instruments.effective_rank = 10;
  const Readings ranks = solveOne(spec).readings.effective_rank;
  constexpr std::size_t kLooks = 4;
  const RankPlateauSpec rule{0.02, 10, kLooks};
  std::size_t last = 0;  // of the looks; the first reading is that of step 0
  for (std::size_t i = kLooks; i < ranks.values.size() && last == 0; ++i) {
    const auto looks = std::span(ranks.values).subspan(i + 1 - kLooks, kLooks);
    const auto [least, most] = std::minmax_element(looks.begin(), looks.end());
    last = ranks.steps[i] >= 100 && *most - *least <= rule.change * *most ? i : 0;
  }
  expect(last > 0, "a rank that settles");
  spec.stopping.rank_plateau = rule;
  spec.stopping.min_steps = 100;
  const Outcome outcome = solveOne(spec);
  expect(outcome.stop_reason == StopReason::rank_plateau, "stopped by the rank");
  expectEqual(outcome.steps, ranks.steps[last] + 1, "steps");
});

const Case kRankRule("rank plateau: only the last looks count", [] {
  const RankPlateauSpec rule{0.1, 10, 3};
  RankPlateau plateau;
  expect(!RankPlateau::looksAt(rule, 0) && RankPlateau::looksAt(rule, 20), "looks at multiples");
  expect(!RankPlateau::looksAt(rule, 15), "and at no others");
  expect(!plateau.met(rule, 10, 0, 1.0), "one look");
  expect(!plateau.met(rule, 20, 0, 5.0), "two looks");
  expect(!plateau.met(rule, 30, 0, 5.1), "the first one differs");
  expect(plateau.met(rule, 40, 0, 5.2), "it has left");
  expect(!plateau.met(rule, 50, 60, 5.2), "before min_steps");
  expect(!plateau.met(rule, 60, 0, std::nan("")), "not a number");
});

const Case kEnergies("energy change: of every energy, from one step to the next", [] {
  EnergyChange change;
  const EnergyChangeSpec rule{0.1, 0};
  expect(!change.met(rule, 0, std::vector<double>{1.0, 2.0}), "at the start");
  expect(!change.met(rule, 1, std::vector<double>{1.05, 3.0}), "one has moved");
  expect(change.met(rule, 2, std::vector<double>{1.05, 3.05}), "none has moved");
  expect(!EnergyChange().met(rule, 2, {}), "none there");
});

const Case kRefused("looks that are none are refused", [] {
  Spec spec = recordedSpec();
  spec.stopping.rank_plateau = {0.1, 0, 3};
  expectError(ErrorCode::invalid_argument, "effective rank", [&] { solveOne(spec); });
});

}  // namespace
}  // namespace lacuna::test
