// Matrices with the observed entries at their places and an estimate at all others.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "classic/entries.h"
#include "cpu/parallel.h"

namespace lacuna::classic {

/// How entries changed.
struct Moved {
  double by;    // Σ (x − x_before)²
  double size;  // Σ x²
};

Moved movedBy(const float* x, const float* before, std::size_t count);

/// Writes the observed entries of a row into it.
void placeRow(const Entries& observed, std::size_t row, float* x);

/// Σ (x − observed)² over the observed entries of a row x.
double squaredErrors(const Entries& observed, std::size_t row, const float* x);

/// An estimate against the one before, and against what was observed.
struct Compared {
  Moved moved;
  double errors;  // Σ (estimate − observed)² over observed entries
};

/// compare(row) of every row, by the team; added up in order.
template <class Compare>
Compared compareRows(cpu::Team& team, std::size_t count, const Compare& compare) {
  constexpr std::size_t kRows = 16;  // that a thread takes at once
  std::vector<Compared> rows(count);
  cpu::parallelFor(team, count, kRows, [&](cpu::Range range) {
    for (std::size_t row = range.begin; row < range.end; ++row) {
      rows[row] = compare(row);
    }
  });
  Compared sum{};
  for (const auto& [moved, errors] : rows) {
    sum.moved.by += moved.by;
    sum.moved.size += moved.size;
    sum.errors += errors;
  }
  return sum;
}

/// x against the one before, both rows × cols, and against what was observed.
Compared compareFilled(cpu::Team& team, const Entries& observed, std::span<const float> x,
                       std::span<const float> before);

/// x = z at missing entries, and what was observed at the others, where it stood before too: how
/// missing entries moved.
Compared refill(cpu::Team& team, const Entries& observed, std::span<float> x,
                std::span<const float> z);

}  // namespace lacuna::classic
