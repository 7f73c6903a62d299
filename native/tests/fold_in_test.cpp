// New rows against the same equations in plain loops.
#include "fold/fold_in.h"

#include <atomic>
#include <cmath>
#include <cstddef>
#include <utility>
#include <vector>

#include "check.h"
#include "fold/low_rank.h"
#include "random.h"

namespace lacuna::test {
namespace {

const std::atomic<bool> kGoOn{false};

struct Rows {
  std::vector<std::uint32_t> offsets{0};
  std::vector<std::uint32_t> cols;
  std::vector<float> values;

  [[nodiscard]] SparseObservations view() const { return {1, offsets, cols, values}; }
};

/// Rows of which the first has no entry, the second one, and so on with growing share.
Rows newRows(std::uint32_t count, std::uint32_t cols) {
  Random random(11);
  Rows rows;
  for (std::uint32_t i = 0; i < count; ++i) {
    const double rate = static_cast<double>(i) / (count - 1);
    for (std::uint32_t j = 0; j < cols; ++j) {
      if (random.uniform(0.0, 1.0) < rate || (i == 1 && j == 3)) {
        rows.cols.push_back(j);
        rows.values.push_back(static_cast<float>(random.uniform(-1.0, 2.0)));
      }
    }
    rows.offsets.push_back(static_cast<std::uint32_t>(rows.cols.size()));
  }
  return rows;
}

FoldSpec foldSpec(FoldMetric metric, std::uint32_t rank) {
  constexpr std::uint32_t kRows = 30;
  constexpr std::uint32_t kCols = 25;
  Random random(rank);
  const LowRank x =
      lowRankOf(random.floats(kRows * std::size_t{rank}, 0.0, 1.0),
                random.floats(kCols * std::size_t{rank}, -1.0, 1.0), kRows, kCols, kGoOn);
  return {x, metric, 0.05, true};
}

/// Solves A·x = b by Gaussian elimination with pivots.
std::vector<double> eliminate(std::vector<std::vector<double>> a, std::vector<double> b) {
  const std::size_t n = b.size();
  for (std::size_t k = 0; k < n; ++k) {
    std::size_t pivot = k;
    for (std::size_t i = k; i < n; ++i) {
      pivot = std::abs(a[i][k]) > std::abs(a[pivot][k]) ? i : pivot;
    }
    std::swap(a[k], a[pivot]);
    std::swap(b[k], b[pivot]);
    for (std::size_t i = k + 1; i < n; ++i) {
      const double factor = a[i][k] / a[k][k];
      for (std::size_t j = k; j < n; ++j) {
        a[i][j] -= factor * a[k][j];
      }
      b[i] -= factor * b[k];
    }
  }
  for (std::size_t k = n; k-- > 0;) {
    for (std::size_t j = k + 1; j < n; ++j) {
      b[k] -= a[k][j] * b[j];
    }
    b[k] /= a[k][k];
  }
  return b;
}

/// Mean and inverse metric (covariance or identity) of the fitted rows.
struct Twin {
  std::vector<double> mean;
  std::vector<std::vector<double>> spread;
};

Twin twinOf(const FoldSpec& spec) {
  const std::size_t r = spec.x.rank;
  Twin twin{std::vector<double>(r, 0.0), std::vector(r, std::vector<double>(r, 0.0))};
  for (std::size_t i = 0; i < spec.x.rows; ++i) {
    for (std::size_t k = 0; k < r; ++k) {
      twin.mean[k] += static_cast<double>(spec.x.left[i * r + k]) / spec.x.rows;
    }
  }
  for (std::size_t i = 0; i < spec.x.rows; ++i) {
    for (std::size_t k = 0; k < r; ++k) {
      for (std::size_t l = 0; l < r; ++l) {
        twin.spread[k][l] += (spec.x.left[i * r + k] - twin.mean[k]) *
                             (spec.x.left[i * r + l] - twin.mean[l]) / (spec.x.rows - 1.0);
      }
    }
  }
  if (spec.metric == FoldMetric::identity) {
    for (std::size_t k = 0; k < r; ++k) {
      for (std::size_t l = 0; l < r; ++l) {
        twin.spread[k][l] = k == l ? 1.0 : 0.0;
      }
    }
  }
  return twin;
}

/// a = a0 + C·u with (VᵀV·C + λ)·u = Vᵀ·y, which is (VᵀV + λ·C⁻¹)·(a − a0) = Vᵀ·y.
std::vector<double> twinRow(const FoldSpec& spec, const Twin& twin, const Rows& rows,
                            std::size_t row, double lambda) {
  const std::size_t r = spec.x.rank;
  std::vector<std::vector<double>> gram(r, std::vector<double>(r, 0.0));
  std::vector<double> side(r, 0.0);
  for (std::size_t e = rows.offsets[row]; e < rows.offsets[row + 1]; ++e) {
    const float* const v = &spec.x.right[rows.cols[e] * r];
    double y = rows.values[e];
    for (std::size_t k = 0; k < r; ++k) {
      y -= v[k] * twin.mean[k];
    }
    for (std::size_t k = 0; k < r; ++k) {
      side[k] += v[k] * y;
      for (std::size_t l = 0; l < r; ++l) {
        gram[k][l] += static_cast<double>(v[k]) * v[l];
      }
    }
  }
  std::vector<std::vector<double>> system(r, std::vector<double>(r, 0.0));
  for (std::size_t k = 0; k < r; ++k) {
    for (std::size_t l = 0; l < r; ++l) {
      system[k][l] = k == l ? lambda : 0.0;
      for (std::size_t m = 0; m < r; ++m) {
        system[k][l] += gram[k][m] * twin.spread[m][l];
      }
    }
  }
  const std::vector<double> u = eliminate(system, side);
  std::vector<double> a = twin.mean;
  for (std::size_t k = 0; k < r; ++k) {
    for (std::size_t l = 0; l < r; ++l) {
      a[k] += twin.spread[k][l] * u[l];
    }
  }
  return a;
}

FoldedRows fold(const FoldSpec& spec, const Rows& rows, unsigned threads = 1) {
  cpu::Team team(threads);
  return foldIn(team, spec, rows.view(), kGoOn);
}

void checkAgainstTwin(FoldSpec spec, double lambda) {
  spec.lambda = lambda;
  const Rows rows = newRows(40, spec.x.cols);
  const FoldedRows found = fold(spec, rows);
  const Twin twin = twinOf(spec);
  expectEqual(found.lambda, lambda, "lambda");
  std::vector<double> factors;
  std::vector<double> matrix;
  for (std::size_t i = 0; i < 40; ++i) {
    const std::vector<double> a = twinRow(spec, twin, rows, i, lambda);
    factors.insert(factors.end(), a.begin(), a.end());
    for (std::size_t j = 0; j < spec.x.cols; ++j) {
      double x = 0.0;
      for (std::size_t k = 0; k < spec.x.rank; ++k) {
        x += spec.x.right[j * spec.x.rank + k] * a[k];
      }
      matrix.push_back(x);
    }
  }
  expectAtMost(relativeError(found.factors, factors), 1e-6, "factors");
  expectAtMost(relativeError(found.matrix, matrix), 1e-6, "matrix");
}

const Case kTwin("rows with no, one, few and all entries, both metrics", [] {
  for (const FoldMetric metric : {FoldMetric::covariance, FoldMetric::identity}) {
    for (const std::uint32_t rank : {1U, 2U, 7U, 16U}) {
      const Context context("metric " + show(static_cast<int>(metric)) + ", rank " + show(rank));
      checkAgainstTwin(foldSpec(metric, rank), 0.3);
      checkAgainstTwin(foldSpec(metric, rank), 1e-4);
    }
  }
});

const Case kBits("the same bits for any number of threads and beside any other rows", [] {
  FoldSpec spec = foldSpec(FoldMetric::covariance, 7);
  const Rows rows = newRows(200, spec.x.cols);
  const FoldedRows one = fold(spec, rows);
  for (const unsigned threads : {2U, 3U, 5U}) {
    const FoldedRows more = fold(spec, rows, threads);
    expectSameBits(more.matrix, one.matrix, "matrix");
    expectSameBits(more.factors, one.factors, "factors");
  }
  const std::size_t row = 150;
  const std::size_t begin = rows.offsets[row];
  const std::size_t end = rows.offsets[row + 1];
  Rows alone;
  alone.offsets = {0, static_cast<std::uint32_t>(end - begin)};
  alone.cols.assign(rows.cols.begin() + begin, rows.cols.begin() + end);
  alone.values.assign(rows.values.begin() + begin, rows.values.begin() + end);
  spec.predict = false;
  const FoldedRows single = fold(spec, alone);
  expectSameBits(single.factors, std::span(one.factors).subspan(row * spec.x.rank, spec.x.rank),
                 "a row alone");
  expect(single.matrix.empty(), "no matrix when none is asked for");
});

const Case kDegenerate("fitted rows that are all alike leave their mean", [] {
  FoldSpec spec = foldSpec(FoldMetric::covariance, 2);
  std::fill(spec.x.left.begin(), spec.x.left.end(), 0.5F);
  for (const FoldMetric metric : {FoldMetric::covariance, FoldMetric::identity}) {
    spec.metric = metric;
    const FoldedRows found = fold(spec, newRows(5, spec.x.cols));
    for (const float value : found.matrix) {
      expect(std::isfinite(value), "finite entries");
    }
    expectClose(found.factors[0], 0.5, 1e-6, "the mean");
  }
});

const Case kTiny("the least weight that is accepted keeps the equations solvable", [] {
  FoldSpec spec = foldSpec(FoldMetric::covariance, 16);
  spec.lambda = 1e-300;
  const FoldedRows found = fold(spec, newRows(60, spec.x.cols));
  expect(found.lambda > 1e-300, "a larger weight");
  for (const float value : found.matrix) {
    expect(std::isfinite(value), "finite entries");
  }
});

const Case kRefusals("a stop flag ends it; shapes that do not fit are refused", [] {
  FoldSpec spec = foldSpec(FoldMetric::covariance, 4);
  Rows rows = newRows(20, spec.x.cols);
  cpu::Team team(2);
  const std::atomic<bool> stop{true};
  expectError(ErrorCode::cancelled, "cancelled", [&] { foldIn(team, spec, rows.view(), stop); });
  rows.cols.back() = spec.x.cols;
  expectError(ErrorCode::invalid_argument, "columns", [&] { fold(spec, rows); });
  spec.x.left.pop_back();
  expectError(ErrorCode::invalid_argument, "factors",
              [&] { fold(spec, newRows(20, spec.x.cols)); });
});

}  // namespace
}  // namespace lacuna::test
