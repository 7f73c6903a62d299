// Stopping where the learned regularizers have settled.
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace lacuna {

/// Met when |R(k) − R(k − 1)| < change for every energy at a step k >= max(1, min_steps), R
/// without its weight; a change of 0 never is.
struct EnergyChangeSpec {
  double change;
  std::uint64_t min_steps;
};

/// The rule on one problem.
class EnergyChange {
 public:
  /// To be asked at every step with the same energies; without any it is never met.
  bool met(const EnergyChangeSpec& rule, std::uint64_t step, std::span<const double> energies) {
    if (!(rule.change > 0.0)) {
      return false;
    }
    bool settled = !energies.empty() && before_.size() == energies.size() && step > 0 &&
                   step >= rule.min_steps;
    for (std::size_t i = 0; settled && i < energies.size(); ++i) {
      settled = std::abs(energies[i] - before_[i]) < rule.change;
    }
    before_.assign(energies.begin(), energies.end());
    return settled;
  }

 private:
  std::vector<double> before_;
};

}  // namespace lacuna
