// Blocks of a matrix gathered into a view, and the adjoint (formulas in math/block_view.h).
#pragma once

#include <cstddef>

#include "cpu/kernel_table.h"
#include "cpu/simd/wide.h"

namespace lacuna::cpu {

template <class Isa>
struct BlockViewKernels {
  using F = Wide<typename Isa::Vec>;

  /// to_k = from_(k·step).
  static LACUNA_HD void line(float* to, const float* from, std::size_t count, std::size_t step) {
    if (step == 1) {
      forEachWide(count, [&](std::size_t k, auto lanes)
                             LACUNA_BODY { F::load(from + k, lanes).store(to + k, lanes); });
      return;
    }
    for (std::size_t k = 0; k < count; ++k) {
      to[k] = from[k * step];
    }
  }

  /// A row of the view for each block: its lines one after the other.
  static void gatherPositions(float* y, const float* x, std::size_t cols, const BlockGrid& grid,
                              Range rows) {
    const std::size_t length = grid.positions();
    for (std::size_t block = rows.begin; block < rows.end; ++block) {
      const float* const from =
          x + block / grid.across * grid.row_stride * cols + block % grid.across * grid.col_stride;
      for (std::size_t i = 0; i < grid.height; ++i) {
        line(y + block * length + i * grid.width, from + i * cols, grid.width, 1);
      }
    }
  }

  /// A row of the view for each position: every col_stride-th entry of every row_stride-th row.
  static void gatherBlocks(float* y, const float* x, std::size_t cols, const BlockGrid& grid,
                           Range rows) {
    const std::size_t length = grid.blocks();
    for (std::size_t position = rows.begin; position < rows.end; ++position) {
      const float* const from = x + position / grid.width * cols + position % grid.width;
      for (std::size_t p = 0; p < grid.down; ++p) {
        line(y + position * length + p * grid.across, from + p * grid.row_stride * cols,
             grid.across, grid.col_stride);
      }
    }
  }

  static void gather(float* y, const float* x, std::size_t cols, const BlockView& view,
                     Range rows) {
    if (view.relate == BlockRelation::positions) {
      gatherPositions(y, x, cols, view.grid, rows);
    } else {
      gatherBlocks(y, x, cols, view.grid, rows);
    }
  }

  /// An entry's summands in the order of q, then p: a line of d_x is loaded once for all p.
  static void scatterAddPositions(float* d_x, const float* g, std::size_t cols,
                                  const BlockView& view, Range rows) {
    for (std::size_t row = rows.begin; row < rows.end; ++row) {
      const auto [first, last] = math::blockRowsOver(view.grid, row);
      for (std::size_t q = 0; first < last && q < view.grid.across; ++q) {
        float* const to = d_x + row * cols + q * view.grid.col_stride;
        forEachWide(view.grid.width, [&](std::size_t j, auto lanes) LACUNA_BODY {
          F sum = F::load(to + j, lanes);
          for (std::size_t p = first; p < last; ++p) {
            const std::size_t i = row - p * view.grid.row_stride;
            sum = sum + F::load(g + math::placeInView(view, p, q, i, j), lanes);
          }
          sum.store(to + j, lanes);
        });
      }
    }
  }

  /// to_(k·step) += from_k.
  static LACUNA_HD void addLine(float* to, std::size_t step, const float* from, std::size_t count) {
    if (step == 1) {
      forEachWide(count, [&](std::size_t k, auto lanes) LACUNA_BODY {
        (F::load(to + k, lanes) + F::load(from + k, lanes)).store(to + k, lanes);
      });
      return;
    }
    for (std::size_t k = 0; k < count; ++k) {
      to[k * step] += from[k];
    }
  }

  /// An entry's summands in the order of j, then p: rows of the view lie along q.
  static void scatterAddBlocks(float* d_x, const float* g, std::size_t cols, const BlockView& view,
                               Range rows) {
    for (std::size_t row = rows.begin; row < rows.end; ++row) {
      const auto [first, last] = math::blockRowsOver(view.grid, row);
      for (std::size_t j = 0; j < view.grid.width; ++j) {
        for (std::size_t p = first; p < last; ++p) {
          const std::size_t i = row - p * view.grid.row_stride;
          addLine(d_x + row * cols + j, view.grid.col_stride,
                  g + math::placeInView(view, p, 0, i, j), view.grid.across);
        }
      }
    }
  }

  static void scatterAdd(float* d_x, const float* g, std::size_t cols, const BlockView& view,
                         Range rows) {
    if (view.relate == BlockRelation::positions) {
      scatterAddPositions(d_x, g, cols, view, rows);
    } else {
      scatterAddBlocks(d_x, g, cols, view, rows);
    }
  }
};

}  // namespace lacuna::cpu
