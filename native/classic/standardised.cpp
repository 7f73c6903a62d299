#include "classic/standardised.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace lacuna::classic {

Standardised::Standardised(const Entries& observed)
    : mean(observed.mean()), by_rows(observed.count()), by_cols(observed.count()) {
  double squares = 0.0;
  for (const float value : observed.values) {
    squares += (value - mean) * (value - mean);
  }
  const double variance = squares / static_cast<double>(observed.count());
  deviation = variance > 0.0 ? std::sqrt(variance) : 1.0;
  std::transform(observed.values.begin(), observed.values.end(), by_rows.begin(),
                 [&](float value) { return static_cast<float>((value - mean) / deviation); });
  std::transform(observed.positions.begin(), observed.positions.end(), by_cols.begin(),
                 [&](std::uint32_t e) { return by_rows[e]; });
}

std::vector<Place> placesOf(const Entries& observed) {
  std::vector<Place> places(observed.count());
  for (std::uint32_t i = 0; i < observed.row_count; ++i) {
    for (std::uint32_t e = observed.row_offsets[i]; e < observed.row_offsets[i + 1]; ++e) {
      places[e] = {i, observed.cols[e]};
    }
  }
  return places;
}

Comparison moveTowards(std::vector<float>& before, const std::vector<float>& now,
                       const std::vector<float>& values, float share) {
  double moved = 0.0;
  double size = 0.0;
  double errors = 0.0;
  for (std::size_t e = 0; e < now.size(); ++e) {
    const float move = (now[e] - before[e]) * share;
    before[e] += move;
    const double error = static_cast<double>(before[e]) - values[e];
    moved += static_cast<double>(move) * move;
    size += static_cast<double>(before[e]) * before[e];
    errors += error * error;
  }
  return {size > 0.0 ? std::sqrt(moved / size) : 0.0, errors / static_cast<double>(now.size())};
}

}  // namespace lacuna::classic
