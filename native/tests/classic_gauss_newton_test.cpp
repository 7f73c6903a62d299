// Factors of growing rank by damped Gauss–Newton steps.
#include "check.h"
#include "classic/damped_step.h"
#include "classic/gauss_newton.h"
#include "classic/inferred_lines.h"
#include "classic/leading_pair.h"
#include "classic_low_rank.h"
#include "linalg/cholesky.h"

namespace lacuna::test {
namespace {

using classic::DampedStep;
using classic::DoubleFactors;
using classic::Entries;
using classic::GaussNewtonSpec;

const std::atomic<bool> kGo{false};

std::vector<double> drawnDoubles(std::size_t count, std::uint64_t seed) {
  Random random(seed);
  std::vector<double> values(count);
  for (double& value : values) {
    value = random.uniform(-1.0, 1.0);
  }
  return values;
}

std::vector<double> residualsOf(const Entries& observed, const DoubleFactors& x) {
  std::vector<double> residuals;
  for (std::size_t i = 0; i < observed.row_count; ++i) {
    for (std::size_t e = observed.row_offsets[i]; e < observed.row_offsets[i + 1]; ++e) {
      double residual = observed.values[e];
      for (std::size_t k = 0; k < x.width; ++k) {
        residual -= x.left[i * x.width + k] * x.right[observed.cols[e] * x.width + k];
      }
      residuals.push_back(residual);
    }
  }
  return residuals;
}

/// All normal equations at once: unknowns are the rows' steps, then the columns'.
std::vector<double> denseStep(const Entries& observed, const DoubleFactors& x,
                              const std::vector<double>& residuals, double lambda, double damping) {
  const std::size_t n = x.width;
  const std::size_t rows = observed.row_count * n;
  const std::size_t size = rows + observed.col_count * n;
  std::vector<double> a(size * size, 0.0);
  std::vector<double> b(size);
  for (std::size_t k = 0; k < size; ++k) {
    a[k * size + k] = lambda + damping;
    b[k] = -lambda * (k < rows ? x.left[k] : x.right[k - rows]);
  }
  for (std::size_t i = 0; i < observed.row_count; ++i) {
    for (std::size_t e = observed.row_offsets[i]; e < observed.row_offsets[i + 1]; ++e) {
      std::vector<double> derivative(size, 0.0);
      for (std::size_t k = 0; k < n; ++k) {
        derivative[i * n + k] = x.right[observed.cols[e] * n + k];
        derivative[rows + observed.cols[e] * n + k] = x.left[i * n + k];
      }
      for (std::size_t p = 0; p < size; ++p) {
        b[p] += derivative[p] * residuals[e];
        for (std::size_t q = 0; q < size; ++q) {
          a[p * size + q] += derivative[p] * derivative[q];
        }
      }
    }
  }
  solveCholesky(a.data(), b.data(), size);
  return b;
}

const Case kStep("a step solves the damped equations, whichever side is longer", [] {
  for (const auto& [rows, cols] : {std::pair{14U, 9U}, std::pair{8U, 15U}}) {
    const LowRankProblem problem = lowRankProblem(rows, cols, 3, 0.6, 0.3);
    const DoubleFactors x{3, drawnDoubles(std::size_t{rows} * 3, 4),
                          drawnDoubles(std::size_t{cols} * 3, 5)};
    const auto residuals = residualsOf(problem.observed, x);
    cpu::Team team(2);
    const classic::Context context{team, problem.observed, 1, kGo};
    DampedStep equations(context);
    equations.linearise(x, residuals, 0.2);
    for (const double damping : {1.0, 1e-2}) {
      DoubleFactors step = equations.solve(damping);
      const auto wanted = denseStep(problem.observed, x, residuals, 0.2, damping);
      step.left.insert(step.left.end(), step.right.begin(), step.right.end());
      double error = 0.0;
      double size = 0.0;
      for (std::size_t k = 0; k < wanted.size(); ++k) {
        error += (step.left[k] - wanted[k]) * (step.left[k] - wanted[k]);
        size += wanted[k] * wanted[k];
      }
      // Conjugate gradients end at a thousandth.
      expectAtMost(std::sqrt(error / size), 3e-3, "step");
    }
  }
});

const Case kPair("the leading pair of a matrix of rank one is that matrix", [] {
  const LowRankProblem problem = lowRankProblem(12, 17, 1, 1.1);
  cpu::Team team(2);
  const std::vector<double> values(problem.observed.values.begin(), problem.observed.values.end());
  const auto pair = classic::leadingPair({team, problem.observed, 1, kGo}, values);
  for (std::size_t i = 0; i < 12; ++i) {
    for (std::size_t j = 0; j < 17; ++j) {
      expectClose(pair.left[i] * pair.right[j], problem.truth[i * 17 + j], 1e-6, "entry");
    }
  }
});

const Case kExact(
    "a low-rank matrix is recovered from three times as many entries as it has freedoms", [] {
      for (const auto& [rows, cols] : {std::pair{160U, 120U}, std::pair{120U, 160U}}) {
        // (160 + 120 − 5)·5 freedoms.
        const LowRankProblem problem = lowRankProblem(rows, cols, 5, 3.0 * 1375 / (160 * 120));
        cpu::Team team(2);
        const classic::Context context{team, problem.observed, 1, kGo};
        const auto method = makeMethod(GaussNewtonSpec{20, 0.0, 40}, context);
        run(*method, 20, 0.0);
        expectEqual(method->rank(), 5U, "rank");
        expectAtMost(errorOf(*method, problem), 1e-5, "error");
      }
    });

const Case kDescends("the residual falls with every rank, and with λ stays above", [] {
  const LowRankProblem problem = lowRankProblem(50, 70, 4, 0.5, 0.3);
  cpu::Team team(1);
  const classic::Context context{team, problem.observed, 1, kGo};
  const auto method = makeMethod(GaussNewtonSpec{8, 0.0, 40}, context);
  const auto damped = makeMethod(GaussNewtonSpec{8, 1.0, 40}, context);
  double before = HUGE_VAL;
  for (std::uint32_t rank = 1; rank <= 8; ++rank) {
    const auto [change, fidelity] = method->step();
    expectEqual(method->rank(), rank, "rank");
    expect(fidelity < before, "fidelity");
    expect((change == 0.0) == (rank == 8), "the last rank has no change");
    expect(damped->step().fidelity > fidelity, "λ");
    before = fidelity;
  }
});

/// λ·‖(A, B)‖² of a matrix of rank one is least where A and B have the same norm.
const Case kBalanced("with λ a full matrix of rank one loses λ of its singular value", [] {
  const LowRankProblem problem = lowRankProblem(20, 30, 1, 1.1);
  cpu::Team team(1);
  const classic::Context context{team, problem.observed, 1, kGo};
  double square = 0.0;
  for (const float value : problem.truth) {
    square += static_cast<double>(value) * value;
  }
  const double singular = std::sqrt(square);
  const double lambda = std::sqrt(square / 600.0);
  const auto method = makeMethod(GaussNewtonSpec{1, 1.0, 200}, context);
  (void)method->step();
  expectClose(errorOf(*method, problem), lambda / singular, 0.05 * lambda / singular, "shrinkage");
});

const Case kZeros("an observed zero is a value", [] {
  const std::vector<std::uint32_t> offsets{0, 2, 4};
  const std::vector<std::uint32_t> cols{0, 1, 0, 1};
  const std::vector<float> values(4);
  const auto entries = classic::entriesOf(2, 2, {1, offsets, cols, values});
  cpu::Team team(1);
  const classic::Context context{team, entries, 1, kGo};
  const auto method = makeMethod(GaussNewtonSpec{2, 0.0, 40}, context);
  expectEqual(method->step().change, 0.0, "change");
  std::vector<float> matrix(4, 1.0F);
  method->fill(matrix);
  expectSameBits(matrix, std::vector<float>(4), "all zero");
});

const Case kConclusive("explaining everything is conclusive, unless there is little to explain",
                       [] {
                         cpu::Team team(1);
                         for (const double share : {0.5, 0.02}) {
                           const LowRankProblem problem = lowRankProblem(30, 30, 1, share);
                           const classic::Context context{team, problem.observed, 1, kGo};
                           const auto method = makeMethod(GaussNewtonSpec{3, 0.0, 40}, context);
                           expect(!method->isConclusive(), "before");
                           expectEqual(method->step().change, 0.0, "change");
                           expectEqual(method->isConclusive(), share == 0.5, "conclusive");
                         }
                       });

const Case kUnseen("lines without entries are the mean of the others", [] {
  const std::vector<std::uint32_t> offsets{0, 2, 4, 4};
  const std::vector<std::uint32_t> cols{0, 1, 0, 1};
  const std::vector<float> values{1.0F, 2.0F, 3.0F, 6.0F};  // (1, 3)·(1, 2)ᵀ
  const auto entries = classic::entriesOf(3, 3, {1, offsets, cols, values});
  cpu::Team team(1);
  const classic::Context context{team, entries, 1, kGo};
  const auto method = makeMethod(GaussNewtonSpec{2, 0.0, 40}, context);
  (void)method->step();
  std::vector<float> matrix(9);
  method->fill(matrix);
  const std::vector<double> wanted{1.0, 2.0, 1.5, 3.0, 6.0, 4.5, 2.0, 4.0, 3.0};
  for (std::size_t k = 0; k < wanted.size(); ++k) {
    expectClose(matrix[k], wanted[k], 1e-5, "entry");
  }
});

/// With one entry the conditional mean is m + S·b·(value − bᵀ·m)/(bᵀ·S·b).
const Case kFew("a line with fewer entries than factors is their conditional mean", [] {
  constexpr std::size_t kWidth = 2;
  // 20 lines with entries in all 3 columns but the first, which has one in the last of them.
  std::vector<std::uint32_t> offsets{0, 1};
  std::vector<std::uint32_t> cols{2};
  for (std::uint32_t i = 1; i < 20; ++i) {
    cols.insert(cols.end(), {0, 1, 2});
    offsets.push_back(static_cast<std::uint32_t>(cols.size()));
  }
  const std::vector<float> values(cols.size(), 1.5F);
  const auto entries = classic::entriesOf(20, 3, {1, offsets, cols, values});
  const auto own = drawnDoubles(20 * kWidth, 6);
  const auto others = drawnDoubles(3 * kWidth, 7);
  const auto lines =
      classic::inferredLines({classic::sideOfRows(entries), entries.values, own, others, kWidth});
  double mean[kWidth] = {};
  double covariance[kWidth][kWidth] = {};
  for (std::size_t i = 1; i < 20; ++i) {
    for (std::size_t k = 0; k < kWidth; ++k) {
      mean[k] += own[i * kWidth + k] / 19.0;
    }
  }
  for (std::size_t i = 1; i < 20; ++i) {
    for (std::size_t k = 0; k < kWidth; ++k) {
      for (std::size_t l = 0; l < kWidth; ++l) {
        covariance[k][l] +=
            (own[i * kWidth + k] - mean[k]) * (own[i * kWidth + l] - mean[l]) / 19.0;
      }
    }
  }
  const double* const b = others.data() + 2 * kWidth;
  const double turned[kWidth] = {covariance[0][0] * b[0] + covariance[0][1] * b[1],
                                 covariance[1][0] * b[0] + covariance[1][1] * b[1]};
  const double weight =
      (1.5 - b[0] * mean[0] - b[1] * mean[1]) / (b[0] * turned[0] + b[1] * turned[1]);
  for (std::size_t k = 0; k < kWidth; ++k) {
    expectClose(lines[k], mean[k] + turned[k] * weight, 1e-9, "conditional mean");
  }
  expectClose(b[0] * lines[0] + b[1] * lines[1], 1.5, 1e-9, "its entry");
  expect(std::equal(lines.begin() + kWidth, lines.end(), own.begin() + kWidth), "the others stay");
});

const Case kMethod("predictions, threads, cancellation", [] {
  expectMethod(GaussNewtonSpec{6, 0.0, 40}, lowRankProblem(90, 120, 4, 0.5, 0.1), 6);
  expectMethod(GaussNewtonSpec{30, 0.1, 5}, lowRankProblem(40, 9, 4, 0.5, 0.1), 9);
});

}  // namespace
}  // namespace lacuna::test
