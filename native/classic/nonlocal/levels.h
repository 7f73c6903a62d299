// Grids of half the size, and the way back.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "classic/entries.h"

namespace lacuna::classic::nonlocal {

/// How many cells of twice the size cover a side of `count`: half of it, rounded up.
constexpr std::uint32_t halfOf(std::uint32_t count) { return count / 2 + count % 2; }

/// Cell (i, j) of a grid of ⌈rows/2⌉ × ⌈cols/2⌉ covers the entries (2i, 2j) to (2i + 1, 2j + 1) as
/// far as there are such. It is the mean of those that are observed, and missing without any.
Entries halved(const Entries& observed);

/// A row-major matrix of rows × cols, bilinear between the centres of the cells of a coarse one,
/// ⌈rows/2⌉ × ⌈cols/2⌉: entry (i, j) lies at ((i + ½)/2 − ½, (j + ½)/2 − ½) of it, moved to the
/// nearest centre beyond its borders.
std::vector<float> doubled(std::span<const float> coarse, std::uint32_t rows, std::uint32_t cols);

}  // namespace lacuna::classic::nonlocal
