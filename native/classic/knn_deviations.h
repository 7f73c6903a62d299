// Neighbours by how similarly they deviate from a baseline.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "classic/knn_average.h"

namespace lacuna::classic {

/// The rule of KnnForm::deviations, for ListedKnn. A key is −s.
class DeviationRule {
 public:
  DeviationRule(const Context& context, const KnnSpec& spec);

  [[nodiscard]] const Lines& lines() const { return lines_; }

  static double term(double a, double b) { return a * b; }

  [[nodiscard]] double key(std::size_t line, std::size_t other, double sum,
                           std::uint32_t count) const;

  [[nodiscard]] double estimate(std::size_t line, std::size_t position,
                                std::span<const Neighbour> neighbours) const;

  /// What was observed where e is the deviation.
  [[nodiscard]] double observed(std::size_t line, std::size_t position, double deviation) const {
    return baseline(line, position) + deviation;
  }

 private:
  [[nodiscard]] double baseline(std::size_t line, std::size_t position) const;

  double shrinkage_;
  Factors baseline_;
  std::vector<float> deviations_;  // one for each entry, in the order of rows
  Lines lines_;
  std::vector<double> norms_;  // of the deviations of each line
};

}  // namespace lacuna::classic
