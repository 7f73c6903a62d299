// Products of factors with small Schatten norms.
#include <algorithm>

#include "check.h"
#include "classic/mss.h"
#include "classic/schatten_prox.h"
#include "classic_low_rank.h"

namespace lacuna::test {
namespace {

using classic::MssSpec;
using classic::schattenProx;

const std::atomic<bool> kGo{false};

const Case kProx("proximal maps against a search", [] {
  for (const double p : {0.3, 0.5, 2.0 / 3.0, 0.9, 1.0, 1.4, 2.0}) {
    for (const double tau : {0.0, 0.2, 1.0, 3.0}) {
      for (const double s : {0.0, 0.3, 1.0, 1.7, 5.0}) {
        const Context context("p " + show(p) + ", tau " + show(tau) + ", s " + show(s));
        const auto value = [&](double x) {
          return 0.5 * (x - s) * (x - s) + (x > 0.0 ? tau * std::pow(x, p) / p : 0.0);
        };
        double best = value(0.0);
        for (int k = 0; k <= 20000; ++k) {
          best = std::min(best, value(s * k / 20000.0));
        }
        const double x = schattenProx(s, tau, p);
        expect(x >= 0.0 && x <= s, "between 0 and s");
        expectClose(value(x), best, 1e-7, "objective");
      }
    }
  }
});

const Case kExact("a low-rank matrix is recovered with little weight", [] {
  const LowRankProblem problem = lowRankProblem(90, 80, 3, 0.6);
  cpu::Team team(2);
  const classic::Context context{team, problem.observed, 1, kGo};
  for (const std::vector<double>& exponents :
       {std::vector{1.0, 1.0}, std::vector{1.0, 1.0, 1.0, 1.0}, std::vector{2.0, 1.0, 2.0},
        std::vector{0.5, 1.5}}) {
    const Context where(show(exponents.size()) + " factors");
    const auto method = makeMethod(MssSpec{exponents, 5, 1e-3, 0.3}, context);
    run(*method, 500, 1e-5);
    expectAtMost(errorOf(*method, problem), 2e-3, "error");
  }
});

const Case kRank("more weight, less rank", [] {
  const LowRankProblem problem = lowRankProblem(80, 70, 6, 0.6, 0.3);
  cpu::Team team(1);
  const classic::Context context{team, problem.observed, 1, kGo};
  std::uint32_t before = 8;
  double fidelity = 0.0;
  for (const double lambda : {0.01, 5.0, 15.0}) {
    const auto method = makeMethod(MssSpec{{1.0, 1.0, 1.0}, 8, lambda, 0.2}, context);
    double now = 0.0;
    for (int step = 0; step < 200; ++step) {
      now = method->step().fidelity;
    }
    expectAtMost(method->rank(), before, "rank");
    expect(now > fidelity, "a larger error");
    before = method->rank();
    fidelity = now;
  }
  expect(before < 8, "rank falls");
});

const Case kMethod("predictions, threads, cancellation", [] {
  expectMethod(MssSpec{{1.0, 1.0, 1.0, 1.0}, 6, 0.5, 0.1}, lowRankProblem(90, 80, 4, 0.5, 0.1), 8);
});

}  // namespace
}  // namespace lacuna::test
