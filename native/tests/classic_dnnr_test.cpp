// Proximal maps of roots against iterations and a search of all x, and double penalties.
#include <algorithm>

#include "check.h"
#include "classic/dnnr.h"
#include "classic/schatten_prox.h"
#include "classic_low_rank.h"
#include "classic_path.h"
#include "rank_penalties.h"

namespace lacuna::test {
namespace {

using classic::RootPower;

constexpr std::array<RootPower, 2> kPowers{RootPower::half, RootPower::two_thirds};

const Case kProx("closed forms: what iterations come to", [] {
  for (const RootPower power : kPowers) {
    const double p = valueOf(power);
    for (const double weight : {1e-3, 0.03, 0.2, 1.0}) {
      const Context where(show(p) + " " + show(weight));
      for (double s = 0.01; s < 4.0; s += 0.017) {
        expectClose(classic::powerProx(power, s, weight), classic::schattenProx(s, weight * p, p),
                    1e-9, show(s));
      }
    }
  }
});

const Case kSearch("no x is better", [] {
  for (const RootPower power : kPowers) {
    const double p = valueOf(power);
    for (double s = 0.05; s < 2.0; s += 0.05) {
      const auto value = [&](double x) { return 0.5 * (x - s) * (x - s) + 0.3 * std::pow(x, p); };
      const double x = classic::powerProx(power, s, 0.3);
      for (double other = 0.0; other <= s; other += 1e-3) {
        expectAtMost(value(x), value(other) + 1e-12, show(s));
      }
    }
  }
});

const Case kWeights("no weight takes off nothing, an infinite one all", [] {
  for (const RootPower power : kPowers) {
    expectEqual(classic::powerProx(power, 0.7, 0.0), 0.7, "0");
    expectEqual(classic::powerProx(power, 0.7, HUGE_VAL), 0.0, "infinite");
    expectEqual(classic::powerProx(power, 0.0, 0.5), 0.0, "of 0");
  }
});

const Case kMap("the map rises", [] {
  for (const RootPower power : kPowers) {
    for (const auto& [name, penalty] : kRankPenalties) {
      const Context where(std::string(name) + " " + show(valueOf(power)));
      const auto map = classic::doubleMap(penalty, power);
      double before = 0.0;
      for (double s = 0.0; s < 2.0; s += 0.01) {
        const double x = map->shrink(s, 0.1);
        expect(x >= before - 1e-12 && x <= s, show(s));
        before = x;
      }
      const double edge = threshold(*map, 0.1);
      expectEqual(map->shrink(0.999 * edge, 0.1), 0.0, "below the threshold");
      expect(map->shrink(1.001 * edge, 0.1) > 0.0, "above the threshold");
    }
  }
});

const Case kRecovery("each penalty and power recovers a low-rank matrix", [] {
  for (const RootPower power : kPowers) {
    for (const auto& [name, penalty] : kRankPenalties) {
      const Context where(std::string(name) + " " + show(valueOf(power)));
      // Small values may be left at the end of the path, where little is taken off them.
      (void)expectRecovery(classic::DnnrSpec{penalty, power, kRecoveringPath}, 2e-3);
    }
  }
});

const Case kFixedPoint("iterations end where the map of singular values leaves X", [] {
  for (const RootPower power : kPowers) {
    const classic::RankPenalty penalty = classic::LogarithmPenalty{10.0};
    expectFixedPoint(classic::DnnrSpec{penalty, power, oneWeight(0.05)},
                     *classic::doubleMap(penalty, power));
  }
});

const Case kMethod("predictions, threads, cancellation", [] {
  const LowRankProblem problem = lowRankProblem(160, 130, 4, 0.5, 0.1);
  for (const RootPower power : kPowers) {
    expectMethod(classic::DnnrSpec{classic::LogarithmPenalty{10.0}, power, pathTo(0.05)}, problem,
                 4);
  }
});

}  // namespace
}  // namespace lacuna::test
