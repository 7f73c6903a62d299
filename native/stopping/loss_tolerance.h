// Stopping where the loss has settled.
#pragma once

#include <cmath>
#include <cstdint>

namespace lacuna {

/// Met when |loss(k) − loss(k − window)| <= tolerance · |loss(k − window)| at a multiple k of
/// window, k >= min_steps; a tolerance of 0 never is.
struct LossToleranceSpec {
  double tolerance;
  std::uint64_t window;
  std::uint64_t min_steps;
};

/// The rule on one problem.
class LossTolerance {
 public:
  /// To be asked at every step.
  bool met(const LossToleranceSpec& rule, std::uint64_t step, double loss) {
    if (!(rule.tolerance > 0.0) || step % rule.window != 0) {
      return false;
    }
    const bool settled = step > 0 && step >= rule.min_steps &&
                         std::abs(loss - before_) <= rule.tolerance * std::abs(before_);
    before_ = loss;
    return settled;
  }

 private:
  double before_ = 0.0;  // the loss one window ago
};

}  // namespace lacuna
