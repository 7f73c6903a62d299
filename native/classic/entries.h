// Observed entries of one matrix, in the order of rows and in the order of columns.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "solver/observations.h"

namespace lacuna::classic {

/// A place of the matrix.
struct Place {
  std::uint32_t row;
  std::uint32_t col;
};

/// Entry e of row i: e from row_offsets[i] to row_offsets[i + 1] − 1, at column cols[e]; columns
/// ascend within a row. Entry k of column j: k from col_offsets[j] to col_offsets[j + 1] − 1, at
/// row rows[k], and it is entry positions[k] of the order of rows; rows ascend within a column.
struct Entries {
  std::uint32_t row_count = 0;
  std::uint32_t col_count = 0;
  std::vector<std::uint32_t> row_offsets;  // row_count + 1
  std::vector<std::uint32_t> cols;         // one for each entry
  std::vector<float> values;               // one for each entry, in the order of rows
  std::vector<std::uint32_t> col_offsets;  // col_count + 1
  std::vector<std::uint32_t> rows;         // one for each entry
  std::vector<std::uint32_t> positions;    // one for each entry

  [[nodiscard]] std::size_t count() const { return values.size(); }

  /// Mean of all values; 0 of none.
  [[nodiscard]] double mean() const;
};

/// Some of the entries of a matrix, with their values.
struct HeldEntries {
  std::vector<Place> places;
  std::vector<float> values;
};

/// Entries from row lists (those of SparseObservations with a batch of one) alone.
Entries entriesOf(std::uint32_t rows, std::uint32_t cols, const SparseObservations& observed);

/// The same entries with values less `by`.
Entries centred(Entries entries, float by);

/// Bytes of Entries with that many of them.
std::uint64_t entriesBytes(std::uint64_t rows, std::uint64_t cols, std::uint64_t count);

}  // namespace lacuna::classic
