// The weight of the metric, from the rows that were fitted.
#pragma once

#include <atomic>
#include <cstdint>

#include "fold/fold_basis.h"
#include "solver/observations.h"

namespace lacuna {

/// The λ of foldIn with the least Σ (x_j − x̂_j)², x̂_j what the other observed entries of the same
/// fitted row say of x_j (leave one out, V kept). λ is one of 10^(k/2), k = −16 … 4, times the mean
/// variance of an entry under the metric's prior. Rows are taken at even distances, about 30,000
/// entries in all; 9·r³ + 2·|Ω|·r² operations for each. Throws Error(cancelled) when `stop` was
/// set.
double foldWeight(const LowRank& x, FoldMetric metric, const Observations& observations,
                  std::uint32_t problem, const std::atomic<bool>& stop);

}  // namespace lacuna
