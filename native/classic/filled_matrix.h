// Matrices with the observed entries at their places and an estimate at all others.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "classic/entries.h"
#include "cpu/team.h"

namespace lacuna::classic {

/// How a filled matrix changed.
struct Refilled {
  double moved;    // Σ (x − x_before)² over missing entries
  double missing;  // Σ x² over missing entries
  double errors;   // Σ (z − observed)² over observed entries
};

/// Writes the observed entries into x (rows × cols), less `offset`.
void placeObserved(const Entries& observed, std::span<float> x, float offset = 0.0F);

/// x = z at missing entries; at others x holds what was observed.
Refilled refill(cpu::Team& team, const Entries& observed, std::span<float> x,
                std::span<const float> z);

/// body(begin, end) for the runs of missing columns of a row, which may be empty.
template <class Body>
void forGaps(const Entries& observed, std::size_t row, const Body& body) {
  std::size_t begin = 0;
  for (std::size_t e = observed.row_offsets[row]; e < observed.row_offsets[row + 1]; ++e) {
    body(begin, static_cast<std::size_t>(observed.cols[e]));
    begin = observed.cols[e] + std::size_t{1};
  }
  body(begin, static_cast<std::size_t>(observed.col_count));
}

}  // namespace lacuna::classic
