// A learning rate that falls when the loss no longer does.
#pragma once

#include <cstdint>
#include <limits>

namespace lacuna {

/// The rate is multiplied with `factor` after more than `patience` steps in a row whose loss was
/// not below (1 − threshold) · the least one so far, and the count begins anew (ReduceLROnPlateau
/// of PyTorch). A run ends when its rate is below stop_below · the first one; 0 never does.
struct PlateauSpec {
  double factor;
  std::uint64_t patience;
  double threshold;
  double stop_below;
};

/// The rate of one problem.
class Plateau {
 public:
  /// Takes the loss of a step; the scale holds from the next step on.
  void watch(const PlateauSpec& spec, double loss) {
    if (loss < (1.0 - spec.threshold) * least_) {
      least_ = loss;
      waited_ = 0;
    } else if (++waited_ > spec.patience) {
      scale_ *= spec.factor;
      waited_ = 0;
    }
  }

  /// What the first rate is multiplied with.
  [[nodiscard]] double scale() const { return scale_; }

 private:
  double scale_ = 1.0;
  double least_ = std::numeric_limits<double>::infinity();
  std::uint64_t waited_ = 0;
};

}  // namespace lacuna
