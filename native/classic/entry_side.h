// Observed entries seen from one side of the matrix.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "classic/entries.h"

namespace lacuna::classic {

/// Entry k of line i: k from offsets[i] to offsets[i + 1] − 1, on line others[k] of the other side.
/// They refer to Entries, which outlive them.
struct EntrySide {
  std::span<const std::uint32_t> offsets;
  std::span<const std::uint32_t> others;
  std::span<const std::uint32_t> positions;  // in the order of rows; empty where it is that

  [[nodiscard]] std::size_t lines() const { return offsets.size() - 1; }
  /// Where entry k is in the order of rows.
  [[nodiscard]] std::size_t position(std::size_t k) const {
    return positions.empty() ? k : positions[k];
  }
};

inline EntrySide sideOfRows(const Entries& entries) {
  return {entries.row_offsets, entries.cols, {}};
}

inline EntrySide sideOfCols(const Entries& entries) {
  return {entries.col_offsets, entries.rows, entries.positions};
}

}  // namespace lacuna::classic
