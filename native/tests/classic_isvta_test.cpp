// A smoothed Schatten norm, plain and accelerated.
#include <algorithm>
#include <array>

#include "check.h"
#include "classic/isvta.h"
#include "classic_low_rank.h"
#include "classic_path.h"

namespace lacuna::test {
namespace {

using classic::IsvtaSpec;
using classic::IterationKind;

const std::atomic<bool> kGo{false};
constexpr std::array<IterationKind, 2> kKinds{IterationKind::plain, IterationKind::accelerated};

const Case kMap("the slope of the penalty is taken off", [] {
  constexpr double kStep = 1e-6;
  for (const double p : {0.1, 0.5, 1.0}) {
    const auto map = classic::smoothedMap(p, 1e-2);
    expectEqual(map->penalty(0.0, 0.3), 0.0, "at 0");
    double before = 0.0;
    for (double s = 0.01; s < 2.0; s += 0.01) {
      const double slope =
          (map->penalty(s + kStep, 0.3) - map->penalty(s - kStep, 0.3)) / (2.0 * kStep);
      expectClose(map->shrink(s, 0.3), std::max(s - slope, 0.0), 1e-6, show(s));
      expect(map->shrink(s, 0.3) >= before, "rises");
      before = map->shrink(s, 0.3);
    }
  }
});

const Case kMomentum("momentum grows from 0 and begins again", [] {
  classic::NesterovMomentum momentum;
  expectEqual(momentum.next(), 0.0, "first");
  const double second = momentum.next();
  expectClose(second, 0.2817, 1e-4, "second");
  expect(momentum.next() > second, "third");
  momentum.restart();
  expectEqual(momentum.next(), 0.0, "again");
});

const Case kRecovery("both recover a low-rank matrix", [] {
  for (const IterationKind kind : kKinds) {
    for (const double p : {0.1, 0.5, 0.8}) {
      const Context where(show(p));
      expectEqual(expectRecovery(IsvtaSpec{p, 1e-3, kind, kRecoveringPath}, 1e-3), 3U, "rank");
    }
  }
});

const Case kFixedPoint("iterations end where the map of singular values leaves X", [] {
  for (const IterationKind kind : kKinds) {
    expectFixedPoint(IsvtaSpec{0.5, 1e-3, kind, oneWeight(0.05)}, *classic::smoothedMap(0.5, 1e-3));
  }
});

/// X after so many iterations with one λ.
std::vector<float> after(std::uint32_t iterations, IterationKind kind,
                         const LowRankProblem& problem, const classic::Context& context) {
  classic::WeightPath path = oneWeight(0.02);
  path.tolerance = 0.0;
  path.iterations = iterations;
  const auto method = makeMethod(IsvtaSpec{0.5, 1e-3, kind, path}, context);
  (void)method->step();
  return filled(*method, problem);
}

const Case kFaster("acceleration comes nearer in as many iterations", [] {
  const LowRankProblem problem = lowRankProblem(80, 70, 3, 0.3, 0.1);
  cpu::Team team(1);
  const classic::Context context{team, problem.observed, 1, kGo};
  const std::vector<float> end = after(800, IterationKind::plain, problem, context);
  const std::vector<double> wanted(end.begin(), end.end());
  const double plain = relativeError(after(40, IterationKind::plain, problem, context), wanted);
  const double accelerated =
      relativeError(after(40, IterationKind::accelerated, problem, context), wanted);
  expectAtMost(accelerated, 0.5 * plain, "against " + show(plain));
});

const Case kMethod("predictions, threads, cancellation", [] {
  const LowRankProblem problem = lowRankProblem(160, 130, 4, 0.5, 0.1);
  for (const IterationKind kind : kKinds) {
    expectMethod(IsvtaSpec{0.5, 1e-3, kind, pathTo(0.05)}, problem, 4);
  }
});

}  // namespace
}  // namespace lacuna::test
