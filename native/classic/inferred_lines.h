// Factors of lines that have too few entries to determine them.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "classic/entry_side.h"

namespace lacuna::classic {

/// One side of X = A·Bᵀ, which explains every entry.
struct ExactSide {
  EntrySide side;
  std::span<const float> values;  // M, in the order of rows
  std::span<const double> own;    // lines × width
  std::span<const double> others;
  std::size_t width;
};

/// `own`, where a line a with fewer entries than factors is the conditional mean given these, as if
/// all lines were draws of one normal distribution: with mean m and covariance S of the lines that
/// have enough of them, a = m + S·Bᵀ·(B·S·Bᵀ)⁻¹·(values − B·m), which explains its entries as well.
/// It is m without entries. Unchanged where too few lines have enough to tell S.
std::vector<double> inferredLines(const ExactSide& exact);

}  // namespace lacuna::classic
