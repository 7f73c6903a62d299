// Blocks of a matrix gathered into their view or its transpose, and the adjoint (see
// math/block_view.h).
#pragma once

#include <cstddef>

#include "cpu/kernel_table.h"
#include "cpu/simd/wide.h"

namespace lacuna::cpu {

template <class Isa>
struct BlockViewKernels {
  using F = Wide<typename Isa::Vec>;

  static void gather(float* y, const float* x, std::size_t cols, const BlockGrid& grid,
                     Range rows) {
    const std::size_t length = grid.positions();
    for (std::size_t block = rows.begin; block < rows.end; ++block) {
      const float* const from = x + math::blockCorner(grid, block, cols);
      for (std::size_t i = 0; i < grid.height; ++i) {
        copy(y + block * length + i * grid.width, from + i * cols, grid.width);
      }
    }
  }

  /// A row holds every col_stride-th entry of every row_stride-th row of x.
  static void gatherTransposed(float* y, const float* x, std::size_t cols, const BlockGrid& grid,
                               Range rows) {
    for (std::size_t position = rows.begin; position < rows.end; ++position) {
      const float* from = x + position / grid.width * cols + position % grid.width;
      float* to = y + position * grid.blocks();
      for (std::size_t p = 0; p < grid.down; ++p) {
        copyEvery(to, from, grid.across, grid.col_stride);
        from += grid.row_stride * cols;
        to += grid.across;
      }
    }
  }

  /// The summands of an entry in the order of p, then q: g is read from its front to its end.
  static void scatterAdd(float* d_x, const float* g, std::size_t cols, const BlockGrid& grid,
                         Range rows) {
    const auto [first, last] = math::blockRowsOver(grid, rows.begin, rows.end);
    for (std::size_t p = first; p < last; ++p) {
      const std::size_t top = p * grid.row_stride;
      const std::size_t begin = top < rows.begin ? rows.begin - top : 0;
      const std::size_t end = rows.end - top < grid.height ? rows.end - top : grid.height;
      for (std::size_t q = 0; q < grid.across; ++q) {
        const std::size_t block = p * grid.across + q;
        float* const to = d_x + math::blockCorner(grid, block, cols);
        const float* const from = g + block * grid.positions();
        for (std::size_t i = begin; i < end; ++i) {
          add(to + i * cols, from + i * grid.width, grid.width);
        }
      }
    }
  }

 private:
  static LACUNA_HD void copy(float* to, const float* from, std::size_t count) {
    forEachWide(count, [&](std::size_t k, auto lanes)
                           LACUNA_BODY { F::load(from + k, lanes).store(to + k, lanes); });
  }

  /// to_k = from_(k·step).
  static LACUNA_HD void copyEvery(float* to, const float* from, std::size_t count,
                                  std::size_t step) {
    if (step == 1) {
      copy(to, from, count);
      return;
    }
    for (std::size_t k = 0; k < count; ++k) {
      to[k] = from[k * step];
    }
  }

  static LACUNA_HD void add(float* to, const float* from, std::size_t count) {
    forEachWide(count, [&](std::size_t k, auto lanes) LACUNA_BODY {
      (F::load(to + k, lanes) + F::load(from + k, lanes)).store(to + k, lanes);
    });
  }
};

}  // namespace lacuna::cpu
