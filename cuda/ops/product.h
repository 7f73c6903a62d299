// Products of matrices, a tile of the result for a block of threads.
#pragma once

#include "cuda/cuda_device.h"
#include "cuda/ops/fma_tile.h"
#include "cuda/ops/tensor_tile.h"

namespace lacuna::gpu {

/// Sides of tiles, the same for every precision: large ones do most work for what they read, small
/// ones are many. Slices are as deep as two of the large ones and three of the small ones have room
/// for.
template <Layout kLayout>
struct TileShapes;
template <>
struct TileShapes<Layout::large> {
  static constexpr int kDepth = kHasMuchShared ? 32 : 16;
  using Fma = FmaShape<8, 4, kDepth>;
  using Tensor = TensorShape<4, 2, 2, 4, kDepth>;
};
template <>
struct TileShapes<Layout::small> {
  static constexpr int kDepth = kHasMuchShared ? 64 : 32;
  using Fma = FmaShape<2, 2, kDepth>;
  using Tensor = TensorShape<2, 4, 1, 1, kDepth>;
};

struct TileSides {
  std::uint32_t rows;
  std::uint32_t cols;
};

template <Layout kLayout>
LACUNA_HD constexpr TileSides sidesOf() {
  using Shapes = TileShapes<kLayout>;
  static_assert(Shapes::Fma::kRows == Shapes::Tensor::kRows &&
                Shapes::Fma::kCols == Shapes::Tensor::kCols);
  return {Shapes::Fma::kRows, Shapes::Fma::kCols};
}

LACUNA_HD TileSides sidesOf(Layout layout) {
  constexpr TileSides kLarge = sidesOf<Layout::large>();
  constexpr TileSides kSmall = sidesOf<Layout::small>();
  return layout == Layout::large ? kLarge : kSmall;
}

/// How a product is shared out and taken.
struct ProductMode {
  Layout layout = Layout::large;
  ProductPrecision precision = ProductPrecision::float32;
};

/// use(tile) for the tile of that corner, in float32 or of bfloat16 parts.
struct FineTiles {
  template <Layout kLayout, bool kLeftByDepth, bool kRightByDepth, class Cta, class Use>
  static LACUNA_GPU void with(Cta& cta, const ProductTask& task, ProductPrecision precision,
                              TileSides corner, Use use) {
    using Shapes = TileShapes<kLayout>;
    if (precision == ProductPrecision::float32) {
      FmaTile<typename Shapes::Fma, kLeftByDepth, kRightByDepth> tile(task, corner.rows,
                                                                      corner.cols, cta.thread());
      use(tile);
    } else {
      TensorTile<typename Shapes::Tensor, Bf16x3Factors, kLeftByDepth, kRightByDepth> tile(
          task, corner.rows, corner.cols, cta.thread());
      use(tile);
    }
  }
};

/// The same in tf32.
struct Tf32Tiles {
  template <Layout kLayout, bool kLeftByDepth, bool kRightByDepth, class Cta, class Use>
  static LACUNA_GPU void with(Cta& cta, const ProductTask& task, ProductPrecision /*tf32*/,
                              TileSides corner, Use use) {
    using Shapes = TileShapes<kLayout>;
    TensorTile<typename Shapes::Tensor, Tf32Factors, kLeftByDepth, kRightByDepth> tile(
        task, corner.rows, corner.cols, cta.thread());
    use(tile);
  }
};

/// What becomes of a product.
enum class Output : std::uint8_t {
  assign,
  add,
  symmetric  // entries at and below the diagonal are computed and stand above it as well
};

/// c = or += a·b.
struct ProductOp {
  Matrix c;
  Matrix diagonal;  // of a symmetric c; no data: not wanted
  ConstMatrix a;
  ConstMatrix b;
  Product product;
  Output output;
  ProductMode mode;

  std::uint32_t plan(Layout layout) {
    mode.layout = layout;
    const TileSides sides = sidesOf(layout);
    std::uint32_t tiles = 0;
    for (std::uint32_t down = 0; down < tilesOf(c.rows, sides.rows); ++down) {
      tiles += tilesAcross(sides, down);
    }
    return tiles;
  }

  /// Multiply-adds of a tile.
  [[nodiscard]] std::uint64_t fmasOfTile() const {
    const TileSides sides = sidesOf(mode.layout);
    return std::uint64_t{sides.rows} * sides.cols * (product == Product::tn ? a.rows : a.cols);
  }

  template <class Cta>
  LACUNA_GPU void run(Cta& cta, std::uint32_t problem, std::uint32_t tile) const {
    if (mode.precision != ProductPrecision::tf32) {
      runLayout<FineTiles>(cta, problem, tile);
    } else {
      const ProductOp own(*this);  // which alone, with its block, has to lie in memory
      Cta own_cta(cta);
      runApart(own, own_cta, problem, tile);
    }
  }

 private:
  template <class Tiles, class Cta>
  LACUNA_GPU void runLayout(Cta& cta, std::uint32_t problem, std::uint32_t tile) const {
    if (mode.layout == Layout::large) {
      runProduct<Tiles, Layout::large>(cta, problem, tile);
    } else {
      runProduct<Tiles, Layout::small>(cta, problem, tile);
    }
  }

  /// So that the registers of the finer precisions stay what they are.
  template <class Cta>
  static LACUNA_GPU_APART void runApart(const ProductOp& op, Cta& cta, std::uint32_t problem,
                                        std::uint32_t tile) {
    const ProductOp own(op);
    own.runLayout<Tf32Tiles>(cta, problem, tile);
  }

  template <class Tiles, Layout kLayout, class Cta>
  LACUNA_GPU void runProduct(Cta& cta, std::uint32_t problem, std::uint32_t tile) const {
    if (product == Product::nn) {
      runTile<Tiles, kLayout, true, false>(cta, problem, tile);
    } else if (product == Product::tn) {
      runTile<Tiles, kLayout, false, false>(cta, problem, tile);
    } else {
      runTile<Tiles, kLayout, true, true>(cta, problem, tile);
    }
  }

  /// Tiles in a row of tiles; of a symmetric c those that have entries at or below the diagonal.
  [[nodiscard]] LACUNA_HD std::uint32_t tilesAcross(TileSides sides, std::uint32_t down) const {
    const std::uint32_t all = tilesOf(c.cols, sides.cols);
    const std::uint32_t reached = tilesOf((down + 1) * sides.rows, sides.cols);
    return output == Output::symmetric && reached < all ? reached : all;
  }

  [[nodiscard]] LACUNA_GPU TileSides cornerOf(TileSides sides, std::uint32_t tile) const {
    std::uint32_t down = 0;
    LACUNA_ROLLED
    while (tile >= tilesAcross(sides, down)) {
      tile -= tilesAcross(sides, down);
      ++down;
    }
    return {down * sides.rows, tile * sides.cols};
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

  template <class Tiles, Layout kLayout, bool kLeftByDepth, bool kRightByDepth, class Cta>
  LACUNA_GPU void runTile(Cta& cta, std::uint32_t problem, std::uint32_t tile) const {
    constexpr TileSides kSides = sidesOf<kLayout>();
    float* const to = c.of(problem);
    const std::size_t row = c.cols;
    Tiles::template with<kLayout, kLeftByDepth, kRightByDepth>(
        cta, task(problem), mode.precision, cornerOf(kSides, tile), [&](auto& sums) {
          if (output == Output::add) {
            sums.forSums(
                [&](std::uint32_t i, std::uint32_t j, float& sum) { sum = to[i * row + j]; });
          }
          sums.multiply(cta);
          if (output != Output::symmetric) {
            sums.forSums(
                [&](std::uint32_t i, std::uint32_t j, float sum) { to[i * row + j] = sum; });
          } else {
            keepSymmetric(sums, problem);
          }
        });
  }

  template <class Sums>
  LACUNA_GPU void keepSymmetric(Sums& sums, std::uint32_t problem) const {
    float* const to = c.of(problem);
    float* const own = diagonal.data == nullptr ? nullptr : diagonal.of(problem);
    const std::size_t order = c.rows;
    sums.forSums([&](std::uint32_t i, std::uint32_t j, float sum) {
      if (j <= i) {
        to[i * order + j] = sum;
        to[j * order + i] = sum;
      }
      if (j == i && own != nullptr) {
        own[i] = sum;
      }
    });
  }
};

}  // namespace lacuna::gpu
