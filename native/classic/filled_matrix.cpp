#include "classic/filled_matrix.h"

#include <vector>

#include "cpu/parallel.h"

namespace lacuna::classic {
namespace {

constexpr std::size_t kRows = 16;  // that a thread takes at once

/// A row of it.
Refilled refillRow(const Entries& observed, std::size_t row, float* x, const float* z) {
  Refilled sums{};
  forGaps(observed, row, [&](std::size_t begin, std::size_t end) {
    for (std::size_t j = begin; j < end; ++j) {
      const double value = z[j];
      const double by = value - x[j];
      sums.moved += by * by;
      sums.missing += value * value;
      x[j] = z[j];
    }
  });
  for (std::size_t e = observed.row_offsets[row]; e < observed.row_offsets[row + 1]; ++e) {
    const double error = static_cast<double>(z[observed.cols[e]]) - x[observed.cols[e]];
    sums.errors += error * error;
  }
  return sums;
}

}  // namespace

void placeObserved(const Entries& observed, std::span<float> x, float offset) {
  for (std::size_t row = 0; row < observed.row_count; ++row) {
    float* const to = x.data() + row * observed.col_count;
    for (std::size_t e = observed.row_offsets[row]; e < observed.row_offsets[row + 1]; ++e) {
      to[observed.cols[e]] = observed.values[e] - offset;
    }
  }
}

Refilled refill(cpu::Team& team, const Entries& observed, std::span<float> x,
                std::span<const float> z) {
  std::vector<Refilled> rows(observed.row_count);
  cpu::parallelFor(team, observed.row_count, kRows, [&](cpu::Range range) {
    for (std::size_t row = range.begin; row < range.end; ++row) {
      const std::size_t first = row * observed.col_count;
      rows[row] = refillRow(observed, row, x.data() + first, z.data() + first);
    }
  });
  Refilled sum{};
  for (const Refilled& row : rows) {
    sum.moved += row.moved;
    sum.missing += row.missing;
    sum.errors += row.errors;
  }
  return sum;
}

}  // namespace lacuna::classic
