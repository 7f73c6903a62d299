// An order of unknowns on a grid that keeps the factors of their systems small.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace lacuna {

struct GridPoint {
  std::uint32_t row;
  std::uint32_t col;
};

/// Unknowns in the order of their elimination, in groups that are eliminated together.
struct Dissection {
  std::vector<std::uint32_t> order;   // order[k] is the unknown that comes k-th
  std::vector<std::uint32_t> bounds;  // group g: from bounds[g] to bounds[g + 1] − 1
};

/// Nested dissection (George, SIAM J. Numer. Anal. 10(2), 1973) of points that are related to those
/// at most `reach` (1 or 2) rows and columns away, taken together: a band across the longer side
/// of their bounding box parts them; it comes last, both sides before it in the same way. Points of
/// the band that only one side needs go to the other. Distinct points, O(n log n).
Dissection dissect(std::span<const GridPoint> points, std::uint32_t reach);

}  // namespace lacuna
