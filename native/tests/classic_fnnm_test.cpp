// Features of rows and columns beside a low rank: what makes a solution one, and recovery.
#include <algorithm>

#include "check.h"
#include "classic/fnnm.h"
#include "classic/soft_impute.h"
#include "classic_low_rank.h"
#include "linalg/gram.h"
#include "linalg/symmetric_eigen.h"

namespace lacuna::test {
namespace {

using classic::Features;
using classic::FnnmSpec;

const std::atomic<bool> kGo{false};

/// Uniform features; those of the first lines are the unit vectors.
Features featuresOf(std::uint32_t lines, std::uint32_t width, std::uint64_t seed) {
  Random random(seed);
  Features features{random.floats(std::size_t{lines} * width, -1.0, 1.0), width};
  for (std::size_t k = 0; k < std::size_t{width} * width; ++k) {
    features.data[k] = k % (width + 1) == 0 ? 1.0F : 0.0F;
  }
  return features;
}

double largestValue(const std::vector<double>& x, std::size_t rows, std::size_t cols) {
  return std::sqrt(symmetricEigenvalues(gramOfColumns(x, rows, cols), cols).back());
}

/// FᵀX·G.
std::vector<double> withFeatures(const Features& f, const std::vector<double>& x,
                                 const Features& g) {
  const std::size_t rows = f.data.size() / f.width;
  const std::size_t cols = g.data.size() / g.width;
  std::vector<double> result(std::size_t{f.width} * g.width);
  for (std::size_t i = 0; i < rows; ++i) {
    for (std::size_t j = 0; j < cols; ++j) {
      for (std::size_t k = 0; k < result.size(); ++k) {
        result[k] += static_cast<double>(f.data[i * f.width + k / g.width]) * x[i * cols + j] *
                     g.data[j * g.width + k % g.width];
      }
    }
  }
  return result;
}

double largestSize(const std::vector<double>& x) {
  double largest = 0.0;
  for (const double value : x) {
    largest = std::max(largest, std::abs(value));
  }
  return largest;
}

/// Adds F·N·Gᵀ with N 2 at (0, 1) and −1 at (2, 0), which are unit vectors' features.
LowRankProblem withExplained(LowRankProblem problem, const Features& f, const Features& g) {
  for (std::size_t k = 0; k < problem.truth.size(); ++k) {
    const float* const row = f.data.data() + k / problem.cols * f.width;
    const float* const col = g.data.data() + k % problem.cols * g.width;
    problem.truth[k] += 2.0F * row[0] * col[1] - row[2] * col[0];
  }
  std::size_t e = 0;
  for (std::size_t k = 0; k < problem.truth.size(); ++k) {
    if (problem.mask[k] != 0) {
      problem.observed.values[e++] = problem.truth[k];
    }
  }
  return problem;
}

const Case kOptimal("a solution: residuals are subgradients of both norms", [] {
  constexpr std::uint32_t kRows = 50;
  constexpr std::uint32_t kCols = 40;
  for (const auto& [of_rows, of_cols] : {std::pair{3U, 5U}, std::pair{6U, 4U}}) {
    const Context where(std::to_string(of_rows) + " and " + std::to_string(of_cols) + " features");
    const Features f = featuresOf(kRows, of_rows, 3);
    const Features g = featuresOf(kCols, of_cols, 4);
    const LowRankProblem problem = withExplained(lowRankProblem(kRows, kCols, 3, 0.6, 0.2), f, g);
    cpu::Team team(2);
    const classic::Context context{team, problem.observed, 1, kGo};
    const auto method = makeMethod(FnnmSpec{f, g, 0.2, 0.05, false}, context);
    run(*method, 4000, 1e-8);

    std::vector<double> observed(problem.truth.size());
    std::vector<double> residuals(problem.truth.size());
    const std::vector<float> x = filled(*method, problem);
    double product = 0.0;
    for (std::size_t k = 0; k < x.size(); ++k) {
      if (problem.mask[k] != 0) {
        observed[k] = problem.truth[k];
        residuals[k] = observed[k] - x[k];
        product += residuals[k] * x[k];
      }
    }
    const double nuclear = 0.2 * largestValue(observed, kRows, kCols);
    const double sparse = 0.05 * largestSize(withFeatures(f, observed, g));
    expectClose(largestValue(residuals, kRows, kCols), nuclear, 3e-3 * nuclear, "spectral norm");
    expectClose(largestSize(withFeatures(f, residuals, g)), sparse, 3e-3 * sparse,
                "largest by features");
    // The first columns of the factors are those of L; the unit vectors show N.
    const classic::Factors factors = method->factors();
    const std::size_t narrower = std::min(of_rows, of_cols);
    const std::size_t rank = factors.width - narrower;
    double norm = 0.0;
    for (std::size_t k = 0; k < rank; ++k) {
      double square = 0.0;
      for (std::size_t i = 0; i < kRows; ++i) {
        const double value = factors.left[i * factors.width + k];
        square += value * value;
      }
      norm += std::sqrt(square);
    }
    double size = 0.0;
    for (std::size_t line = 0; line < std::max(of_rows, of_cols); ++line) {
      const std::vector<float>& side = of_rows <= of_cols ? factors.right : factors.left;
      for (std::size_t k = 0; k < narrower; ++k) {
        size += std::abs(side[line * factors.width + rank + k]);
      }
    }
    expect(norm > 0.0 && size > 0.0, "both parts are there");
    const double penalty = nuclear * norm + sparse * size;
    expectClose(product, penalty, 3e-3 * penalty, "residuals beside X");
  }
});

const Case kAlone("without N it is the nuclear norm alone", [] {
  const LowRankProblem problem = lowRankProblem(60, 45, 4, 0.6, 0.1);
  cpu::Team team(1);
  const classic::Context context{team, problem.observed, 1, kGo};
  const auto method =
      makeMethod(FnnmSpec{featuresOf(60, 4, 3), featuresOf(45, 3, 4), 0.1, 50.0, true}, context);
  run(*method, 3000, 1e-8);
  const auto alone = makeMethod(
      classic::SoftImputeSpec{classic::SoftImputeAlgorithm::full, 0.1, 1, 0.5, 0.0, 1, 1, true},
      context);
  run(*alone, 3000, 1e-8);
  const std::vector<float> x = filled(*alone, problem);
  expectAtMost(relativeError(filled(*method, problem), std::vector<double>(x.begin(), x.end())),
               1e-3, "X");
  expectEqual(method->rank(), alone->rank() + 0U, "rank");
});

const Case kRecovers("features find what a low rank alone cannot", [] {
  const Features f = featuresOf(80, 4, 3);
  const Features g = featuresOf(70, 3, 4);
  const LowRankProblem problem = withExplained(lowRankProblem(80, 70, 2, 0.25), f, g);
  cpu::Team team(1);
  const classic::Context context{team, problem.observed, 1, kGo};
  const auto with = makeMethod(FnnmSpec{f, g, 3e-3, 1e-5, false}, context);
  run(*with, 5000, 1e-6);
  const auto without = makeMethod(FnnmSpec{f, g, 3e-3, 1e3, false}, context);
  run(*without, 5000, 1e-6);
  const double error = errorOf(*with, problem);
  expectAtMost(error, 0.02, "error");
  expectAtMost(3.0 * error, errorOf(*without, problem), "against that without features");
});

const Case kNothing("at weights of 1 and above there is nothing", [] {
  const LowRankProblem problem = lowRankProblem(50, 60, 3, 0.5);
  cpu::Team team(1);
  const classic::Context context{team, problem.observed, 1, kGo};
  const auto method =
      makeMethod(FnnmSpec{featuresOf(50, 3, 3), featuresOf(60, 3, 4), 2.1, 1.01, false}, context);
  run(*method, 100, 0.0);
  expectEqual(method->rank(), 0U, "rank");
  expectSameBits(filled(*method, problem), std::vector<float>(problem.truth.size()), "X");
  const Features zeros{std::vector<float>(50), 1};
  const auto blind = makeMethod(FnnmSpec{zeros, featuresOf(60, 3, 4), 0.1, 0.1, false}, context);
  run(*blind, 300, 1e-6);
  expectAtMost(errorOf(*blind, problem), 0.9, "features that say nothing");
});

const Case kMethod("predictions, threads, cancellation", [] {
  const LowRankProblem problem = lowRankProblem(90, 80, 4, 0.5, 0.1);
  for (const bool centre : {false, true}) {
    for (const std::uint32_t width : {2U, 6U}) {
      expectMethod(FnnmSpec{featuresOf(90, width, 3), featuresOf(80, 4, 4), 0.05, 0.05, centre},
                   problem, 5);
    }
  }
});

const Case kRefuses("features of other lines", [] {
  const LowRankProblem problem = lowRankProblem(9, 6, 2, 0.8);
  cpu::Team team(1);
  const classic::Context context{team, problem.observed, 1, kGo};
  expectError(ErrorCode::invalid_argument, "features", [&] {
    (void)makeMethod(FnnmSpec{featuresOf(9, 2, 3), featuresOf(7, 2, 4), 0.1, 0.1, false}, context);
  });
  Features infinite = featuresOf(9, 2, 3);
  infinite.data[5] = HUGE_VALF;
  expectError(ErrorCode::invalid_argument, "finite", [&] {
    (void)makeMethod(FnnmSpec{infinite, featuresOf(6, 2, 4), 0.1, 0.1, false}, context);
  });
});

}  // namespace
}  // namespace lacuna::test
