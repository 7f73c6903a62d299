// The rows of one factor against those of the other: a least-squares system for each line (row or
// column) of the matrix, over its observed entries.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "classic/entries.h"
#include "classic/factor_rows.h"
#include "cpu/kernel_table.h"
#include "cpu/team.h"

namespace lacuna::classic {

/// Entries of each line: offsets[i] … offsets[i + 1] − 1 are values[e] at line others[e] of the
/// other side.
struct LineEntries {
  std::span<const std::uint32_t> offsets;  // one more than lines
  std::span<const std::uint32_t> others;
  std::span<const float> values;

  [[nodiscard]] std::size_t count() const { return offsets.size() - 1; }
};

/// Lines per group: as many systems are solved at once.
inline constexpr std::size_t kGroupLines = 16;

/// Adds what is known beforehand to the systems of a group (cpu::columnStart says how they lie):
/// lane l is line lines.begin + l, lanes behind the last line need it as well. May fill `noise`
/// (order × 16), which is put before L⁻ᵀ, and says whether it did.
using AddPrior = std::function<bool(cpu::Range lines, float* systems, float* noise)>;

/// Row i of `own` (its first `order` entries) = the solution of (Σ w·wᵀ + P)·x = Σ value·w + p, w
/// the first `order` entries of the rows of `other` that line i has entries with; P and p by
/// `add_prior`, which is called from several threads. One line's bits hang on its own entries only.
void solveLines(cpu::Team& team, const LineEntries& lines, const FactorRows& other, FactorRows& own,
                std::size_t order, const AddPrior& add_prior);

/// Σ w·wᵀ and Σ w over all rows of a factor.
struct Moments {
  std::size_t count;
  std::vector<double> sum;   // order
  std::vector<double> gram;  // order × order
};

/// In float within blocks of rows, in double over them.
Moments momentsOf(cpu::Team& team, const FactorRows& rows, std::size_t order);

/// values_e = left_row · right_col, on this thread.
void multiplyPlaces(std::span<float> values, std::span<const Place> places, const FactorRows& left,
                    const FactorRows& right);

/// The same on all of them.
void productsAt(cpu::Team& team, std::span<float> values, std::span<const Place> places,
                const FactorRows& left, const FactorRows& right);

}  // namespace lacuna::classic
