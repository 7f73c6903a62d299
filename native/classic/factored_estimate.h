// What methods share that have their estimate in factors, X = left·rightᵀ.
#pragma once

#include <cstdint>
#include <span>

#include "classic/method.h"

namespace lacuna::classic {

/// x_ij, summed in double.
[[nodiscard]] double valueAt(const Factors& x, Place place);

/// Values of X at places.
void predictFrom(const Factors& x, std::span<const Place> places, std::span<float> values);

/// All of X, rows × cols. The kernels' order of sums.
void fillFrom(cpu::Team& team, const Factors& x, std::uint32_t rows, std::uint32_t cols,
              std::span<float> matrix);

/// Mean of (x_ij − observed)² over the entries.
double meanSquareOf(cpu::Team& team, const Factors& x, const Entries& observed);

/// X + value.
Factors withConstant(const Factors& x, std::uint32_t rows, std::uint32_t cols, float value);

}  // namespace lacuna::classic
