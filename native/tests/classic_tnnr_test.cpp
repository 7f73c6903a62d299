// The truncated nuclear norm: what makes a solution one, the published iteration, and recovery.
#include <algorithm>

#include "check.h"
#include "classic/tnnr.h"
#include "classic_low_rank.h"
#include "linalg/gram.h"
#include "linalg/symmetric_eigen.h"

namespace lacuna::test {
namespace {

using classic::TnnrSolver;
using classic::TnnrSpec;
using Dense = std::vector<double>;

const std::atomic<bool> kGo{false};

/// Σ f(k, s_k)·u_k·v_kᵀ of x for its singular values, the largest first.
template <class Weight>
Dense spectral(const Dense& x, std::size_t rows, std::size_t cols, const Weight& weight) {
  const EigenDecomposition eigen = symmetricEigen(gramOfColumns(x, rows, cols), cols);
  Dense result(x.size());
  for (std::size_t k = 0; k < std::min(rows, cols); ++k) {
    const double* const v = eigen.vectors.data() + (cols - 1 - k) * cols;
    const double s = std::sqrt(std::max(eigen.values[cols - 1 - k], 0.0));
    const double factor = s > 1e-9 ? weight(k, s) / s : 0.0;
    for (std::size_t i = 0; i < rows; ++i) {
      double along = 0.0;
      for (std::size_t j = 0; j < cols; ++j) {
        along += x[i * cols + j] * v[j];
      }
      for (std::size_t j = 0; j < cols; ++j) {
        result[i * cols + j] += factor * along * v[j];
      }
    }
  }
  return result;
}

Dense valuesOf(const Dense& x, std::size_t rows, std::size_t cols) {
  Dense values = symmetricEigenvalues(gramOfColumns(x, rows, cols), cols);
  std::ranges::reverse(values);
  std::transform(values.begin(), values.end(), values.begin(),
                 [](double value) { return std::sqrt(std::max(value, 0.0)); });
  return values;
}

const Case kTwin("admm: the published iteration with W and Y, in double", [] {
  constexpr std::size_t kRows = 14;
  constexpr std::size_t kCols = 11;
  constexpr std::uint32_t kRank = 2;
  constexpr std::uint32_t kInner = 4;
  const LowRankProblem problem = lowRankProblem(kRows, kCols, 4, 0.7, 0.2);
  cpu::Team team(2);
  const classic::Context context{team, problem.observed, 1, kGo};
  const auto method = makeMethod(TnnrSpec{TnnrSolver::admm, kRank, 0.1, 0.0, kInner}, context);

  const std::size_t size = problem.truth.size();
  Dense x(size);
  for (std::size_t k = 0; k < size; ++k) {
    x[k] = problem.mask[k] != 0 ? problem.truth[k] : 0.0;
  }
  const double tau = 0.1 * valuesOf(x, kRows, kCols)[0];
  const double rho = 1.0 / tau;
  Dense y(size);
  for (int outer = 0; outer < 3; ++outer) {
    const Dense ab = spectral(x, kRows, kCols,
                              [](std::size_t k, double /*s*/) { return k < kRank ? 1.0 : 0.0; });
    Dense w(size);
    // Where the vectors change, W and Y as the last update would have left them with the new ones.
    for (std::size_t k = 0; k < size; ++k) {
      w[k] = problem.mask[k] != 0 ? problem.truth[k] : x[k];
      y[k] = problem.mask[k] != 0 ? y[k] : -ab[k];
    }
    for (std::uint32_t inner = 0; inner < kInner; ++inner) {
      Dense z(size);
      for (std::size_t k = 0; k < size; ++k) {
        z[k] = w[k] - y[k] / rho;
      }
      x = spectral(z, kRows, kCols,
                   [&](std::size_t /*k*/, double s) { return std::max(s - tau, 0.0); });
      for (std::size_t k = 0; k < size; ++k) {
        w[k] = problem.mask[k] != 0 ? static_cast<double>(problem.truth[k])
                                    : x[k] + (ab[k] + y[k]) / rho;
        y[k] += rho * (x[k] - w[k]);
      }
    }
    (void)method->step();
    expectAtMost(relativeError(filled(*method, problem), x), 1e-4, "X");
  }
});

const Case kOptimal("apgl: residuals are subgradients of what is not truncated", [] {
  constexpr std::size_t kRows = 60;
  constexpr std::size_t kCols = 45;
  const LowRankProblem problem = lowRankProblem(kRows, kCols, 5, 0.6, 0.3);
  cpu::Team team(2);
  const classic::Context context{team, problem.observed, 1, kGo};
  Dense observed(problem.truth.size());
  for (std::size_t k = 0; k < observed.size(); ++k) {
    observed[k] = problem.mask[k] != 0 ? problem.truth[k] : 0.0;
  }
  const double largest = valuesOf(observed, kRows, kCols)[0];
  for (const std::uint32_t rank : {1U, 3U}) {
    const Context where("r = " + std::to_string(rank));
    const double tau = 0.05 * largest;
    const auto method = makeMethod(TnnrSpec{TnnrSolver::apgl, rank, 0.05, 1e-7, 400}, context);
    run(*method, 300, 1e-6);
    const std::vector<float> filled_in = filled(*method, problem);
    const Dense x(filled_in.begin(), filled_in.end());
    Dense residuals(x.size());
    double product = 0.0;
    for (std::size_t k = 0; k < x.size(); ++k) {
      residuals[k] = problem.mask[k] != 0 ? observed[k] - x[k] : 0.0;
      product += residuals[k] * x[k];
    }
    const Dense values = valuesOf(x, kRows, kCols);
    double tail = 0.0;
    for (std::size_t k = rank; k < values.size(); ++k) {
      tail += values[k] > 1e-5 * values[0] ? values[k] : 0.0;
    }
    expect(method->rank() > rank && tail > 0.0, "something is not truncated");
    expectClose(valuesOf(residuals, kRows, kCols)[0], tau, 3e-3 * tau, "norm of residuals");
    expectClose(product, tau * tail, 3e-3 * tau * tail, "residuals beside X");
    // Beside the truncated vectors there is nothing to gain.
    const Dense top =
        spectral(x, kRows, kCols, [&](std::size_t k, double s) { return k < rank ? s : 0.0; });
    double beside = 0.0;
    for (std::size_t k = 0; k < x.size(); ++k) {
      beside += residuals[k] * top[k];
    }
    expectClose(beside, 0.0, 3e-3 * tau * values[0], "residuals beside what is truncated");
  }
});

const Case kExact("without noise a matrix of that rank is recovered", [] {
  const LowRankProblem problem = lowRankProblem(90, 70, 4, 0.35);
  cpu::Team team(1);
  const classic::Context context{team, problem.observed, 1, kGo};
  for (const auto solver : {TnnrSolver::admm, TnnrSolver::apgl}) {
    const Context where(solver == TnnrSolver::admm ? "admm" : "apgl");
    const double ratio = solver == TnnrSolver::admm ? 0.1 : 0.02;
    const auto method = makeMethod(TnnrSpec{solver, 4, ratio, 1e-6, 400}, context);
    run(*method, 60, 1e-6);
    expectAtMost(errorOf(*method, problem), 1e-3, "error");
    expectEqual(method->rank(), 4U, "rank");
  }
});

const Case kMethod("predictions, threads, cancellation", [] {
  const LowRankProblem problem = lowRankProblem(90, 80, 4, 0.5, 0.1);
  for (const auto solver : {TnnrSolver::admm, TnnrSolver::apgl}) {
    expectMethod(TnnrSpec{solver, 3, 0.05, 1e-3, 20}, problem, 3);
  }
});

const Case kTooLarge("a rank above the shorter side, and a threshold above all values", [] {
  const LowRankProblem problem = lowRankProblem(9, 6, 2, 0.8);
  cpu::Team team(1);
  const classic::Context context{team, problem.observed, 1, kGo};
  const auto wide = makeMethod(TnnrSpec{TnnrSolver::admm, 40, 0.1, 1e-5, 100}, context);
  expectAtMost(wide->step().fidelity, 1e-6, "all is truncated");
  const auto none = makeMethod(TnnrSpec{TnnrSolver::apgl, 1, 30.0, 1e-5, 500}, context);
  run(*none, 100, 1e-5);
  expectEqual(none->rank(), 1U, "only what is truncated remains");
});

}  // namespace
}  // namespace lacuna::test
