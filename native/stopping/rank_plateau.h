// Stopping where the effective rank of X no longer changes.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace lacuna {

/// Met when the effective ranks r of X at the last `looks` multiples of `every`, none of them step
/// 0, differ little: max r − min r <= change · max r, at a step k >= min_steps. See
/// effectiveRank(); a change of 0 never is.
struct RankPlateauSpec {
  double change = 0.0;
  std::uint64_t every = 100;
  std::uint64_t looks = 10;
};

/// The rule on one problem.
class RankPlateau {
 public:
  [[nodiscard]] static bool looksAt(const RankPlateauSpec& rule, std::uint64_t step) {
    return rule.change > 0.0 && step > 0 && step % rule.every == 0;
  }

  /// To be asked at the steps that it looks at.
  bool met(const RankPlateauSpec& rule, std::uint64_t step, std::uint64_t min_steps, double rank) {
    if (ranks_.size() < rule.looks) {
      ranks_.push_back(rank);
    } else {
      ranks_[next_] = rank;
    }
    next_ = (next_ + 1) % rule.looks;
    if (ranks_.size() < rule.looks || step < min_steps) {
      return false;
    }
    const auto [least, most] = std::minmax_element(ranks_.begin(), ranks_.end());
    return *most - *least <= rule.change * *most;
  }

 private:
  std::vector<double> ranks_;  // of the last looks, in a ring
  std::size_t next_ = 0;
};

}  // namespace lacuna
