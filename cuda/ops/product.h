// Products of matrices in float32. Every entry of c is one fused multiply-add chain over the depth
// in ascending order, as on the CPU, so its bits do not depend on tiles.
//
// A tile of c belongs to a block of threads; slices of a and b go through shared memory, several of
// them under way at a time. A slice lies there as it lies in memory, by depth or by lines, so that
// its copies are whole lines of 16 bytes where the matrix allows.
#pragma once

#include "cuda/cta.h"
#include "device/device.h"
#include "math/real.h"

namespace lacuna::gpu {

/// An operand of which `lines` (rows of a, columns of b) meet over the depth: entry (line, k) lies
/// at data + line·line_step + k·depth_step; one of the steps is 1.
struct Operand {
  const float* data;
  std::size_t line_step;
  std::size_t depth_step;
  std::uint32_t lines;
};

/// c (rows×cols, row-major) from a (rows×depth) and b (depth×cols).
struct ProductTask {
  float* c;
  Operand a;
  Operand b;
  std::uint32_t depth;
};

/// Threads down and across a tile, entries of c that each of them has, and the depth of a slice. A
/// thread with many entries reads little of the slices for what it computes; all threads of a block
/// copy, even where few compute.
template <int kThreadsAcross, int kThreadRows, int kThreadCols, int kSliceDepth>
struct TileShape {
  static constexpr int kSide = kThreadsAcross;
  static constexpr int kRowsEach = kThreadRows;
  static constexpr int kColsEach = kThreadCols;
  static constexpr int kRows = kSide * kThreadRows;
  static constexpr int kCols = kSide * kThreadCols;
  static constexpr int kDepth = kSliceDepth;
  static constexpr int kStages = 3;
  static_assert(kSide * kSide <= static_cast<int>(kThreads));
};
using LargeTile = TileShape<16, 8, 4, 16>;
using SmallTile = TileShape<16, 2, 2, 32>;

/// Neighbours on a line of 16 or 8 bytes, read at once.
template <int kCount>
struct alignas(4 * kCount) Together {
  float value[kCount];
};

/// How the slice of an operand lies in shared memory, and which lines a thread has.
template <int kLines, int kEach, int kDepth, bool kByDepth>
struct SliceOf;

/// Line by line, depth within: a thread reads four depths of a line at once. Its lines are kSide
/// apart, so that neighbours meet different banks.
template <int kLines, int kEach, int kDepth>
struct SliceOf<kLines, kEach, kDepth, true> {
  static constexpr int kStride = kDepth + 4;
  static constexpr int kFloats = kLines * kStride;
  static constexpr int kAcross = kDepth;  // floats in a row
  static constexpr int kDown = kLines;

  static LACUNA_HD int line(int place, int i) { return place + i * (kLines / kEach); }
  /// The thread's lines at the depths k … k + 3.
  static LACUNA_GPU void read(float (&to)[kEach][4], const float* slice, int place, int k) {
    LACUNA_UNROLL(8)
    for (int i = 0; i < kEach; ++i) {
      const auto from = *reinterpret_cast<const Together<4>*>(slice + line(place, i) * kStride + k);
      LACUNA_UNROLL(4)
      for (int d = 0; d < 4; ++d) {
        to[i][d] = from.value[d];
      }
    }
  }
};

/// Depth by depth, lines within: a thread reads its lines, which follow each other, at once.
template <int kLines, int kEach, int kDepth>
struct SliceOf<kLines, kEach, kDepth, false> {
  static constexpr int kStride = kLines + 4;
  static constexpr int kFloats = kDepth * kStride;
  static constexpr int kAcross = kLines;
  static constexpr int kDown = kDepth;
  static constexpr int kAtOnce = kEach < 4 ? kEach : 4;

  static LACUNA_HD int line(int place, int i) { return place * kEach + i; }
  static LACUNA_GPU void read(float (&to)[kEach][4], const float* slice, int place, int k) {
    LACUNA_UNROLL(4)
    for (int d = 0; d < 4; ++d) {
      LACUNA_UNROLL(2)
      for (int i = 0; i < kEach; i += kAtOnce) {
        const auto from = *reinterpret_cast<const Together<kAtOnce>*>(slice + (k + d) * kStride +
                                                                      place * kEach + i);
        LACUNA_UNROLL(4)
        for (int n = 0; n < kAtOnce; ++n) {
          to[i + n][d] = from.value[n];
        }
      }
    }
  }
};

/// One product of one shape: what lies how, and a thread's part of the tile.
template <class Shape, bool kLeftByDepth, bool kRightByDepth>
class TileProduct {
 public:
  using Left = SliceOf<Shape::kRows, Shape::kRowsEach, Shape::kDepth, kLeftByDepth>;
  using Right = SliceOf<Shape::kCols, Shape::kColsEach, Shape::kDepth, kRightByDepth>;
  static constexpr int kSliceFloats = Left::kFloats + Right::kFloats;
  static_assert(Shape::kStages * kSliceFloats <= static_cast<int>(kSharedFloats));

  LACUNA_GPU TileProduct(const ProductTask& task, std::uint32_t row, std::uint32_t col,
                         std::uint32_t thread)
      : task_(task),
        row_(row),
        col_(col),
        down_(static_cast<int>(thread) / Shape::kSide),
        across_(static_cast<int>(thread) % Shape::kSide),
        computes_(thread < Shape::kSide * Shape::kSide) {}

  /// body(i, j, sum) for the thread's entries within c.
  template <class Body>
  LACUNA_GPU void forSums(Body body) {
    LACUNA_UNROLL(8)
    for (int i = 0; i < Shape::kRowsEach; ++i) {
      LACUNA_UNROLL(8)
      for (int j = 0; j < Shape::kColsEach; ++j) {
        const std::uint32_t row = row_ + static_cast<std::uint32_t>(Left::line(down_, i));
        const std::uint32_t col = col_ + static_cast<std::uint32_t>(Right::line(across_, j));
        if (computes_ && row < task_.a.lines && col < task_.b.lines) {
          body(row, col, sum_[i][j]);
        }
      }
    }
  }

  /// All sums over the whole depth.
  template <class Cta>
  LACUNA_GPU void multiply(Cta& cta) {
    float* const shared = static_cast<float*>(__builtin_assume_aligned(cta.shared(), 16));
    const std::uint32_t slices = tilesOf(task_.depth, Shape::kDepth);
    LACUNA_UNROLL(4)
    for (std::uint32_t s = 0; s + 1 < Shape::kStages; ++s) {
      copySlice(cta, shared + s * kSliceFloats, s, slices);
    }
    std::uint32_t stage = 0;                        // of this slice
    std::uint32_t free_stage = Shape::kStages - 1;  // of the one before
    for (std::uint32_t s = 0; s < slices; ++s) {
      cta.template arrived<Shape::kStages - 2>();
      cta.sync();
      copySlice(cta, shared + free_stage * kSliceFloats, s + Shape::kStages - 1, slices);
      multiplySlice(shared + stage * kSliceFloats,
                    static_cast<int>(task_.depth - s * Shape::kDepth));
      free_stage = stage;
      stage = stage + 1 == Shape::kStages ? 0 : stage + 1;
    }
    cta.template arrived<0>();
  }

 private:
  static_assert(Shape::kDepth % 4 == 0);

  /// What a thread needs of four depths.
  struct Parts {
    float a[Shape::kRowsEach][4];
    float b[Shape::kColsEach][4];
  };

  LACUNA_GPU void readParts(Parts& parts, const float* slice, int k) const {
    if (computes_) {
      Left::read(parts.a, slice, down_, k);
      Right::read(parts.b, slice + Left::kFloats, across_, k);
    }
  }

  LACUNA_GPU void multiplyDepth(const Parts& parts, int d) {
    LACUNA_UNROLL(8)
    for (int i = 0; i < Shape::kRowsEach; ++i) {
      LACUNA_UNROLL(8)
      for (int j = 0; j < Shape::kColsEach; ++j) {
        sum_[i][j] = math::fma(parts.a[i][d], parts.b[j][d], sum_[i][j]);
      }
    }
  }

  /// A slice of which `left` depths are there. Zeros behind them would change the sign of a sum of
  /// −0.
  LACUNA_GPU void multiplySlice(const float* slice, int left) {
    if (left >= Shape::kDepth) {
      LACUNA_UNROLL(8)
      for (int k = 0; k < Shape::kDepth; k += 4) {
        Parts parts = {};
        readParts(parts, slice, k);
        LACUNA_UNROLL(4)
        for (int d = 0; d < 4; ++d) {
          multiplyDepth(parts, d);
        }
      }
      return;
    }
    LACUNA_ROLLED
    for (int k = 0; k < left; k += 4) {
      Parts parts = {};
      readParts(parts, slice, k);
      LACUNA_UNROLL(4)
      for (int d = 0; d < 4; ++d) {
        if (k + d < left) {
          multiplyDepth(parts, d);
        }
      }
    }
  }

  /// Slice s, where there is one, as a batch of copies.
  template <class Cta>
  LACUNA_GPU void copySlice(Cta& cta, float* slice, std::uint32_t s, std::uint32_t slices) const {
    if (s < slices) {
      const std::uint32_t k0 = s * Shape::kDepth;
      copyOperand<Left, kLeftByDepth>(cta, slice, task_.a, row_, k0);
      copyOperand<Right, kRightByDepth>(cta, slice + Left::kFloats, task_.b, col_, k0);
    }
    cta.commit();
  }

  /// The part of an operand from `first` line and depth k0 on; zeros where it ends.
  template <class Slice, bool kByDepth, class Cta>
  LACUNA_GPU void copyOperand(Cta& cta, float* to, const Operand& from, std::uint32_t first,
                              std::uint32_t k0) const {
    const std::size_t step = kByDepth ? from.line_step : from.depth_step;
    const std::uint32_t down = kByDepth ? from.lines - first : task_.depth - k0;
    const std::uint32_t across = kByDepth ? task_.depth - k0 : from.lines - first;
    const float* const corner = from.data + first * from.line_step + k0 * from.depth_step;
    const bool whole_lines =
        step % 4 == 0 && across % 4 == 0 && reinterpret_cast<std::uintptr_t>(corner) % 16 == 0;
    if (whole_lines) {
      constexpr int kParts = Slice::kAcross / 4;
      LACUNA_UNROLL(4)
      for (int at = static_cast<int>(cta.thread()); at < Slice::kDown * kParts;
           at += static_cast<int>(kThreads)) {
        const int i = at / kParts;
        const int j = at % kParts * 4;
        const bool is_there =
            static_cast<std::uint32_t>(i) < down && static_cast<std::uint32_t>(j) < across;
        cta.copyFour(to + i * Slice::kStride + j, is_there ? corner + i * step + j : corner,
                     is_there);
      }
    } else {
      LACUNA_UNROLL(4)
      for (int at = static_cast<int>(cta.thread()); at < Slice::kDown * Slice::kAcross;
           at += static_cast<int>(kThreads)) {
        const int i = at / Slice::kAcross;
        const int j = at % Slice::kAcross;
        const bool is_there =
            static_cast<std::uint32_t>(i) < down && static_cast<std::uint32_t>(j) < across;
        cta.copy(to + i * Slice::kStride + j, is_there ? corner + i * step + j : corner, is_there);
      }
    }
  }

  ProductTask task_;
  std::uint32_t row_;
  std::uint32_t col_;
  int down_;
  int across_;
  bool computes_;
  float sum_[Shape::kRowsEach][Shape::kColsEach] = {};
};

template <class Shape>
LACUNA_HD std::uint32_t productTiles(std::uint32_t rows, std::uint32_t cols) {
  return tilesOf(rows, Shape::kRows) * tilesOf(cols, Shape::kCols);
}

/// c = or += a·b.
struct ProductOp {
  Matrix c;
  ConstMatrix a;
  ConstMatrix b;
  Product product;
  Write write;
  Layout layout;

  std::uint32_t plan(Layout chosen) {
    layout = chosen;
    return chosen == Layout::large ? productTiles<LargeTile>(c.rows, c.cols)
                                   : productTiles<SmallTile>(c.rows, c.cols);
  }

  [[nodiscard]] LACUNA_GPU ProductTask task(std::uint32_t problem) const {
    const bool left_by_depth = product != Product::tn;
    const bool right_by_depth = product == Product::nt;
    return {c.of(problem),
            {a.of(problem), left_by_depth ? a.cols : std::size_t{1},
             left_by_depth ? std::size_t{1} : a.cols, c.rows},
            {b.of(problem), right_by_depth ? b.cols : std::size_t{1},
             right_by_depth ? std::size_t{1} : b.cols, c.cols},
            left_by_depth ? a.cols : a.rows};
  }

  // A call of its own has all registers to itself.
  template <class Shape, bool kLeftByDepth, bool kRightByDepth, class Cta>
  LACUNA_GPU void runTile(Cta cta, std::uint32_t problem, std::uint32_t tile) const {
    const std::uint32_t across = tilesOf(c.cols, Shape::kCols);
    TileProduct<Shape, kLeftByDepth, kRightByDepth> product_of(
        task(problem), tile / across * Shape::kRows, tile % across * Shape::kCols, cta.thread());
    float* const to = c.of(problem);
    const std::size_t row = c.cols;
    if (write == Write::add) {
      product_of.forSums(
          [&](std::uint32_t i, std::uint32_t j, float& sum) { sum = to[i * row + j]; });
    }
    product_of.multiply(cta);
    product_of.forSums([&](std::uint32_t i, std::uint32_t j, float sum) { to[i * row + j] = sum; });
  }

  template <class Shape, class Cta>
  LACUNA_GPU void runShape(Cta& cta, std::uint32_t problem, std::uint32_t tile) const {
    if (product == Product::nn) {
      runTile<Shape, true, false>(cta, problem, tile);
    } else if (product == Product::tn) {
      runTile<Shape, false, false>(cta, problem, tile);
    } else {
      runTile<Shape, true, true>(cta, problem, tile);
    }
  }

  template <class Cta>
  LACUNA_GPU void run(Cta& cta, std::uint32_t problem, std::uint32_t tile) const {
    if (layout == Layout::large) {
      runShape<LargeTile>(cta, problem, tile);
    } else {
      runShape<SmallTile>(cta, problem, tile);
    }
  }
};

/// k = yᵀ·y from the entries at and below the diagonal, and its diagonal.
struct GramOp {
  Matrix k;
  Matrix diagonal;  // no data: not wanted
  ConstMatrix y;
  Layout layout;

  /// Tiles of a row of tiles that have entries at or below the diagonal.
  template <class Shape>
  static LACUNA_HD std::uint32_t lowerTilesOf(std::uint32_t order, std::uint32_t down) {
    const std::uint32_t all = tilesOf(order, Shape::kCols);
    const std::uint32_t reached = tilesOf((down + 1) * Shape::kRows, Shape::kCols);
    return reached < all ? reached : all;
  }
  template <class Shape>
  [[nodiscard]] std::uint32_t tilesIn() const {
    std::uint32_t tiles = 0;
    for (std::uint32_t down = 0; down < tilesOf(k.rows, Shape::kRows); ++down) {
      tiles += lowerTilesOf<Shape>(k.rows, down);
    }
    return tiles;
  }
  std::uint32_t plan(Layout chosen) {
    layout = chosen;
    return chosen == Layout::large ? tilesIn<LargeTile>() : tilesIn<SmallTile>();
  }

  template <class Shape, class Cta>
  LACUNA_GPU void runShape(Cta cta, std::uint32_t problem, std::uint32_t tile) const {
    std::uint32_t down = 0;
    while (tile >= lowerTilesOf<Shape>(k.rows, down)) {
      tile -= lowerTilesOf<Shape>(k.rows, down);
      ++down;
    }
    const Operand operand{y.of(problem), 1, y.cols, y.cols};
    TileProduct<Shape, false, false> product_of({k.of(problem), operand, operand, y.rows},
                                                down * Shape::kRows, tile * Shape::kCols,
                                                cta.thread());
    product_of.multiply(cta);
    float* const to = k.of(problem);
    float* const own = diagonal.data == nullptr ? nullptr : diagonal.of(problem);
    const std::size_t order = k.rows;
    product_of.forSums([&](std::uint32_t i, std::uint32_t j, float sum) {
      if (j <= i) {
        to[i * order + j] = sum;
        to[j * order + i] = sum;
      }
      if (j == i && own != nullptr) {
        own[i] = sum;
      }
    });
  }

  template <class Cta>
  LACUNA_GPU void run(Cta& cta, std::uint32_t problem, std::uint32_t tile) const {
    if (layout == Layout::large) {
      runShape<LargeTile>(cta, problem, tile);
    } else {
      runShape<SmallTile>(cta, problem, tile);
    }
  }
};

}  // namespace lacuna::gpu
