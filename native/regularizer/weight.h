// What a term of the loss is multiplied with, over the steps.
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

namespace lacuna {

/// How a weight goes from one knot to the next.
enum class Interpolation : std::uint8_t {
  step,    // stays until the next knot
  linear,  // a straight line
  log,     // a straight line of its logarithm; weights must be > 0
};

/// At a step, a weight.
struct WeightKnot {
  std::uint64_t step;
  double weight;
};

/// A weight λ >= 0 over the steps: before the first knot and after the last one it is theirs.
class Weight {
 public:
  // A weight that stays is the usual one, and written as a number.
  Weight(double constant) : knots_{{0, constant}} {}  // NOLINT(google-explicit-constructor)
  /// At least one knot, steps ascending.
  Weight(std::vector<WeightKnot> knots, Interpolation interpolation)
      : knots_(std::move(knots)), interpolation_(interpolation) {}

  [[nodiscard]] double at(std::uint64_t step) const;
  [[nodiscard]] bool mayBeZero() const;
  [[nodiscard]] const std::vector<WeightKnot>& knots() const { return knots_; }
  [[nodiscard]] Interpolation interpolation() const { return interpolation_; }

 private:
  std::vector<WeightKnot> knots_;
  Interpolation interpolation_ = Interpolation::step;
};

}  // namespace lacuna
