// Proximal maps of penalties against a search of all x, and the method made of them.
#include <algorithm>

#include "check.h"
#include "classic/gpg.h"
#include "classic/penalty_prox.h"
#include "classic_low_rank.h"
#include "classic_path.h"
#include "rank_penalties.h"

namespace lacuna::test {
namespace {

const std::atomic<bool> kGo{false};
constexpr double kSpacing = 1e-4;  // of x that are tried

double objective(const classic::RankPenalty& penalty, double x, double s, double lambda) {
  return 0.5 * (x - s) * (x - s) + valueOf(penalty, x, lambda);
}

const Case kProx("no x is better, and it rises with s", [] {
  for (const auto& [name, penalty] : kRankPenalties) {
    for (const double lambda : {0.02, 0.2, 0.7}) {
      const Context where(std::string(name) + " " + show(lambda));
      double before = 0.0;
      for (double s = 0.0; s < 2.5; s += 0.013) {
        const double x = penaltyProx(penalty, s, lambda);
        expect(x >= before - 1e-12 && x <= s, "rises, and is no more than s");
        before = x;
        double least = HUGE_VAL;
        for (double other = 0.0; other <= s + kSpacing; other += kSpacing) {
          least = std::min(least, objective(penalty, other, s, lambda));
        }
        expectAtMost(objective(penalty, x, s, lambda), least + 1e-12, "objective at " + show(s));
      }
    }
  }
});

const Case kOthers("parameters near their bounds", [] {
  const std::array<NamedPenalty, 6> near{{{"lp", classic::PowerPenalty{0.01}},
                                          {"nuclear", classic::PowerPenalty{1.0}},
                                          {"scad", classic::ScadPenalty{2.01}},
                                          {"mcp", classic::McpPenalty{1.01}},
                                          {"geman", classic::GemanPenalty{0.001}},
                                          {"logarithm", classic::LogarithmPenalty{1000.0}}}};
  for (const auto& [name, penalty] : near) {
    const Context where(name);
    for (double s = 0.01; s < 1.5; s += 0.03) {
      const double x = penaltyProx(penalty, s, 0.3);
      for (double other = 0.0; other <= s; other += 1e-3) {
        expectAtMost(objective(penalty, x, s, 0.3), objective(penalty, other, s, 0.3) + 1e-9,
                     show(s));
      }
    }
  }
});

const Case kRecovery("each penalty recovers a low-rank matrix", [] {
  for (const auto& [name, penalty] : kRankPenalties) {
    const Context where(name);
    expectEqual(expectRecovery(classic::GpgSpec{penalty, kRecoveringPath}, 1e-3), 3U, "rank");
  }
});

const Case kFixedPoint("iterations end where the map of singular values leaves X", [] {
  for (const auto& [name, penalty] : kRankPenalties) {
    const Context where(name);
    expectFixedPoint(classic::GpgSpec{penalty, oneWeight(0.1)}, *classic::proximalMap(penalty));
  }
});

/// Σ g_λ(σ_i) + ½·(mean squared error)·count, all relative to the largest singular value.
double objectiveAt(const classic::RankPenalty& penalty, double lambda, int iterations,
                   const LowRankProblem& problem, const classic::Context& context) {
  classic::WeightPath path = oneWeight(lambda);
  path.iterations = static_cast<std::uint32_t>(iterations);
  path.tolerance = 0.0;
  const auto method = makeMethod(classic::GpgSpec{penalty, path}, context);
  const double fidelity = method->step().fidelity;
  std::vector<double> observed(problem.truth.size());
  for (std::size_t k = 0; k < observed.size(); ++k) {
    observed[k] = problem.mask[k] != 0 ? problem.truth[k] : 0.0;
  }
  const double largest = singularValues(observed, problem.rows, problem.cols)[0];
  const std::vector<float> x = filled(*method, problem);
  const auto values =
      singularValues(std::vector<double>(x.begin(), x.end()), problem.rows, problem.cols);
  double sum = 0.5 * fidelity * static_cast<double>(problem.observed.count()) / (largest * largest);
  for (std::size_t i = 0; i < method->rank(); ++i) {
    sum += valueOf(penalty, values[i] / largest, lambda);
  }
  return sum;
}

const Case kDescent("the objective never rises", [] {
  const LowRankProblem problem = lowRankProblem(60, 50, 4, 0.5, 0.3);
  cpu::Team team(1);
  const classic::Context context{team, problem.observed, 1, kGo};
  for (const auto& [name, penalty] : kRankPenalties) {
    const Context where(name);
    double before = HUGE_VAL;
    for (int iterations = 1; iterations <= 12; ++iterations) {
      const double now = objectiveAt(penalty, 0.05, iterations, problem, context);
      expectAtMost(now, before + 1e-6, "objective");
      before = now;
    }
  }
});

const Case kMethod("predictions, threads, cancellation", [] {
  const LowRankProblem few = lowRankProblem(160, 130, 4, 0.5, 0.1);
  for (const auto& [name, penalty] : kRankPenalties) {
    const Context where(name);
    expectMethod(classic::GpgSpec{penalty, pathTo(0.05)}, few, 4);
  }
});

}  // namespace
}  // namespace lacuna::test
