#include "classic/knn_average.h"

#include <limits>
#include <numeric>

namespace lacuna::classic {
namespace {

double sumOf(std::span<const float> values) {
  return std::accumulate(values.begin(), values.end(), 0.0);
}

/// NaN of none.
double meanOf(std::span<const float> values) {
  return values.empty() ? std::numeric_limits<double>::quiet_NaN()
                        : sumOf(values) / static_cast<double>(values.size());
}

}  // namespace

Means::Means(const Lines& lines) : lines_(lines.count()), positions_(lines.positions()) {
  double sum = 0.0;
  std::size_t count = 0;
  for (std::size_t i = 0; i < lines_.size(); ++i) {
    const std::span<const float> values = lines.line(i).values;
    lines_[i] = meanOf(values);
    sum += sumOf(values);
    count += values.size();
  }
  for (std::size_t p = 0; p < positions_.size(); ++p) {
    positions_[p] = meanOf(lines.position(p).values);
  }
  all_ = sum / static_cast<double>(count);
}

}  // namespace lacuna::classic
