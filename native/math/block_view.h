// Blocks of a matrix as the rows or the columns of another matrix.
#pragma once

#include <cstddef>
#include <cstdint>

#include "math/host_device.h"

namespace lacuna {

/// Blocks of height×width entries of a matrix: block (p, q) begins at entry (p·row_stride,
/// q·col_stride), p < down, q < across, and all of them lie within the matrix. Entry (i, j) of a
/// block has the position i·width + j, the block itself the number p·across + q.
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

/// The vectors that are related: one for each position, over all blocks, or one for each block.
enum class BlockRelation : std::uint8_t { positions, blocks };

/// T(x)ᵀ for T(x) with the related vectors as its rows: for positions it has a row for each block
/// and a column for each position, for blocks the other way round.
struct BlockView {
  BlockGrid grid;
  BlockRelation relate;

  [[nodiscard]] LACUNA_HD std::size_t rows() const {
    return relate == BlockRelation::positions ? grid.blocks() : grid.positions();
  }
  [[nodiscard]] LACUNA_HD std::size_t cols() const {
    return relate == BlockRelation::positions ? grid.positions() : grid.blocks();
  }
};

namespace math {

/// Where the view has entry (i, j) of block (p, q), that is x(p·row_stride + i, q·col_stride + j).
LACUNA_HD std::size_t placeInView(const BlockView& view, std::size_t p, std::size_t q,
                                  std::size_t i, std::size_t j) {
  const std::size_t block = p * view.grid.across + q;
  const std::size_t position = i * view.grid.width + j;
  return view.relate == BlockRelation::positions ? block * view.grid.positions() + position
                                                 : position * view.grid.blocks() + block;
}

/// Half-open, and empty where begin >= end.
struct BlockRows {
  std::size_t begin;
  std::size_t end;
};

/// The p of all blocks that reach a row of x.
LACUNA_HD BlockRows blockRowsOver(const BlockGrid& grid, std::size_t row) {
  const std::size_t above = row < grid.height ? 0 : row - grid.height + 1;
  const std::size_t behind = row / grid.row_stride + 1;
  return {(above + grid.row_stride - 1) / grid.row_stride, behind < grid.down ? behind : grid.down};
}

}  // namespace math
}  // namespace lacuna
