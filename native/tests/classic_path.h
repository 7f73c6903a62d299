// Paths of weights, and what holds where iterations with one weight end.
#pragma once

#include <algorithm>
#include <atomic>
#include <cmath>
#include <cstdint>
#include <vector>

#include "check.h"
#include "classic/singular_map.h"
#include "classic/threshold_path.h"
#include "classic_low_rank.h"
#include "linalg/gram.h"
#include "linalg/symmetric_eigen.h"

namespace lacuna::test {

inline classic::WeightPath pathTo(double least) { return {1.0, 0.6, least, 1e-3, 100, 60}; }

/// One λ, as exactly as float allows.
inline classic::WeightPath oneWeight(double lambda) {
  return {lambda, 0.5, lambda, 3e-7, 1500, 60};
}

/// Falls to less than what float tells from nothing, of 19 weights.
inline constexpr classic::WeightPath kRecoveringPath{1.0, 0.6, 1e-4, 1e-4, 300, 60};
inline constexpr int kRecoveringSteps = 19;

/// Expects that a method with kRecoveringPath recovers a low-rank matrix in all of its steps, each
/// one weight, and has nothing to do after them. Its rank.
template <class Spec>
std::uint32_t expectRecovery(const Spec& spec, double most) {
  const std::atomic<bool> go{false};
  const LowRankProblem problem = lowRankProblem(120, 100, 3, 0.5);
  cpu::Team team(2);
  const classic::Context context{team, problem.observed, 1, go};
  const auto method = makeMethod(spec, context);
  expectEqual(run(*method, 100, 0.0), kRecoveringSteps, "steps");
  expectAtMost(errorOf(*method, problem), most, "error");
  expectEqual(method->step().change, 0.0, "nothing more");
  return method->rank();
}

/// Singular values, descending.
inline std::vector<double> singularValues(const std::vector<double>& x, std::size_t rows,
                                          std::size_t cols) {
  std::vector<double> values = symmetricEigenvalues(gramOfColumns(x, rows, cols), cols);
  std::reverse(values.begin(), values.end());
  for (double& value : values) {
    value = std::sqrt(std::max(value, 0.0));
  }
  return values;
}

/// Expects of X after the one weight λ that σ_i(X) = shrink(σ_i(X − P_Ω(X − M)), λ) in units of the
/// largest singular value of P_Ω(M).
template <class Spec>
void expectFixedPoint(const Spec& spec, const classic::SingularMap& map) {
  const std::atomic<bool> go{false};
  const LowRankProblem problem = lowRankProblem(70, 60, 4, 0.5, 0.3);
  cpu::Team team(1);
  const classic::Context context{team, problem.observed, 1, go};
  const auto method = makeMethod(spec, context);
  (void)method->step();
  const double lambda = spec.path.start;
  const std::vector<float> filling = filled(*method, problem);
  const std::vector<double> x(filling.begin(), filling.end());
  std::vector<double> observed(x.size());
  std::vector<double> step = x;
  for (std::size_t k = 0; k < x.size(); ++k) {
    if (problem.mask[k] != 0) {
      observed[k] = problem.truth[k];
      step[k] = problem.truth[k];
    }
  }
  const double largest = singularValues(observed, problem.rows, problem.cols)[0];
  const auto of_step = singularValues(step, problem.rows, problem.cols);
  const auto of_x = singularValues(x, problem.rows, problem.cols);
  expect(of_x[0] > 0.1 * largest, "X is something");
  for (std::size_t i = 0; i < of_x.size(); ++i) {
    expectClose(of_x[i], largest * map.shrink(of_step[i] / largest, lambda), 2e-4 * largest,
                "singular value");
  }
}

}  // namespace lacuna::test
