// A tile of a product on tensor cores, by what `Factors` make of the factors.
#pragma once

#include "cuda/ops/tensor_factors.h"

namespace lacuna::gpu {

/// Warps down and across a tile, blocks of 16×8 entries of each, and the depth of a slice.
template <int kWarpsDown, int kWarpsAcross, int kBlocksDown, int kBlocksAcross, int kSliceDepth>
struct TensorShape {
  static constexpr int kAcross = kWarpsAcross;
  static constexpr int kDownEach = kBlocksDown;
  static constexpr int kAcrossEach = kBlocksAcross;
  static constexpr int kRows = 16 * kWarpsDown * kBlocksDown;
  static constexpr int kCols = 8 * kWarpsAcross * kBlocksAcross;
  static constexpr int kDepth = kSliceDepth;
  static_assert(32 * kWarpsDown * kWarpsAcross == static_cast<int>(kThreads));
};

template <class Shape, class Factors, bool kLeftByDepth, bool kRightByDepth>
class TensorTile {
 public:
  LACUNA_GPU TensorTile(const ProductTask& task, std::uint32_t row, std::uint32_t col,
                        std::uint32_t thread)
      : task_(task),
        row_(row),
        col_(col),
        first_row_(static_cast<int>(thread / 32) / Shape::kAcross * 16 * Shape::kDownEach),
        first_col_(static_cast<int>(thread / 32) % Shape::kAcross * 8 * Shape::kAcrossEach),
        group_(static_cast<int>(thread % 32) / 4),
        place_(static_cast<int>(thread % 4)) {}

  /// body(i, j, sum) for the thread's entries within c.
  template <class Body>
  LACUNA_GPU void forSums(Body body) {
    LACUNA_UNROLL(8)
    for (int m = 0; m < Shape::kDownEach; ++m) {
      LACUNA_UNROLL(8)
      for (int n = 0; n < Shape::kAcrossEach; ++n) {
        LACUNA_UNROLL(4)
        for (int at = 0; at < 4; ++at) {
          const int i = first_row_ + 16 * m + group_ + at / 2 * 8;
          const int j = first_col_ + 8 * n + 2 * place_ + at % 2;
          const std::uint32_t row = row_ + static_cast<std::uint32_t>(i);
          const std::uint32_t col = col_ + static_cast<std::uint32_t>(j);
          if (row < task_.a.lines && col < task_.b.lines) {
            body(row, col, sum_[m][n][at]);
          }
        }
      }
    }
  }

  template <class Cta>
  LACUNA_GPU void multiply(Cta& cta) {
    forSlices<Left, Right>(cta, task_, row_, col_,
                           [&](const float* left, const float* right, int /*depths*/) {
                             LACUNA_UNROLL_BY(2)
                             for (int k = 0; k < Shape::kDepth; k += Factors::kDepth) {
                               addDepths(cta, left, right, k);
                             }
                           });
  }

 private:
  static constexpr int padOf(bool by_depth) {
    return by_depth ? Factors::kPadByDepth : Factors::kPadByLines;
  }
  using Left = Slice<Shape::kRows, Shape::kDepth, kLeftByDepth, padOf(kLeftByDepth)>;
  using Right = Slice<Shape::kCols, Shape::kDepth, kRightByDepth, padOf(kRightByDepth)>;
  static_assert(Shape::kDepth % Factors::kDepth == 0);

  /// sum += a·b over the depths of an instruction from k on.
  template <class Cta>
  LACUNA_GPU void addDepths(Cta& cta, const float* left, const float* right, int k) {
    constexpr int kHalf = Factors::kDepth / 2;
    const int own = k + Factors::kDepthsEach * place_;
    typename Factors::template Fragment<4> a[Shape::kDownEach];
    LACUNA_UNROLL(8)
    for (int m = 0; m < Shape::kDownEach; ++m) {
      LACUNA_UNROLL(4)
      for (int at = 0; at < 4; ++at) {
        const int line = first_row_ + 16 * m + group_ + at % 2 * 8;
        Factors::template read<Left>(cta, a[m], at, left, line, own + at / 2 * kHalf);
      }
    }
    typename Factors::template Fragment<2> b[Shape::kAcrossEach];
    LACUNA_UNROLL(8)
    for (int n = 0; n < Shape::kAcrossEach; ++n) {
      LACUNA_UNROLL(2)
      for (int at = 0; at < 2; ++at) {
        const int line = first_col_ + 8 * n + group_;
        Factors::template read<Right>(cta, b[n], at, right, line, own + at * kHalf);
      }
    }
    // One part of all sums after the other: a sum that has just been added to is not there yet.
    LACUNA_UNROLL(4)
    for (int part = 0; part < Factors::kParts; ++part) {
      LACUNA_UNROLL(8)
      for (int n = 0; n < Shape::kAcrossEach; ++n) {
        LACUNA_UNROLL(8)
        for (int m = 0; m < Shape::kDownEach; ++m) {
          Factors::multiplyAdd(cta, part, sum_[m][n], a[m], b[n]);
        }
      }
    }
  }

  ProductTask task_;
  std::uint32_t row_;
  std::uint32_t col_;
  int first_row_;  // of the warp within the tile
  int first_col_;
  int group_;  // of four threads, in the warp
  int place_;  // in the group
  float sum_[Shape::kDownEach][Shape::kAcrossEach][4] = {};
};

}  // namespace lacuna::gpu
