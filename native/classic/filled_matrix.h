// Matrices with the observed entries at their places and an estimate at all others.
#pragma once

#include <cstddef>
#include <span>

#include "classic/entries.h"
#include "cpu/team.h"

namespace lacuna::classic {

/// How a row changed.
struct Moved {
  double by;    // Σ (x − x_before)²
  double size;  // Σ x²
};

Moved movedBy(const float* x, const float* before, std::size_t count);

/// Writes the observed entries of a row into it.
void placeRow(const Entries& observed, std::size_t row, float* x);

/// Σ (x − observed)² over the observed entries of a row x.
double squaredErrors(const Entries& observed, std::size_t row, const float* x);

/// How a filled matrix changed.
struct Refilled {
  Moved missing;  // over missing entries
  double errors;  // Σ (z − observed)² over observed entries
};

/// x = z at missing entries, and what was observed at the others, where it stood before too.
Refilled refill(cpu::Team& team, const Entries& observed, std::span<float> x,
                std::span<const float> z);

}  // namespace lacuna::classic
