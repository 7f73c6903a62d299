// Where patches of a matrix lie, and which of them are completed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace lacuna::classic::nonlocal {

/// Sizes of a matrix and its patches. A patch is named by its first entry, at row·cols + col.
struct Geometry {
  std::size_t rows;
  std::size_t cols;
  std::size_t patch_rows;
  std::size_t patch_cols;
  std::size_t radius;
  std::size_t group;  // patches that are put together, as many as every reference patch finds

  /// Settings are clipped to a matrix of that shape.
  struct Wanted {
    std::size_t patch;
    std::size_t radius;
    std::size_t similar;
  };
  Geometry(std::size_t row_count, std::size_t col_count, const Wanted& wanted);

  [[nodiscard]] std::size_t entries() const { return rows * cols; }
  [[nodiscard]] std::size_t patchEntries() const { return patch_rows * patch_cols; }
  /// Rows and columns that a patch can begin at.
  [[nodiscard]] std::size_t firstRows() const { return rows - patch_rows + 1; }
  [[nodiscard]] std::size_t firstCols() const { return cols - patch_cols + 1; }
};

/// Half-open.
struct Span {
  std::size_t begin;
  std::size_t end;

  [[nodiscard]] std::size_t size() const { return end - begin; }
};

/// The places within a radius of one, of `count`.
Span around(std::size_t place, std::size_t radius, std::size_t count);

/// The reference patches that begin in one row.
struct Band {
  std::size_t row;
  std::vector<std::uint32_t> cols;  // ascending, at least one
  std::size_t first_group;          // the groups of all bands are counted through
};

/// Reference patches at every stride-th place and at the last one in both directions, as far as
/// they hold a missing entry. is_missing: rows × cols.
std::vector<Band> referenceBands(const Geometry& geometry, std::size_t stride,
                                 std::span<const std::uint8_t> is_missing);

}  // namespace lacuna::classic::nonlocal
