#include "classic/lines.h"

#include <algorithm>
#include <numeric>
#include <utility>

namespace lacuna::classic {
namespace {

double meanOf(std::span<const float> values, double otherwise) {
  const double sum = std::accumulate(values.begin(), values.end(), 0.0);
  return values.empty() ? otherwise : sum / static_cast<double>(values.size());
}

}  // namespace

Lines::Lines(const Entries& observed, std::span<const float> values, Over over)
    : over_(over), col_values_(observed.count()) {
  for (std::size_t k = 0; k < col_values_.size(); ++k) {
    col_values_[k] = values[observed.positions[k]];
  }
  by_line_ = {observed.row_offsets, observed.cols, values};
  by_position_ = {observed.col_offsets, observed.rows, col_values_};
  if (over == Over::cols) {
    std::swap(by_line_, by_position_);
  }
}

std::vector<double> lineMeans(const Lines& lines, double otherwise) {
  std::vector<double> means(lines.count());
  for (std::size_t i = 0; i < means.size(); ++i) {
    means[i] = meanOf(lines.line(i).values, otherwise);
  }
  return means;
}

std::vector<double> positionMeans(const Lines& lines, double otherwise) {
  std::vector<double> means(lines.positions());
  for (std::size_t p = 0; p < means.size(); ++p) {
    means[p] = meanOf(lines.position(p).values, otherwise);
  }
  return means;
}

PlacesByLine::PlacesByLine(const Lines& lines, std::span<const Place> places)
    : order(places.size()) {
  std::iota(order.begin(), order.end(), 0U);
  std::stable_sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
    return lines.lineOf(places[a]) < lines.lineOf(places[b]);
  });
  for (std::uint32_t k = 0; k < order.size(); ++k) {
    if (k == 0 || lines.lineOf(places[order[k]]) != lines.lineOf(places[order[k - 1]])) {
      offsets.push_back(k);
    }
  }
  offsets.push_back(static_cast<std::uint32_t>(order.size()));
}

}  // namespace lacuna::classic
