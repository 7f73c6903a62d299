// Stopping where the data are fitted as far as the regularizers are worth.
#pragma once

#include <cstddef>
#include <cstdint>
#include <numeric>
#include <span>

namespace lacuna {

/// Met when fidelity <= ratio · Σ λ_i·R_i at a step k >= max(1, min_steps), the last sum over all
/// other terms of the loss; never when these sum to 0 or less. A ratio of 0 never is.
struct FidelityBalanceSpec {
  double ratio;
  std::uint64_t min_steps;
};

/// Whether the rule is met by the terms of a loss, the fidelity first.
inline bool isBalanced(const FidelityBalanceSpec& rule, std::uint64_t step,
                       std::span<const double> terms) {
  if (!(rule.ratio > 0.0) || step == 0 || step < rule.min_steps) {
    return false;
  }
  const double others = std::accumulate(terms.begin() + 1, terms.end(), 0.0);
  return others > 0.0 && terms.front() <= rule.ratio * others;
}

}  // namespace lacuna
