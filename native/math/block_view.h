// Blocks of a matrix as the rows of another matrix.
#pragma once

#include <cstddef>
#include <cstdint>

#include "math/host_device.h"

namespace lacuna {

/// Blocks of height×width entries of a matrix x: block (p, q) begins at entry (p·row_stride,
/// q·col_stride), p < down, q < across, and all of them lie within x. Entry (i, j) of a block has
/// the position i·width + j, the block itself the number p·across + q. The view of x has a row for
/// each block and a column for each position.
struct BlockGrid {
  std::uint32_t height;
  std::uint32_t width;
  std::uint32_t row_stride;
  std::uint32_t col_stride;
  std::uint32_t down;
  std::uint32_t across;

  [[nodiscard]] LACUNA_HD std::size_t positions() const {
    return static_cast<std::size_t>(height) * width;
  }
  [[nodiscard]] LACUNA_HD std::size_t blocks() const {
    return static_cast<std::size_t>(down) * across;
  }
};

/// What a regularizer relates: the positions, each over all blocks, or the blocks.
enum class BlockRelation : std::uint8_t { positions, blocks };

namespace math {

/// Where a block begins in x with `cols` columns.
LACUNA_HD std::size_t blockCorner(const BlockGrid& grid, std::size_t block, std::size_t cols) {
  return block / grid.across * grid.row_stride * cols + block % grid.across * grid.col_stride;
}

/// Half-open, and empty where begin >= end.
struct BlockRows {
  std::size_t begin;
  std::size_t end;
};

/// The p of all blocks that reach one of the rows [begin, end) of x.
LACUNA_HD BlockRows blockRowsOver(const BlockGrid& grid, std::size_t begin, std::size_t end) {
  const std::size_t above = begin < grid.height ? 0 : begin - grid.height + 1;
  const std::size_t behind = (end - 1) / grid.row_stride + 1;
  return {(above + grid.row_stride - 1) / grid.row_stride, behind < grid.down ? behind : grid.down};
}

}  // namespace math
}  // namespace lacuna
