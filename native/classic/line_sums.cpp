#include "classic/line_sums.h"

#include <algorithm>

namespace lacuna::classic {

void LineSums::predict(std::span<const Place> places, std::span<float> values) const {
  std::transform(places.begin(), places.end(), values.begin(),
                 [&](Place place) { return static_cast<float>(at(place.row, place.col)); });
}

void LineSums::fill(std::span<float> matrix) const {
  for (std::size_t i = 0; i < rows.size(); ++i) {
    for (std::size_t j = 0; j < cols.size(); ++j) {
      matrix[i * cols.size() + j] = static_cast<float>(at(i, j));
    }
  }
}

Factors LineSums::factors() const {
  Factors x{std::vector<float>(2 * rows.size(), 1.0F), std::vector<float>(2 * cols.size(), 1.0F),
            2};
  for (std::size_t i = 0; i < rows.size(); ++i) {
    x.left[2 * i] = static_cast<float>(rows[i]);
  }
  for (std::size_t j = 0; j < cols.size(); ++j) {
    x.right[2 * j + 1] = static_cast<float>(cols[j]);
  }
  return x;
}

double LineSums::meanSquare(const Entries& entries) const {
  double sum = 0.0;
  for (std::size_t i = 0; i < entries.row_count; ++i) {
    for (std::size_t e = entries.row_offsets[i]; e < entries.row_offsets[i + 1]; ++e) {
      const double residual = entries.values[e] - at(i, entries.cols[e]);
      sum += residual * residual;
    }
  }
  return sum / static_cast<double>(entries.count());
}

}  // namespace lacuna::classic
