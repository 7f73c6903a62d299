#include "classic/filled_matrix.h"

#include <algorithm>
#include <array>
#include <numeric>

namespace lacuna::classic {
namespace {

constexpr std::size_t kLanes = 8;  // of sums, which a compiler may put into vectors

using Lanes = std::array<double, kLanes>;

double total(const Lanes& lanes) { return std::accumulate(lanes.begin(), lanes.end(), 0.0); }

/// A row of it: sums over all entries, less those of observed ones.
Compared refillRow(const Entries& observed, std::size_t row, float* x, const float* z) {
  Compared sums{movedBy(z, x, observed.col_count), squaredErrors(observed, row, z)};
  sums.moved.by = std::max(sums.moved.by - sums.errors, 0.0);
  for (std::size_t e = observed.row_offsets[row]; e < observed.row_offsets[row + 1]; ++e) {
    sums.moved.size -= static_cast<double>(z[observed.cols[e]]) * z[observed.cols[e]];
  }
  sums.moved.size = std::max(sums.moved.size, 0.0);
  std::copy_n(z, observed.col_count, x);
  placeRow(observed, row, x);
  return sums;
}

}  // namespace

Moved movedBy(const float* x, const float* before, std::size_t count) {
  Lanes by{};
  Lanes size{};
  const auto add = [&](std::size_t lane, std::size_t k) {
    const double value = x[k];
    const double step = value - before[k];
    by[lane] += step * step;
    size[lane] += value * value;
  };
  const std::size_t whole = count - count % kLanes;
  for (std::size_t k = 0; k < whole; k += kLanes) {
    for (std::size_t lane = 0; lane < kLanes; ++lane) {
      add(lane, k + lane);
    }
  }
  for (std::size_t k = whole; k < count; ++k) {
    add(k - whole, k);
  }
  return {total(by), total(size)};
}

void placeRow(const Entries& observed, std::size_t row, float* x) {
  for (std::size_t e = observed.row_offsets[row]; e < observed.row_offsets[row + 1]; ++e) {
    x[observed.cols[e]] = observed.values[e];
  }
}

double squaredErrors(const Entries& observed, std::size_t row, const float* x) {
  double sum = 0.0;
  for (std::size_t e = observed.row_offsets[row]; e < observed.row_offsets[row + 1]; ++e) {
    const double error = static_cast<double>(x[observed.cols[e]]) - observed.values[e];
    sum += error * error;
  }
  return sum;
}

Compared compareFilled(cpu::Team& team, const Entries& observed, std::span<const float> x,
                       std::span<const float> before) {
  return compareRows(team, observed.row_count, [&](std::size_t row) {
    const std::size_t first = row * observed.col_count;
    return Compared{movedBy(x.data() + first, before.data() + first, observed.col_count),
                    squaredErrors(observed, row, x.data() + first)};
  });
}

Compared refill(cpu::Team& team, const Entries& observed, std::span<float> x,
                std::span<const float> z) {
  return compareRows(team, observed.row_count, [&](std::size_t row) {
    const std::size_t first = row * observed.col_count;
    return refillRow(observed, row, x.data() + first, z.data() + first);
  });
}

}  // namespace lacuna::classic
