#include "classic/nonlocal/matching.h"

#include <algorithm>
#include <bit>

namespace lacuna::classic::nonlocal {
namespace {

/// sums += (a − b)².
void addSquares(float* sums, const float* a, const float* b, std::size_t count) {
  for (std::size_t k = 0; k < count; ++k) {
    const float difference = a[k] - b[k];
    sums[k] += difference * difference;
  }
}

float sum(const float* values, std::size_t count) {
  float total = 0.0F;
  for (std::size_t k = 0; k < count; ++k) {
    total += values[k];
  }
  return total;
}

std::size_t windowSide(std::size_t radius, std::size_t count) {
  return std::min(2 * radius + 1, count);
}

std::size_t windowOf(const Geometry& g) {
  return windowSide(g.radius, g.firstRows()) * windowSide(g.radius, g.firstCols());
}

}  // namespace

Matcher::Matcher(const Geometry& geometry)
    : geometry_(geometry),
      window_(windowOf(geometry)),
      squares_(geometry.cols),
      distances_(kReferences * window_),
      found_(kReferences),
      order_(window_) {}

void Matcher::match(std::span<const float> x, const References& references,
                    std::span<std::uint32_t> patches) {
  std::fill_n(found_.begin(), references.cols.size(), std::size_t{0});
  const Span rows = around(references.row, geometry_.radius, geometry_.firstRows());
  for (std::size_t row = rows.begin; row < rows.end; ++row) {
    measure(x, references, row);
  }
  for (std::size_t r = 0; r < references.cols.size(); ++r) {
    select(references, r, patches.subspan(r * geometry_.group, geometry_.group));
  }
}

/// The distances to all patches that begin in a row. Differences of a shift are squared and added
/// over the rows of the patches once, for all reference patches.
void Matcher::measure(std::span<const float> x, const References& references, std::size_t row) {
  const Geometry& g = geometry_;
  const auto radius = static_cast<std::ptrdiff_t>(g.radius);
  const auto last = static_cast<std::ptrdiff_t>(g.firstCols()) - 1;
  const std::size_t begin = references.cols.front();
  const std::size_t end = references.cols.back() + g.patch_cols;
  for (std::ptrdiff_t shift = std::max(-radius, -last); shift <= std::min(radius, last); ++shift) {
    const std::size_t from = shift < 0 ? std::max(begin, static_cast<std::size_t>(-shift)) : begin;
    const std::size_t to =
        shift > 0 ? std::min(end, g.cols - static_cast<std::size_t>(shift)) : end;
    if (from >= to) {
      continue;
    }
    std::fill(squares_.begin() + static_cast<std::ptrdiff_t>(from),
              squares_.begin() + static_cast<std::ptrdiff_t>(to), 0.0F);
    for (std::size_t i = 0; i < g.patch_rows; ++i) {
      const float* const own = x.data() + (references.row + i) * g.cols + from;
      const float* const other = x.data() + (row + i) * g.cols + from + shift;
      addSquares(squares_.data() + from, own, other, to - from);
    }
    for (std::size_t r = 0; r < references.cols.size(); ++r) {
      const auto col = static_cast<std::ptrdiff_t>(references.cols[r]) + shift;
      if (col >= 0 && col <= last) {
        distances_[r * window_ + found_[r]++] =
            sum(squares_.data() + references.cols[r], g.patch_cols);
      }
    }
  }
}

/// Distances were found in ascending order of places.
void Matcher::select(const References& references, std::size_t reference,
                     std::span<std::uint32_t> patches) {
  const Geometry& g = geometry_;
  const std::size_t col = references.cols[reference];
  const Span rows = around(references.row, g.radius, g.firstRows());
  const Span cols = around(col, g.radius, g.firstCols());
  const float* const distances = distances_.data() + reference * window_;
  std::size_t k = 0;
  for (std::size_t i = rows.begin; i < rows.end; ++i) {
    for (std::size_t j = cols.begin; j < cols.end; ++j, ++k) {
      // Floats >= 0 are ordered as their bits are. The reference patch comes before all others.
      const bool is_own = i == references.row && j == col;
      const std::uint64_t size = is_own ? 0 : std::bit_cast<std::uint32_t>(distances[k]) + 1U;
      order_[k] = size << 32U | (i * g.cols + j);
    }
  }
  const auto begin = order_.begin();
  const auto kept = begin + static_cast<std::ptrdiff_t>(patches.size());
  std::nth_element(begin, kept - 1, begin + static_cast<std::ptrdiff_t>(k));
  std::transform(begin, kept, patches.begin(),
                 [](std::uint64_t one) { return static_cast<std::uint32_t>(one); });
  std::sort(patches.begin(), patches.end());
}

std::uint64_t Matcher::bytes(const Geometry& geometry) {
  const std::uint64_t window = windowOf(geometry);
  return sizeof(float) * (geometry.cols + kReferences * (window + 2)) +
         sizeof(std::uint64_t) * window;
}

}  // namespace lacuna::classic::nonlocal
