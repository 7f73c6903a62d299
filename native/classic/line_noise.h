// The precision of the noise, line by line: some users rate more evenly than others, and some items
// are judged more evenly.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "classic/entries.h"
#include "classic/factor_rows.h"
#include "classic/line_solver.h"
#include "math/normals.h"

namespace lacuna::classic {

/// The noise of entry ij has the precision α·rows[i]·cols[j]; all weights are 1 at first.
struct LineNoise {
  std::vector<float> rows;
  std::vector<float> cols;

  LineNoise(std::size_t row_count, std::size_t col_count)
      : rows(row_count, 1.0F), cols(col_count, 1.0F) {}

  /// 1/(rows[i]·cols[j]).
  [[nodiscard]] double varianceAt(Place place) const {
    return 1.0 / (static_cast<double>(rows[place.row]) * cols[place.col]);
  }
};

/// What weights are drawn from: a_i ~ Gamma(ν/2, ν/2), whose mean is 1.
struct NoisePrior {
  double precision;  // α > 0
  double degrees;    // ν >= 2: the fewer, the freer the weights
};

/// Of the draws of either side.
struct NoiseKeys {
  math::DrawKey rows;
  math::DrawKey cols;
};

/// Residuals of a draw at the observed entries, in the order of rows.
struct Residuals {
  const Entries& observed;
  std::span<const float> estimate;
  std::span<const float> values;
};

/// Draws the weights of rows given all else, then those of columns given these: with n residuals r
/// in row i, rows[i] ~ Gamma((ν + n)/2, (ν + α·Σ cols[j]·r²)/2). Sums in double over ascending
/// entries.
void drawNoise(LineNoise& noise, const NoisePrior& prior, const Residuals& residuals,
               const NoiseKeys& keys);

/// What the systems of lines are made of when entries have weights: Σ w·wᵀ and Σ z·w with rows w of
/// the other side and values z times the root of the other side's weights.
class WeightedSide {
 public:
  WeightedSide(cpu::Team& team, const LineEntries& lines, const FactorRows& other,
               std::span<const float> weights);

  [[nodiscard]] LineEntries lines() const { return {lines_.offsets, lines_.others, values_}; }
  [[nodiscard]] const FactorRows& other() const { return other_; }

 private:
  LineEntries lines_;
  std::vector<float> values_;
  FactorRows other_;
};

}  // namespace lacuna::classic
