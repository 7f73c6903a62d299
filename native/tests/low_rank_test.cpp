// Truncated singular value decompositions, and the fit that a run hands out.
#include "fold/low_rank.h"

#include <atomic>
#include <cmath>
#include <limits>
#include <vector>

#include "check.h"
#include "problems.h"
#include "random.h"

namespace lacuna::test {
namespace {

const std::atomic<bool> kGoOn{false};

std::vector<double> productOf(const std::vector<float>& left, const std::vector<float>& right,
                              std::size_t rows, std::size_t cols) {
  const std::size_t rank = left.size() / rows;
  std::vector<double> x(rows * cols, 0.0);
  for (std::size_t i = 0; i < rows; ++i) {
    for (std::size_t j = 0; j < cols; ++j) {
      for (std::size_t k = 0; k < rank; ++k) {
        x[i * cols + j] += static_cast<double>(left[i * rank + k]) * right[j * rank + k];
      }
    }
  }
  return x;
}

std::vector<float> floats(const std::vector<double>& x) { return {x.begin(), x.end()}; }

double dotOfColumns(const std::vector<float>& x, std::size_t rank, std::size_t k, std::size_t l) {
  double sum = 0.0;
  for (std::size_t i = 0; i < x.size() / rank; ++i) {
    sum += static_cast<double>(x[i * rank + k]) * x[i * rank + l];
  }
  return sum;
}

/// Orthonormal columns on the right, orthogonal ones of descending norm on the left.
void expectForm(const LowRank& x) {
  const double greatest = dotOfColumns(x.left, x.rank, 0, 0);
  for (std::size_t k = 0; k < x.rank; ++k) {
    expect(k == 0 || dotOfColumns(x.left, x.rank, k, k) <=
                         dotOfColumns(x.left, x.rank, k - 1, k - 1) * (1.0 + 1e-6),
           "descending norms");
    for (std::size_t l = 0; l <= k; ++l) {
      expectClose(dotOfColumns(x.right, x.rank, k, l), k == l ? 1.0 : 0.0, 1e-5, "right");
      if (l < k) {
        expectClose(dotOfColumns(x.left, x.rank, k, l), 0.0, 1e-5 * greatest, "left");
      }
    }
  }
}

void checkShape(std::uint32_t rows, std::uint32_t cols) {
  const Context context(show(rows) + "x" + show(cols));
  Random random(rows + cols);
  const std::vector<float> left = random.floats(rows * std::size_t{3}, 0.0, 1.0);
  const std::vector<float> right = random.floats(cols * std::size_t{3}, -1.0, 1.0);
  const std::vector<double> x = productOf(left, right, rows, cols);
  for (const LowRank& found :
       {lowRankOf(floats(x), rows, cols, kGoOn), lowRankOf(left, right, rows, cols, kGoOn)}) {
    expectEqual(found.rank, 3U, "rank");
    expectForm(found);
    expectAtMost(relativeError(floats(productOf(found.left, found.right, rows, cols)), x), 2e-6,
                 "X");
  }
}

const Case kExact("a matrix of rank three, tall and wide, whole and in factors", [] {
  checkShape(20, 9);
  checkShape(9, 20);
  checkShape(7, 7);
});

const Case kTruncated("least directions go, as measured around the mean row", [] {
  constexpr std::uint32_t kRows = 40;
  constexpr std::uint32_t kCols = 30;
  Random random(5);
  std::vector<double> x(kRows * kCols);
  // A large common offset, a direction of size 1, and one that is too small.
  for (std::uint32_t i = 0; i < kRows; ++i) {
    const double large = random.uniform(-1.0, 1.0);
    const double small = 5e-4 * random.uniform(-1.0, 1.0);
    for (std::uint32_t j = 0; j < kCols; ++j) {
      x[i * kCols + j] = 1000.0 + large * std::sin(j) + small * std::cos(3.0 * j);
    }
  }
  const LowRank found = lowRankOf(floats(x), kRows, kCols, kGoOn);
  expectEqual(found.rank, 2U, "rank");
  const std::vector<double> close = productOf(found.left, found.right, kRows, kCols);
  for (std::size_t k = 0; k < x.size(); ++k) {
    expectClose(close[k], x[k], 2e-3, "entry");
  }
});

const Case kZeros("zeros have rank one", [] {
  const std::vector<float> zeros(12, 0.0F);
  for (const LowRank& found : {lowRankOf(zeros, 3, 4, kGoOn),
                               lowRankOf(zeros, std::vector<float>(8, 0.0F), 6, 4, kGoOn)}) {
    expectEqual(found.rank, 1U, "rank");
    for (const float value : found.left) {
      expectEqual(value, 0.0F, "left");
    }
  }
});

const Case kRefusals("what is not finite is refused; a stop flag ends it", [] {
  std::vector<float> x(12, 1.0F);
  const std::atomic<bool> stop{true};
  expectError(ErrorCode::cancelled, "cancelled", [&] { lowRankOf(x, 3, 4, stop); });
  x[5] = std::numeric_limits<float>::infinity();
  expectError(ErrorCode::invalid_argument, "finite", [&] { lowRankOf(x, 3, 4, kGoOn); });
});

/// The fit of a run is X itself, from the chain's factors as from the matrix.
void checkFit(std::vector<std::uint32_t> widths) {
  const Context context(show(widths.size()) + " widths, the first " + show(widths.front()));
  Spec spec = chainSpec(24, 18, 3);
  spec.representation = FactorChainSpec{std::move(widths), NormalStart{0.0, 0.3}};
  spec.stopping.steps = 60;
  spec.keep_fit = true;
  const Sample samples = joined(std::vector{sample(24, 18, 1), sample(24, 18, 2)});
  for (const Outcome& outcome : solveOnCpu(spec, samples, 2)) {
    expect(outcome.fit.has_value(), "a fit");
    const auto& [x, covariance_weight, identity_weight] = *outcome.fit;
    const std::vector<double> wanted(outcome.x.matrix.begin(), outcome.x.matrix.end());
    const std::vector<float> close = floats(productOf(x.left, x.right, 24, 18));
    expectAtMost(relativeError(close, wanted), 5e-3, "X");
    expectForm(x);
    expect(covariance_weight > 0.0 && identity_weight > 0.0, "weights");
  }
}

const Case kFit("a run hands out the fit of its X", [] {
  checkFit({24, 24});
  checkFit({4});
  checkFit({6, 5});
  checkFit({20, 3, 20});
});

const Case kEstimate("the estimate of memory grows by what a fit takes", [] {
  Spec spec = chainSpec(24, 18, 3);
  const BatchShape dense{1, 100, false};
  const std::uint64_t without = estimateBytes(spec, dense);
  spec.keep_fit = true;
  expectEqual(estimateBytes(spec, dense), without + lowRankBytes(24, 18), "dense");
  spec.representation = FactorChainSpec{{4}, NormalStart{0.0, 0.3}};
  const BatchShape sparse{1, 100, true};
  const std::uint64_t with = estimateBytes(spec, sparse);
  spec.keep_fit = false;
  expectEqual(with, estimateBytes(spec, sparse) + lowRankBytes(24, 18, 4), "sparse");
});

}  // namespace
}  // namespace lacuna::test
