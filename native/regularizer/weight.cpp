#include "regularizer/weight.h"

#include <algorithm>
#include <cmath>

namespace lacuna {

double Weight::at(std::uint64_t step) const {
  const auto next = std::find_if(knots_.begin(), knots_.end(),
                                 [&](const WeightKnot& knot) { return knot.step > step; });
  if (next == knots_.begin()) {
    return knots_.front().weight;
  }
  const WeightKnot& before = *(next - 1);
  if (next == knots_.end() || interpolation_ == Interpolation::step || before.step == step) {
    return before.weight;
  }
  const double share =
      static_cast<double>(step - before.step) / static_cast<double>(next->step - before.step);
  if (interpolation_ == Interpolation::log) {
    return before.weight * std::pow(next->weight / before.weight, share);
  }
  return before.weight + share * (next->weight - before.weight);
}

bool Weight::mayBeZero() const {
  return std::any_of(knots_.begin(), knots_.end(),
                     [](const WeightKnot& knot) { return knot.weight == 0.0; });
}

}  // namespace lacuna
