// The nuclear norm: what makes a solution one, and both ways to it.
#include <algorithm>

#include "check.h"
#include "classic/soft_impute.h"
#include "classic_low_rank.h"
#include "linalg/gram.h"
#include "linalg/symmetric_eigen.h"

namespace lacuna::test {
namespace {

using classic::SoftImputeAlgorithm;
using classic::SoftImputeSpec;

const std::atomic<bool> kGo{false};

SoftImputeSpec specOf(SoftImputeAlgorithm algorithm, std::optional<double> ratio,
                      double least = 1e-3, bool centre = false) {
  return {algorithm, ratio, 20, least, 1e-4, 200, 30, centre};
}

double largestValue(const std::vector<double>& x, std::size_t rows, std::size_t cols) {
  return std::sqrt(symmetricEigenvalues(gramOfColumns(x, rows, cols), cols).back());
}

/// P_Ω(truth − x).
std::vector<double> residuals(const LowRankProblem& problem, const std::vector<float>& x) {
  std::vector<double> r(x.size());
  for (std::size_t k = 0; k < x.size(); ++k) {
    r[k] = problem.mask[k] != 0 ? static_cast<double>(problem.truth[k]) - x[k] : 0.0;
  }
  return r;
}

/// ‖x‖_*.
double nuclearNorm(const std::vector<float>& x, std::size_t rows, std::size_t cols) {
  double sum = 0.0;
  for (const double value : symmetricEigenvalues(
           gramOfColumns(std::vector<double>(x.begin(), x.end()), rows, cols), cols)) {
    sum += std::sqrt(std::max(value, 0.0));
  }
  return sum;
}

const Case kOptimal("a solution: residuals are subgradients of the norm", [] {
  const LowRankProblem problem = lowRankProblem(60, 45, 5, 0.6, 0.2);
  cpu::Team team(2);
  const classic::Context context{team, problem.observed, 1, kGo};
  const double largest =
      largestValue(residuals(problem, std::vector<float>(problem.truth.size())), 60, 45);
  for (const auto algorithm : {SoftImputeAlgorithm::full, SoftImputeAlgorithm::als}) {
    for (const double ratio : {0.5, 0.1}) {
      const Context where((algorithm == SoftImputeAlgorithm::full ? "full, " : "als, ") +
                          show(ratio));
      const auto method = makeMethod(specOf(algorithm, ratio), context);
      run(*method, 600, 1e-7);
      const std::vector<float> x = filled(*method, problem);
      const std::vector<double> r = residuals(problem, x);
      const double lambda = ratio * largest;
      expectClose(largestValue(r, 60, 45), lambda, 2e-3 * lambda, "spectral norm of residuals");
      double product = 0.0;
      for (std::size_t k = 0; k < r.size(); ++k) {
        product += r[k] * x[k];
      }
      const double norm = nuclearNorm(x, 60, 45);
      expectClose(product, lambda * norm, 2e-3 * lambda * norm, "residuals beside X");
    }
  }
});

const Case kSame("both ways lead to the same X", [] {
  const LowRankProblem problem = lowRankProblem(70, 90, 4, 0.5, 0.1);
  cpu::Team team(1);
  const classic::Context context{team, problem.observed, 1, kGo};
  for (const bool centre : {false, true}) {
    const auto full = makeMethod(specOf(SoftImputeAlgorithm::full, 0.1, 1e-3, centre), context);
    const auto als = makeMethod(specOf(SoftImputeAlgorithm::als, 0.1, 1e-3, centre), context);
    run(*full, 500, 1e-7);
    run(*als, 500, 1e-7);
    const auto x = filled(*full, problem);
    expectAtMost(relativeError(filled(*als, problem), std::vector<double>(x.begin(), x.end())),
                 2e-3, "als against full");
    expectEqual(als->rank(), full->rank(), "rank");
  }
});

const Case kPath("a path ends exact where there is no noise", [] {
  const LowRankProblem problem = lowRankProblem(120, 100, 3, 0.5);
  cpu::Team team(2);
  const classic::Context context{team, problem.observed, 1, kGo};
  for (const auto algorithm : {SoftImputeAlgorithm::full, SoftImputeAlgorithm::als}) {
    const auto method = makeMethod(specOf(algorithm, std::nullopt, 1e-5), context);
    expectEqual(run(*method, 100, 0.0), 20, "steps");
    expectAtMost(errorOf(*method, problem), 1e-3, "error");
    expectEqual(method->step().change, 0.0, "nothing more");
  }
});

const Case kNothing("at the largest singular value X is zero", [] {
  const LowRankProblem problem = lowRankProblem(50, 60, 3, 0.5);
  cpu::Team team(1);
  const classic::Context context{team, problem.observed, 1, kGo};
  for (const auto algorithm : {SoftImputeAlgorithm::full, SoftImputeAlgorithm::als}) {
    const auto method = makeMethod(specOf(algorithm, 1.3), context);
    run(*method, 100, 0.0);
    expectEqual(method->rank(), 0U, "rank");
    expectSameBits(filled(*method, problem), std::vector<float>(problem.truth.size()), "X");
  }
});

const Case kMethod("predictions, threads, cancellation", [] {
  const LowRankProblem problem = lowRankProblem(90, 80, 4, 0.5, 0.1);
  for (const bool centre : {false, true}) {
    expectMethod(specOf(SoftImputeAlgorithm::full, std::nullopt, 1e-3, centre), problem, 6);
    expectMethod(specOf(SoftImputeAlgorithm::full, 0.2, 1e-3, centre), problem, 4);
  }
});

const Case kAlsMethod("als: predictions, threads, cancellation", [] {
  const LowRankProblem problem = lowRankProblem(90, 80, 4, 0.5, 0.1);
  for (const bool centre : {false, true}) {
    expectMethod(specOf(SoftImputeAlgorithm::als, std::nullopt, 1e-3, centre), problem, 6);
    expectMethod(specOf(SoftImputeAlgorithm::als, 0.2, 1e-3, centre), problem, 200);
  }
});

}  // namespace
}  // namespace lacuna::test
