// Observed entries of a batch, without the missing ones.
#pragma once

#include <cstddef>
#include <cstdint>

namespace lacuna {

/// The entries of every problem, by rows and by columns; all pointers are device memory, problem
/// b's offsets start at b·(rows + 1) or b·(cols + 1), and offsets count from the start of the whole
/// arrays.
struct SparseBatch {
  std::uint32_t rows = 0;
  std::uint32_t cols = 0;
  const std::uint32_t* row_offsets = nullptr;
  const std::uint32_t* entry_cols = nullptr;  // by rows
  const float* entry_values = nullptr;        // by rows
  const std::uint32_t* col_offsets = nullptr;
  const std::uint32_t* entry_rows = nullptr;  // by columns
  const std::uint32_t* entry_places =
      nullptr;  // by columns: the entry's place in the order of rows
};

}  // namespace lacuna
