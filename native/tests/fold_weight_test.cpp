// The weight of the metric against entries that are really left out.
#include "fold/fold_weight.h"

#include <atomic>
#include <cmath>
#include <cstddef>
#include <vector>

#include "check.h"
#include "fold/fold_in.h"
#include "random.h"

namespace lacuna::test {
namespace {

const std::atomic<bool> kGoOn{false};
constexpr std::uint32_t kRows = 24;
constexpr std::uint32_t kCols = 15;

struct Sparse {
  std::vector<std::uint32_t> offsets{0};
  std::vector<std::uint32_t> cols;
  std::vector<float> values;

  [[nodiscard]] SparseObservations view() const { return {1, offsets, cols, values}; }
};

/// A fit of the rank, and observed entries that are noisy. Some rows have fewer than `rank`.
struct Sample {
  LowRank x;
  std::vector<float> values;
  std::vector<std::uint8_t> mask;
};

Sample sampleOf(std::uint32_t rank, double noise) {
  Random random(rank);
  Sample sample;
  sample.x = lowRankOf(random.floats(kRows * std::size_t{rank}, -1.0, 1.0),
                       random.floats(kCols * std::size_t{rank}, -1.0, 1.0), kRows, kCols, kGoOn);
  sample.mask.resize(kRows * std::size_t{kCols});
  sample.values.resize(sample.mask.size());
  for (std::size_t i = 0; i < kRows; ++i) {
    for (std::size_t j = 0; j < kCols; ++j) {
      double x = noise * random.uniform(-1.0, 1.0);
      for (std::size_t k = 0; k < sample.x.rank; ++k) {
        x += static_cast<double>(sample.x.left[i * sample.x.rank + k]) *
             sample.x.right[j * sample.x.rank + k];
      }
      sample.values[i * kCols + j] = static_cast<float>(x);
      sample.mask[i * kCols + j] = random.uniform(0.0, 1.0) < (i % 4 + 1) / 5.0 ? 1 : 0;
    }
  }
  return sample;
}

Sparse listed(const Sample& sample) {
  Sparse list;
  for (std::size_t i = 0; i < kRows; ++i) {
    for (std::uint32_t j = 0; j < kCols; ++j) {
      if (sample.mask[i * kCols + j] != 0) {
        list.cols.push_back(j);
        list.values.push_back(sample.values[i * kCols + j]);
      }
    }
    list.offsets.push_back(static_cast<std::uint32_t>(list.cols.size()));
  }
  return list;
}

/// Σ (x_j − x̂_j)² with every entry left out in turn.
double errorOf(const Sample& sample, const Sparse& list, FoldMetric metric, double lambda) {
  cpu::Team team(1);
  double sum = 0.0;
  for (std::size_t i = 0; i < kRows; ++i) {
    for (std::size_t out = list.offsets[i]; out < list.offsets[i + 1]; ++out) {
      Sparse rest;
      for (std::size_t e = list.offsets[i]; e < list.offsets[i + 1]; ++e) {
        if (e != out) {
          rest.cols.push_back(list.cols[e]);
          rest.values.push_back(list.values[e]);
        }
      }
      rest.offsets.push_back(static_cast<std::uint32_t>(rest.cols.size()));
      const FoldedRows folded =
          foldIn(team, FoldSpec{sample.x, metric, lambda, true}, rest.view(), kGoOn);
      const double error = folded.matrix[list.cols[out]] - list.values[out];
      sum += error * error;
    }
  }
  return sum;
}

void checkBest(std::uint32_t rank, double noise, FoldMetric metric) {
  const Context context("rank " + show(rank) + ", noise " + show(noise) + ", metric " +
                        show(static_cast<int>(metric)));
  const Sample sample = sampleOf(rank, noise);
  const Sparse list = listed(sample);
  const double found =
      foldWeight(sample.x, metric, DenseObservations{1, sample.values, sample.mask}, 0, kGoOn);
  expectEqual(foldWeight(sample.x, metric, list.view(), 0, kGoOn), found, "from listed entries");
  const double least = errorOf(sample, list, metric, found);
  for (const double factor : {1e-3, 1e-2, 0.1, std::sqrt(0.1), std::sqrt(10.0), 10.0, 100.0}) {
    const double other = errorOf(sample, list, metric, factor * found);
    expect(least <= other * (1.0 + 1e-4), "the least error, against " + show(factor));
  }
}

const Case kBest("no other weight leaves less error, for few and many directions", [] {
  for (const FoldMetric metric : {FoldMetric::covariance, FoldMetric::identity}) {
    checkBest(2, 0.3, metric);
    checkBest(2, 3.0, metric);
    checkBest(6, 0.3, metric);
    checkBest(12, 0.5, metric);
  }
});

const Case kNothing("fitted rows that are all alike have a weight too", [] {
  Sample sample = sampleOf(2, 0.1);
  std::fill(sample.x.left.begin(), sample.x.left.end(), 0.5F);
  const DenseObservations given{1, sample.values, sample.mask};
  expectEqual(foldWeight(sample.x, FoldMetric::covariance, given, 0, kGoOn), 1.0, "weight");
});

}  // namespace
}  // namespace lacuna::test
