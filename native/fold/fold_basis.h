// The coordinates that new rows are solved in.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "fold/low_rank.h"

namespace lacuna {

/// How far a new row's factor a may be from a0, the mean of the fitted row factors.
enum class FoldMetric : std::uint8_t {
  covariance,  // (a − a0)ᵀ·C⁻¹·(a − a0), C the covariance of the fitted row factors
  identity,    // ‖a − a0‖²
};

/// a = mean + spread·z, where the metric is ‖z‖²: a row is V·a = mean_row + weights·z.
struct FoldBasis {
  std::size_t cols;
  std::size_t rank;
  std::vector<double> mean;      // rank
  std::vector<double> spread;    // rank × rank
  std::vector<double> columns;   // cols × rank: V
  std::vector<double> weights;   // cols × rank: V·spread
  std::vector<double> mean_row;  // cols: V·mean

  /// Mean of the squared weights of an entry: the variance of entries under z ~ N(0, 1).
  [[nodiscard]] double entryVariance() const;
};

/// Of the fitted X. Directions that no fitted row takes are closed under `covariance`. Throws
/// Error(cancelled) when `stop` was set.
FoldBasis foldBasis(const LowRank& x, FoldMetric metric, const std::atomic<bool>& stop);

}  // namespace lacuna
