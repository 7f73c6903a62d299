#include "classic/nonlocal/patches.h"

#include <algorithm>

namespace lacuna::classic::nonlocal {
namespace {

/// 0, stride, 2·stride … and the last of `count` places.
std::vector<std::uint32_t> places(std::size_t count, std::size_t stride) {
  std::vector<std::uint32_t> all;
  for (std::size_t place = 0; place + 1 < count; place += stride) {
    all.push_back(static_cast<std::uint32_t>(place));
  }
  all.push_back(static_cast<std::uint32_t>(count - 1));
  return all;
}

bool holdsMissing(const Geometry& g, std::size_t row, std::size_t col,
                  std::span<const std::uint8_t> is_missing) {
  for (std::size_t i = row; i < row + g.patch_rows; ++i) {
    const auto first = is_missing.begin() + static_cast<std::ptrdiff_t>(i * g.cols + col);
    if (std::any_of(first, first + static_cast<std::ptrdiff_t>(g.patch_cols),
                    [](std::uint8_t flag) { return flag != 0; })) {
      return true;
    }
  }
  return false;
}

}  // namespace

Geometry::Geometry(std::size_t row_count, std::size_t col_count, const Wanted& wanted)
    : rows(row_count),
      cols(col_count),
      patch_rows(std::min(wanted.patch, rows)),
      patch_cols(std::min(wanted.patch, cols)),
      radius(wanted.radius),
      group(std::min(wanted.similar, around(0, radius, firstRows()).size() *
                                         around(0, radius, firstCols()).size())) {}

Span around(std::size_t place, std::size_t radius, std::size_t count) {
  return {place - std::min(place, radius), std::min(place + radius + 1, count)};
}

std::vector<Band> referenceBands(const Geometry& geometry, std::size_t stride,
                                 std::span<const std::uint8_t> is_missing) {
  const auto rows = places(geometry.firstRows(), std::min(stride, geometry.patch_rows));
  const auto cols = places(geometry.firstCols(), std::min(stride, geometry.patch_cols));
  std::vector<Band> bands;
  std::size_t groups = 0;
  for (const std::uint32_t row : rows) {
    Band band{row, {}, groups};
    std::copy_if(cols.begin(), cols.end(), std::back_inserter(band.cols),
                 [&](std::uint32_t col) { return holdsMissing(geometry, row, col, is_missing); });
    if (!band.cols.empty()) {
      groups += band.cols.size();
      bands.push_back(std::move(band));
    }
  }
  return bands;
}

}  // namespace lacuna::classic::nonlocal
