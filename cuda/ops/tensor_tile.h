// A tile of a product on tensor cores, in which each factor x is split in two bfloat16 parts, x =
// high + low up to 2⁻¹⁷ of it, and high·high + high·low + low·high is added in float32. Errors are
// about 4e-6 of the product of the norms; float32 has 3e-7.
#pragma once

#include "cuda/ops/slices.h"

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

template <class Shape, bool kLeftByDepth, bool kRightByDepth>
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
    forSlices<Left, Right, Shape::kDepth>(
        cta, task_, row_, col_, [&](const float* left, const float* right, int /*depths*/) {
          LACUNA_UNROLL(2)
          for (int k = 0; k < Shape::kDepth; k += 16) {
            addDepths(cta, left, right, k);
          }
        });
  }

 private:
  using Left = Slice<Shape::kRows, Shape::kDepth, kLeftByDepth, kLeftByDepth ? 8 : 4>;
  using Right = Slice<Shape::kCols, Shape::kDepth, kRightByDepth, kRightByDepth ? 8 : 4>;
  static_assert(Shape::kDepth % 16 == 0);

  /// Two neighbouring depths of a line, split.
  struct SplitPair {
    std::uint32_t high;
    std::uint32_t low;
  };

  template <class Lying, bool kByDepth, class Cta>
  static LACUNA_GPU SplitPair read(Cta& cta, const float* slice, int line, int k) {
    float x = 0.0F;
    float y = 0.0F;
    if constexpr (kByDepth) {
      const auto both = *reinterpret_cast<const Together<2>*>(slice + Lying::at(line, k));
      x = both.value[0];
      y = both.value[1];
    } else {
      x = slice[Lying::at(line, k)];
      y = slice[Lying::at(line, k + 1)];
    }
    const std::uint32_t high = cta.packHalves(x, y);
    return {high, cta.packHalves(x - math::fromBits(high << 16U),
                                 y - math::fromBits(high & 0xFFFF0000U))};
  }

  /// sum += a·b over the depths k … k + 15.
  template <class Cta>
  LACUNA_GPU void addDepths(Cta& cta, const float* left, const float* right, int k) {
    std::uint32_t a_high[Shape::kDownEach][4];
    std::uint32_t a_low[Shape::kDownEach][4];
    LACUNA_UNROLL(8)
    for (int m = 0; m < Shape::kDownEach; ++m) {
      LACUNA_UNROLL(4)
      for (int at = 0; at < 4; ++at) {
        const int line = first_row_ + 16 * m + group_ + at % 2 * 8;
        const auto pair = read<Left, kLeftByDepth>(cta, left, line, k + 2 * place_ + at / 2 * 8);
        a_high[m][at] = pair.high;
        a_low[m][at] = pair.low;
      }
    }
    LACUNA_UNROLL(8)
    for (int n = 0; n < Shape::kAcrossEach; ++n) {
      std::uint32_t b_high[2];
      std::uint32_t b_low[2];
      LACUNA_UNROLL(2)
      for (int at = 0; at < 2; ++at) {
        const int line = first_col_ + 8 * n + group_;
        const auto pair = read<Right, kRightByDepth>(cta, right, line, k + 2 * place_ + at * 8);
        b_high[at] = pair.high;
        b_low[at] = pair.low;
      }
      LACUNA_UNROLL(8)
      for (int m = 0; m < Shape::kDownEach; ++m) {
        cta.multiplyAdd(sum_[m][n], a_low[m], b_high);
        cta.multiplyAdd(sum_[m][n], a_high[m], b_low);
        cta.multiplyAdd(sum_[m][n], a_high[m], b_high);
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
