// Neighbours by Euclidean distance over common positions.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "classic/knn_average.h"

namespace lacuna::classic {

/// The rule of KnnForm::uniform and distance, for ListedKnn. A key is the mean square of the
/// differences: its root orders and weighs like the distance, as all lines are equally long.
class DistanceRule {
 public:
  DistanceRule(const Context& context, const KnnSpec& spec)
      : lines_(context.observed, context.observed.values, spec.over),
        means_(lines_, context.observed.mean()),
        form_(spec.form) {}

  [[nodiscard]] const Lines& lines() const { return lines_; }

  static double term(double a, double b) { return (a - b) * (a - b); }

  [[nodiscard]] static double key(std::size_t /*line*/, std::size_t /*other*/, double sum,
                                  std::uint32_t count) {
    return sum / count;
  }

  [[nodiscard]] double estimate(std::size_t line, std::size_t position,
                                std::span<const Neighbour> neighbours) const {
    Average average(form_);
    for (const Neighbour& one : neighbours) {
      average.add(one.key, one.value);
    }
    return average.count() > 0 ? average.value() : means_.at(line, position);
  }

  [[nodiscard]] static double observed(std::size_t /*line*/, std::size_t /*position*/,
                                       double value) {
    return value;
  }

 private:
  Lines lines_;
  Means means_;
  KnnForm form_;
};

}  // namespace lacuna::classic
