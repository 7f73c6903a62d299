// Successive over-relaxation on factors.
#include "check.h"
#include "classic/lmafit.h"
#include "classic_low_rank.h"

namespace lacuna::test {
namespace {

using classic::LmafitSpec;
using classic::RankStrategy;

const std::atomic<bool> kGo{false};

const Case kExact("a low-rank matrix is recovered, and its rank found", [] {
  const LowRankProblem problem = lowRankProblem(150, 120, 4, 0.5);
  cpu::Team team(2);
  const classic::Context context{team, problem.observed, 1, kGo};
  for (const LmafitSpec& spec :
       {LmafitSpec{4, RankStrategy::fixed, 4}, LmafitSpec{9, RankStrategy::decrease, 9},
        LmafitSpec{1, RankStrategy::increase, 20}}) {
    const auto method = makeMethod(spec, context);
    run(*method, 500, 1e-6);
    expectAtMost(errorOf(*method, problem), 1e-4, "error");
    expectEqual(method->rank(), 4U, "rank");
  }
});

const Case kDescends("the residual never rises", [] {
  const LowRankProblem problem = lowRankProblem(80, 100, 6, 0.4, 0.2);
  cpu::Team team(1);
  const classic::Context context{team, problem.observed, 1, kGo};
  for (const RankStrategy strategy : {RankStrategy::fixed, RankStrategy::increase}) {
    const auto method = makeMethod(LmafitSpec{2, strategy, 8}, context);
    double before = HUGE_VAL;
    for (int step = 0; step < 60; ++step) {
      const double fidelity = method->step().fidelity;
      expectAtMost(fidelity, before, "fidelity");
      before = fidelity;
    }
  }
});

const Case kNoGap("without a gap the rank stays", [] {
  const LowRankProblem problem = lowRankProblem(60, 60, 20, 0.8, 0.5);
  cpu::Team team(1);
  const classic::Context context{team, problem.observed, 1, kGo};
  const auto method = makeMethod(LmafitSpec{8, RankStrategy::decrease, 8}, context);
  run(*method, 60, 0.0);
  expectEqual(method->rank(), 8U, "rank");
});

const Case kZeros("an observed zero is a value", [] {
  const std::vector<std::uint32_t> offsets{0, 2, 4, 6};
  const std::vector<std::uint32_t> cols{0, 1, 0, 2, 1, 2};
  const std::vector<float> values(6);
  const auto entries = classic::entriesOf(3, 3, {1, offsets, cols, values});
  cpu::Team team(1);
  const classic::Context context{team, entries, 1, kGo};
  const auto method = makeMethod(LmafitSpec{2, RankStrategy::fixed, 2}, context);
  expectEqual(method->step().change, 0.0, "change");
  std::vector<float> matrix(9, 1.0F);
  method->fill(matrix);
  expectSameBits(matrix, std::vector<float>(9), "all zero");
});

const Case kMethod("predictions, threads, cancellation", [] {
  expectMethod(LmafitSpec{5, RankStrategy::fixed, 5}, lowRankProblem(90, 120, 4, 0.5, 0.1), 12);
  expectMethod(LmafitSpec{1, RankStrategy::increase, 7}, lowRankProblem(70, 50, 4, 0.5, 0.1), 30);
});

const Case kSmall("ranks above the shorter side", [] {
  const LowRankProblem problem = lowRankProblem(6, 5, 2, 0.9);
  cpu::Team team(1);
  const classic::Context context{team, problem.observed, 1, kGo};
  const auto method = makeMethod(LmafitSpec{40, RankStrategy::increase, 50}, context);
  run(*method, 100, 1e-6);
  expectAtMost(method->rank(), 5, "rank");
});

}  // namespace
}  // namespace lacuna::test
