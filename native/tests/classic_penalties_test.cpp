// Concave penalties of singular values: their slopes against differences, and what concave means.
#include <cmath>
#include <string>

#include "check.h"
#include "rank_penalties.h"

namespace lacuna::test {
namespace {

constexpr double kStep = 1e-6;
constexpr std::array<double, 3> kWeights{0.02, 0.2, 0.7};

/// 0.005, 0.015 … 2.995: no kink of any penalty lies nearer than kStep.
double gridValue(int k) { return 0.005 + 0.01 * k; }
constexpr int kGrid = 300;

const Case kSlopes("slopes are differences of values", [] {
  for (const auto& [name, penalty] : kRankPenalties) {
    for (const double lambda : kWeights) {
      const Context where(std::string(name) + " " + show(lambda));
      for (int k = 0; k < kGrid; ++k) {
        const double s = gridValue(k);
        const double difference =
            (valueOf(penalty, s + kStep, lambda) - valueOf(penalty, s - kStep, lambda)) /
            (2.0 * kStep);
        expectClose(slopeOf(penalty, s, lambda), difference, 1e-5 * (1.0 + difference), show(s));
      }
    }
  }
});

const Case kConcave("each lies below its tangents, begins at 0 and rises", [] {
  for (const auto& [name, penalty] : kRankPenalties) {
    for (const double lambda : kWeights) {
      const Context where(std::string(name) + " " + show(lambda));
      expectEqual(valueOf(penalty, 0.0, lambda), 0.0, "at 0");
      for (int k = 0; k < kGrid; k += 3) {
        const double s = gridValue(k);
        const double slope = slopeOf(penalty, s, lambda);
        expect(slope >= 0.0, "rises");
        for (int j = 0; j < kGrid; j += 7) {
          const double t = gridValue(j);
          const double tangent = valueOf(penalty, s, lambda) + slope * (t - s);
          expectAtMost(valueOf(penalty, t, lambda), tangent + 1e-12, "below the tangent");
        }
      }
    }
  }
});

const Case kEnds("what each is at 1, or far out", [] {
  const auto at = [](const classic::RankPenalty& penalty, double s) {
    return valueOf(penalty, s, 0.5);
  };
  expectClose(at(classic::PowerPenalty{0.3}, 1.0), 0.5, 1e-15, "lp");
  expectClose(at(classic::LogarithmPenalty{7.0}, 1.0), 0.5, 1e-15, "logarithm");
  expectClose(at(classic::EtpPenalty{7.0}, 1.0), 0.5, 1e-15, "etp");
  expectClose(at(classic::GemanPenalty{1.0}, 1.0), 0.25, 1e-15, "geman");
  expectClose(at(classic::LaplacePenalty{0.01}, 1.0), 0.5, 1e-15, "laplace");
  expectClose(at(classic::CappedPenalty{0.2}, 1.0), 0.1, 1e-15, "capped-l1");
  expectClose(at(classic::McpPenalty{3.0}, 9.0), 0.375, 1e-15, "mcp");
  expectClose(at(classic::ScadPenalty{3.7}, 9.0), 0.5875, 1e-15, "scad");
});

const Case kInfinite("the slope of a power is infinite at 0", [] {
  expectEqual(slopeOf(classic::PowerPenalty{0.5}, 0.0, 0.1), HUGE_VAL, "p = 1/2");
  expectEqual(slopeOf(classic::PowerPenalty{1.0}, 0.0, 0.1), 0.1, "p = 1");
});

}  // namespace
}  // namespace lacuna::test
