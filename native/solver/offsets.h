// What is taken off observed entries before training, and put back behind it.
#pragma once

#include <cstdint>
#include <vector>

#include "solver/observations.h"
#include "solver/sparse_entries.h"
#include "solver/spec.h"

namespace lacuna {

/// rows[i] + cols[j] for the entry (i, j).
struct Offsets {
  std::vector<float> rows;
  std::vector<float> cols;
};

/// For each problem μ − level + b_i + c_j: μ is the mean of the observed entries, b and c minimise
/// Σ (x_ij − μ − b_i − c_j)² + damping·(Σ b_i² + Σ c_j²) over them, by ten sweeps in turn (columns
/// first). A line without entries has 0.
std::vector<Offsets> offsetsOf(const RowEntries& entries, const CentringSpec& centring);

/// Takes the offsets off the entries.
void subtract(RowEntries& entries, const std::vector<Offsets>& offsets);

}  // namespace lacuna
