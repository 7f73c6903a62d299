// Matrix products. Every entry of c is one fused multiply-add chain over the depth in ascending
// order, so its bits do not depend on tile, block, thread or vector width.
//
// A register tile of kTileRows × kTileVectors vectors runs down a strip of b. The strip is read in
// place when it is row-major and not too long; otherwise it is packed into a panel first (which
// also serves a transposed b). Entries of a are broadcast through strides, so a may be transposed.
#pragma once

#include <cstddef>

#include "cpu/kernel_table.h"
#include "cpu/kernels/transpose.h"
#include "math/host_device.h"

namespace lacuna::cpu {

template <class Isa>
struct ProductKernels {
  using Vec = typename Isa::Vec;
  static constexpr int kWidth = Vec::kWidth;
  static constexpr int kTileRows = Isa::kTileRows;
  static constexpr int kStrip = Isa::kTileVectors * kWidth;
  /// Longest chain that is kept in one block: the second-level cache feeds its panel of b.
  static constexpr std::size_t kDepthBlock = 320;

  /// Where a tile reads b: rows of kVectors vectors, `row` floats apart.
  struct Strip {
    const float* data;
    std::size_t row;
  };

  /// What all tiles of one strip share.
  struct StripTask {
    float* c;  // at column 0 of the strip
    std::size_t c_row;
    Strided a;  // at the block's first depth
    Strip b;
    std::size_t depth;
    bool load_c;
    int last_lanes;  // lanes of c in the last vector
  };

  /// How a tile meets c: starting at zero or going on from what lies there, and whether all lanes
  /// of its last vector belong to c.
  template <bool kLoad, bool kWhole>
  struct Edge {
    static LACUNA_HD Vec load(const float* p, bool last, int lanes) {
      if constexpr (!kLoad) {
        return Vec::broadcast(0.0F);
      } else {
        return kWhole || !last ? Vec::load(p) : Vec::load(p, lanes);
      }
    }
    static LACUNA_HD void store(Vec sum, float* p, bool last, int lanes) {
      if (kWhole || !last) {
        sum.store(p);
      } else {
        sum.store(p, lanes);
      }
    }
  };

  /// Rows [i, i + kRows) of the strip; `ahead` is where the tile behind begins.
  template <class Edges, int kRows, int kVectors>
  static LACUNA_HD void tile(const StripTask& t, std::size_t i, float* ahead) {
    Vec sum[kRows][kVectors];
    float* const c = t.c + i * t.c_row;
    for (int r = 0; r < kRows; ++r) {
      for (int v = 0; v < kVectors; ++v) {
        sum[r][v] = Edges::load(c + static_cast<std::size_t>(r) * t.c_row + v * kWidth,
                                v == kVectors - 1, t.last_lanes);
      }
    }
    // Lines of c may lie far away or with another core: they are here when their turn comes.
    for (int r = 0; r < kRows; ++r) {
      for (int v = 0; v < kVectors; ++v) {
        LACUNA_PREFETCH_TO_WRITE(ahead + static_cast<std::size_t>(r) * t.c_row + v * kWidth);
      }
    }
    const float* a = t.a.data + i * t.a.row;
    const float* b = t.b.data;
    // Unrolled: the loop's own instructions would take turns from the multiply-adds.
    LACUNA_UNROLL(4)
    for (std::size_t k = 0; k < t.depth; ++k) {
      Vec strip[kVectors];
      for (int v = 0; v < kVectors; ++v) {
        strip[v] = Vec::load(b + v * kWidth);
      }
      for (int r = 0; r < kRows; ++r) {
        const Vec left = Vec::broadcast(a[static_cast<std::size_t>(r) * t.a.row]);
        for (int v = 0; v < kVectors; ++v) {
          sum[r][v] = fma(left, strip[v], sum[r][v]);
        }
      }
      a += t.a.col;
      b += t.b.row;
    }
    for (int r = 0; r < kRows; ++r) {
      for (int v = 0; v < kVectors; ++v) {
        Edges::store(sum[r][v], c + static_cast<std::size_t>(r) * t.c_row + v * kWidth,
                     v == kVectors - 1, t.last_lanes);
      }
    }
  }

  template <class Edges, int kRows, int kVectors>
  static LACUNA_HD std::size_t tiles(const StripTask& t, std::size_t i, std::size_t end) {
    for (; i + kRows <= end; i += kRows) {
      const std::size_t next = i + 2 * kRows <= end ? i + kRows : i;
      tile<Edges, kRows, kVectors>(t, i, t.c + next * t.c_row);
    }
    return i;
  }

  template <class Edges, int kVectors>
  static void strip(const StripTask& t, Range rows) {
    std::size_t i = tiles<Edges, kTileRows, kVectors>(t, rows.begin, rows.end);
    if constexpr (kTileRows > 4) {
      i = tiles<Edges, 4, kVectors>(t, i, rows.end);
    }
    i = tiles<Edges, 2, kVectors>(t, i, rows.end);
    tiles<Edges, 1, kVectors>(t, i, rows.end);
  }

  template <class Edges>
  static void stripOf(int vectors, const StripTask& t, Range rows) {
    if (vectors == 3) {
      strip<Edges, 3>(t, rows);
    } else if (vectors == 2) {
      strip<Edges, 2>(t, rows);
    } else {
      strip<Edges, 1>(t, rows);
    }
  }

  static void stripOf(int vectors, const StripTask& t, Range rows) {
    const bool whole = t.last_lanes == kWidth;
    if (whole && t.load_c) {
      stripOf<Edge<true, true>>(vectors, t, rows);
    } else if (whole) {
      stripOf<Edge<false, true>>(vectors, t, rows);
    } else if (t.load_c) {
      stripOf<Edge<true, false>>(vectors, t, rows);
    } else {
      stripOf<Edge<false, false>>(vectors, t, rows);
    }
  }

  /// panel (depth × kStrip) = count columns of b, zeros behind them in their last vector.
  static void pack(float* panel, Strided b, std::size_t depth, std::size_t count) {
    const std::size_t whole = b.col == 1 ? count / kWidth * kWidth : 0;
    const std::size_t end = (count + kWidth - 1) / kWidth * kWidth;
    if (b.row == 1) {
      TransposeKernels<Isa>::block(panel, kStrip, b.data, b.col, {count, depth});
    }
    for (std::size_t k = 0; k < depth; ++k) {
      float* const to = panel + k * kStrip;
      const float* const from = b.data + k * b.row;
      for (std::size_t j = 0; j < whole; j += kWidth) {
        Vec::load(from + j).store(to + j);
      }
      for (std::size_t j = whole; j < count && b.row != 1; ++j) {
        to[j] = from[j * b.col];
      }
      for (std::size_t j = count; j < end; ++j) {
        to[j] = 0.0F;
      }
    }
  }

  /// Which entries of c a product writes: all, or those at and below the diagonal (and what shares
  /// a vector with them).
  enum class Part { whole, lower };

  /// Rows of a strip of `vectors` vectors that starts at column j. In a lower part the rows beside
  /// the diagonal take as many vectors as reach it.
  static void rowsOfStrip(StripTask t, int vectors, Part part, std::size_t j, Range rows) {
    const int last_lanes = t.last_lanes;
    for (int v = part == Part::lower ? 1 : vectors; v <= vectors; ++v) {
      const auto step = static_cast<std::size_t>(v) * kWidth;
      const std::size_t first = part == Part::lower ? j + step - kWidth : 0;
      const std::size_t begin = first > rows.begin ? first : rows.begin;
      const std::size_t end = v < vectors && j + step < rows.end ? j + step : rows.end;
      if (begin < end) {
        t.last_lanes = v < vectors ? kWidth : last_lanes;
        stripOf(v, t, {begin, end});
      }
    }
  }

  /// Strip by strip, as few of them as there can be and their widths a vector apart at most: a tile
  /// of one vector waits for its own sums.
  static void strips(const ProductTask& task, Range rows, Part part) {
    const std::size_t width = (task.cols + kWidth - 1) / kWidth;  // in vectors
    const std::size_t count = (width + Isa::kTileVectors - 1) / Isa::kTileVectors;
    const std::size_t end = part == Part::lower && rows.end < task.cols ? rows.end : task.cols;
    std::size_t j = 0;
    for (std::size_t s = 0; s < count && j < end; ++s) {
      const std::size_t vectors = width / count + (s < width % count ? 1U : 0U);
      const std::size_t next = j + vectors * kWidth;
      wholeDepth(task, rows, part, {j, next < task.cols ? next : task.cols});
      j = next;
    }
  }

  /// One strip, depth block by depth block while its part of c stays in the second-level cache.
  static void wholeDepth(const ProductTask& task, Range rows, Part part, Range cols) {
    alignas(64) float panel[kDepthBlock * kStrip];
    const std::size_t longest = task.a.row == 1 ? Isa::kTransposedDepthBlock : kDepthBlock;
    const std::size_t blocks = (task.depth + longest - 1) / longest;
    const std::size_t block = blocks > 1 ? (task.depth + blocks - 1) / blocks : task.depth;
    const std::size_t j = cols.begin;
    const std::size_t count = cols.end - j;
    const auto vectors = static_cast<int>((count + kWidth - 1) / kWidth);
    const bool close_rows = task.depth <= kDepthBlock || task.b.row <= 2 * kStrip;
    const bool in_place = task.b.col == 1 && close_rows && count % kWidth == 0;
    // A depth of 0 still has to write (or keep) c: one empty block.
    for (std::size_t k = 0; k == 0 || k < task.depth; k += block) {
      const std::size_t depth = task.depth - k < block ? task.depth - k : block;
      const Strided b{task.b.data + k * task.b.row + j * task.b.col, task.b.row, task.b.col};
      if (!in_place) {
        pack(panel, b, depth, count);
      }
      const StripTask t{task.c + j,
                        task.cols,
                        {task.a.data + k * task.a.col, task.a.row, task.a.col},
                        in_place ? Strip{b.data, b.row} : Strip{panel, kStrip},
                        depth,
                        task.add || k > 0,
                        static_cast<int>(count) - (vectors - 1) * kWidth};
      rowsOfStrip(t, vectors, part, j, rows);
      if (block == 0) {
        break;
      }
    }
  }

  static void multiply(const ProductTask& task, Range rows) { strips(task, rows, Part::whole); }

  static void gramLower(float* k, const float* y, Shape shape_y, Range rows) {
    const std::size_t q = shape_y.cols;
    const ProductTask task{k, {y, 1, q}, {y, q, 1}, q, shape_y.rows, false};
    strips(task, rows, Part::lower);
  }
};

}  // namespace lacuna::cpu
