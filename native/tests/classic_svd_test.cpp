// Iterated singular value decompositions, against the same in double.
#include "check.h"
#include "classic/svd.h"
#include "classic_low_rank.h"
#include "linalg/gram.h"
#include "linalg/symmetric_eigen.h"

namespace lacuna::test {
namespace {

using classic::SvdSpec;
using classic::SvdStart;

const std::atomic<bool> kGo{false};

/// x·V·Vᵀ with the eigenvectors of xᵀx for its largest eigenvalues.
std::vector<double> truncated(const std::vector<double>& x, std::size_t rows, std::size_t cols,
                              std::size_t rank) {
  const EigenDecomposition eigen = symmetricEigen(gramOfColumns(x, rows, cols), cols);
  std::vector<double> result(x.size());
  for (std::size_t k = cols - rank; k < cols; ++k) {
    const double* const v = eigen.vectors.data() + k * cols;
    for (std::size_t i = 0; i < rows; ++i) {
      double along = 0.0;
      for (std::size_t j = 0; j < cols; ++j) {
        along += x[i * cols + j] * v[j];
      }
      for (std::size_t j = 0; j < cols; ++j) {
        result[i * cols + j] += along * v[j];
      }
    }
  }
  return result;
}

const Case kTwin("steps as in double", [] {
  const LowRankProblem problem = lowRankProblem(14, 11, 4, 0.7, 0.2);
  cpu::Team team(2);
  const classic::Context context{team, problem.observed, 1, kGo};
  for (const SvdStart start : {SvdStart::rows, SvdStart::cols}) {
    const auto method = makeMethod(SvdSpec{3, start}, context);
    std::vector<double> x(problem.truth.begin(), problem.truth.end());
    for (std::size_t at = 0; at < x.size(); ++at) {
      if (problem.mask[at] != 0) {
        continue;
      }
      double sum = 0.0;
      double count = 0.0;
      for (std::size_t k = 0; k < x.size(); ++k) {
        const bool same = start == SvdStart::rows ? k / 11 == at / 11 : k % 11 == at % 11;
        if (same && problem.mask[k] != 0) {
          sum += problem.truth[k];
          count += 1.0;
        }
      }
      x[at] = sum / count;
    }
    for (int step = 0; step < 4; ++step) {
      const double change = method->step().change;
      const std::vector<double> estimate = truncated(x, 14, 11, 3);
      double moved = 0.0;
      double size = 0.0;
      for (std::size_t at = 0; at < x.size(); ++at) {
        if (problem.mask[at] == 0) {
          moved += (estimate[at] - x[at]) * (estimate[at] - x[at]);
          size += estimate[at] * estimate[at];
          x[at] = estimate[at];
        }
      }
      expectAtMost(relativeError(filled(*method, problem), estimate), 1e-4, "estimate");
      expectClose(change, std::sqrt(moved / size), 1e-4, "change");
    }
  }
});

const Case kExact("a matrix of that rank is recovered", [] {
  const LowRankProblem problem = lowRankProblem(90, 70, 3, 0.6);
  cpu::Team team(1);
  const classic::Context context{team, problem.observed, 1, kGo};
  const auto method = makeMethod(SvdSpec{3, SvdStart::rows}, context);
  run(*method, 400, 1e-6);
  expectAtMost(errorOf(*method, problem), 1e-4, "error");
  expectEqual(method->rank(), 3U, "rank");
});

const Case kMethod("predictions, threads, cancellation", [] {
  expectMethod(SvdSpec{5, SvdStart::cols}, lowRankProblem(90, 120, 4, 0.5, 0.1), 6);
});

const Case kTooLarge("a rank above the shorter side is that side", [] {
  const LowRankProblem problem = lowRankProblem(9, 6, 2, 0.8);
  cpu::Team team(1);
  const classic::Context context{team, problem.observed, 1, kGo};
  const auto method = makeMethod(SvdSpec{40, SvdStart::rows}, context);
  expectAtMost(method->step().change, 1e-5, "nothing moves");
  expectEqual(method->rank(), 6U, "rank");
});

}  // namespace
}  // namespace lacuna::test
