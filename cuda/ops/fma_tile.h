// A tile of a product in float32. Every entry is one fused multiply-add chain over the depth in
// ascending order, as on the CPU, so its bits do not depend on tiles.
#pragma once

#include "cuda/ops/slices.h"
#include "math/real.h"

namespace lacuna::gpu {

/// Entries of c that each of 16×16 threads has, and the depth of a slice. A thread with many
/// entries reads little of the slices for what it computes.
template <int kThreadRows, int kThreadCols, int kSliceDepth>
struct FmaShape {
  static constexpr int kSide = 16;
  static constexpr int kRowsEach = kThreadRows;
  static constexpr int kColsEach = kThreadCols;
  static constexpr int kRows = kSide * kThreadRows;
  static constexpr int kCols = kSide * kThreadCols;
  static constexpr int kDepth = kSliceDepth;
};

/// The lines of a slice that a thread has. By depth they are kSide apart, so that neighbours meet
/// different banks, and four depths of a line are read at once; else they follow each other and are
/// read at once.
template <class Lying, int kEach>
struct ThreadLines {
  static constexpr int kSide = 16;
  static constexpr int kAtOnce = kEach < 4 ? kEach : 4;

  static LACUNA_HD int line(int place, int i) {
    return Lying::kDepthWithin ? place + i * kSide : place * kEach + i;
  }

  /// The thread's lines at the depths k … k + 3.
  static LACUNA_GPU void read(float (&to)[kEach][4], const float* slice, int place, int k) {
    if constexpr (Lying::kDepthWithin) {
      LACUNA_UNROLL(8)
      for (int i = 0; i < kEach; ++i) {
        const auto from =
            *reinterpret_cast<const Together<4>*>(slice + Lying::at(line(place, i), k));
        LACUNA_UNROLL(4)
        for (int d = 0; d < 4; ++d) {
          to[i][d] = from.value[d];
        }
      }
    } else {
      LACUNA_UNROLL(4)
      for (int d = 0; d < 4; ++d) {
        LACUNA_UNROLL(2)
        for (int i = 0; i < kEach; i += kAtOnce) {
          const auto from =
              *reinterpret_cast<const Together<kAtOnce>*>(slice + Lying::at(line(place, i), k + d));
          LACUNA_UNROLL(4)
          for (int n = 0; n < kAtOnce; ++n) {
            to[i + n][d] = from.value[n];
          }
        }
      }
    }
  }
};

template <class Shape, bool kLeftByDepth, bool kRightByDepth>
class FmaTile {
 public:
  LACUNA_GPU FmaTile(const ProductTask& task, std::uint32_t row, std::uint32_t col,
                     std::uint32_t thread)
      : task_(task),
        row_(row),
        col_(col),
        down_(static_cast<int>(thread) / Shape::kSide),
        across_(static_cast<int>(thread) % Shape::kSide) {}

  /// body(i, j, sum) for the thread's entries within c.
  template <class Body>
  LACUNA_GPU void forSums(Body body) {
    LACUNA_UNROLL(8)
    for (int i = 0; i < Shape::kRowsEach; ++i) {
      LACUNA_UNROLL(8)
      for (int j = 0; j < Shape::kColsEach; ++j) {
        const std::uint32_t row = row_ + static_cast<std::uint32_t>(Rows::line(down_, i));
        const std::uint32_t col = col_ + static_cast<std::uint32_t>(Cols::line(across_, j));
        if (row < task_.a.lines && col < task_.b.lines) {
          body(row, col, sum_[i][j]);
        }
      }
    }
  }

  /// All sums over the whole depth.
  template <class Cta>
  LACUNA_GPU void multiply(Cta& cta) {
    forSlices<Left, Right>(
        cta, task_, row_, col_,
        [&](const float* left, const float* right, int depths) { addSlice(left, right, depths); });
  }

 private:
  using Left = Slice<Shape::kRows, Shape::kDepth, kLeftByDepth, 4>;
  using Right = Slice<Shape::kCols, Shape::kDepth, kRightByDepth, 4>;
  using Rows = ThreadLines<Left, Shape::kRowsEach>;
  using Cols = ThreadLines<Right, Shape::kColsEach>;
  static_assert(Shape::kDepth % 4 == 0);

  LACUNA_GPU void addSlice(const float* left, const float* right, int depths) {
    const int whole = depths < Shape::kDepth ? depths - depths % 4 : Shape::kDepth;
    LACUNA_UNROLL_BY(2)
    for (int k = 0; k < whole; k += 4) {
      addDepths(left, right, k);
    }
    if (whole < Shape::kDepth) {
      LACUNA_ROLLED
      for (int k = whole; k < depths; ++k) {
        addDepth(left, right, k);
      }
    }
  }

  /// Depths k … k + 3.
  LACUNA_GPU void addDepths(const float* left, const float* right, int k) {
    float a[Shape::kRowsEach][4];
    float b[Shape::kColsEach][4];
    Rows::read(a, left, down_, k);
    Cols::read(b, right, across_, k);
    LACUNA_UNROLL(4)
    for (int d = 0; d < 4; ++d) {
      LACUNA_UNROLL(8)
      for (int i = 0; i < Shape::kRowsEach; ++i) {
        LACUNA_UNROLL(8)
        for (int j = 0; j < Shape::kColsEach; ++j) {
          sum_[i][j] = math::fma(a[i][d], b[j][d], sum_[i][j]);
        }
      }
    }
  }

  /// Depth k alone: zeros behind the last one would change the sign of a sum of −0.
  LACUNA_GPU void addDepth(const float* left, const float* right, int k) {
    LACUNA_UNROLL(8)
    for (int i = 0; i < Shape::kRowsEach; ++i) {
      const float a = left[Left::at(Rows::line(down_, i), k)];
      LACUNA_UNROLL(8)
      for (int j = 0; j < Shape::kColsEach; ++j) {
        const float b = right[Right::at(Cols::line(across_, j), k)];
        sum_[i][j] = math::fma(a, b, sum_[i][j]);
      }
    }
  }

  ProductTask task_;
  std::uint32_t row_;
  std::uint32_t col_;
  int down_;
  int across_;
  float sum_[Shape::kRowsEach][Shape::kColsEach] = {};
};

}  // namespace lacuna::gpu
