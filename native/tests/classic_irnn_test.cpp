// Reweighted singular values: each penalty recovers, and where iterations end.
#include <algorithm>

#include "check.h"
#include "classic/irnn.h"
#include "classic_low_rank.h"
#include "classic_path.h"
#include "rank_penalties.h"

namespace lacuna::test {
namespace {

const std::atomic<bool> kGo{false};

const Case kRecovery("each penalty recovers a low-rank matrix", [] {
  for (const auto& [name, penalty] : kRankPenalties) {
    const Context where(name);
    expectEqual(expectRecovery(classic::IrnnSpec{penalty, kRecoveringPath}, 1e-3), 3U, "rank");
  }
});

const Case kFixedPoint("iterations end where the map of singular values leaves X", [] {
  for (const auto& [name, penalty] : kRankPenalties) {
    const Context where(name);
    expectFixedPoint(classic::IrnnSpec{penalty, oneWeight(0.1)}, *classic::reweightedMap(penalty));
  }
});

const Case kMethod("predictions, threads, cancellation", [] {
  const LowRankProblem few = lowRankProblem(160, 130, 4, 0.5, 0.1);
  for (const auto& [name, penalty] : kRankPenalties) {
    const Context where(name);
    expectMethod(classic::IrnnSpec{penalty, pathTo(0.05)}, few, 4);
  }
  const LowRankProblem many = lowRankProblem(60, 80, 4, 0.5, 0.4);
  expectMethod(classic::IrnnSpec{classic::McpPenalty{3.0}, pathTo(1e-3)}, many, 10);
});

const Case kMostRank("no more rank than allowed", [] {
  const LowRankProblem problem = lowRankProblem(70, 60, 6, 0.5, 0.3);
  cpu::Team team(1);
  const classic::Context context{team, problem.observed, 1, kGo};
  classic::WeightPath path = pathTo(1e-3);
  path.max_rank = 5;
  const auto method = makeMethod(classic::IrnnSpec{classic::PowerPenalty{0.5}, path}, context);
  run(*method, 100, 0.0);
  expectEqual(method->rank(), 5U, "rank");
});

const Case kZeros("zeros are completed by zeros", [] {
  LowRankProblem problem = lowRankProblem(60, 50, 1, 0.5);
  std::fill(problem.observed.values.begin(), problem.observed.values.end(), 0.0F);
  cpu::Team team(1);
  const classic::Context context{team, problem.observed, 1, kGo};
  const auto method =
      makeMethod(classic::IrnnSpec{classic::PowerPenalty{0.5}, pathTo(1e-3)}, context);
  expectEqual(run(*method, 100, 0.0), 1, "steps");
  expectSameBits(filled(*method, problem), std::vector<float>(problem.truth.size()), "X");
});

}  // namespace
}  // namespace lacuna::test
