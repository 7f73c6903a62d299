// Transposes, and blocks of a matrix as the rows of another one (see math/block_view.h).
#pragma once

#include "cuda/entries.h"
#include "device/device.h"

namespace lacuna::gpu {

/// y = xᵀ, in squares of 32×32.
struct TransposeOp {
  Matrix y;
  ConstMatrix x;

  static constexpr std::uint32_t kSide = 32;
  static constexpr std::uint32_t kStride = kSide + 1;

  std::uint32_t plan(Layout /*layout*/) const {
    return tilesOf(x.rows, kSide) * tilesOf(x.cols, kSide);
  }

  template <class Cta>
  LACUNA_GPU void run(Cta& cta, std::uint32_t problem, std::uint32_t tile) const {
    const std::uint32_t across = tilesOf(x.cols, kSide);
    const std::uint32_t top = tile / across * kSide;
    const std::uint32_t left = tile % across * kSide;
    float* const square = cta.shared();
    for (std::uint32_t at = cta.thread(); at < kSide * kSide; at += kThreads) {
      const std::uint32_t i = top + at / kSide;
      const std::uint32_t j = left + at % kSide;
      if (i < x.rows && j < x.cols) {
        square[at / kSide * kStride + at % kSide] =
            x.of(problem)[static_cast<std::size_t>(i) * x.cols + j];
      }
    }
    cta.sync();
    for (std::uint32_t at = cta.thread(); at < kSide * kSide; at += kThreads) {
      const std::uint32_t i = top + at % kSide;
      const std::uint32_t j = left + at / kSide;
      if (i < x.rows && j < x.cols) {
        y.of(problem)[static_cast<std::size_t>(j) * x.rows + i] =
            square[at % kSide * kStride + at / kSide];
      }
    }
  }
};

/// y (n×m) = xᵀ minus the mean of each row of y: sixteen columns of x (m×n) make a tile. Each
/// thread adds up what its lane of the sum of a row of y has.
struct TransposeAndCentreOp {
  Matrix y;
  ConstMatrix x;

  static constexpr std::uint32_t kBand = 256;  // rows of x at a time
  static constexpr std::uint32_t kStride = kTileRows + 1;
  static_assert(kBand * kStride <= kSharedFloats);

  std::uint32_t plan(Layout /*layout*/) const { return tilesOf(x.cols, kTileRows); }

  template <class Cta>
  LACUNA_GPU void run(Cta& cta, std::uint32_t problem, std::uint32_t tile) const {
    const std::size_t row = static_cast<std::size_t>(tile) * kTileRows + cta.thread() / kLanes;
    double sum = 0.0;
    forBands(cta, problem, tile,
             [&](std::uint32_t /*i*/, float entry) { sum += static_cast<double>(entry); });
    float mean = 0.0F;
    if (row < y.rows) {
      mean = static_cast<float>(cta.fold(sum) / static_cast<double>(y.cols));
    }
    float* const to = y.of(problem) + row * y.cols;
    const auto keep = [&](std::uint32_t i, float entry) { to[i] = entry - mean; };
    if (x.rows <= kBand) {
      useBand(cta, tile, 0, keep);
    } else {
      forBands(cta, problem, tile, keep);
    }
  }

 private:
  /// use(i, entry) for the thread's entries (row, i) of y.
  template <class Cta, class Use>
  LACUNA_GPU void forBands(Cta& cta, std::uint32_t problem, std::uint32_t tile, Use use) const {
    const std::uint32_t first = tile * kTileRows;
    LACUNA_ROLLED
    for (std::uint32_t top = 0; top < x.rows; top += kBand) {
      cta.sync();
      copyColumns(cta, cta.shared(), x.of(problem) + static_cast<std::size_t>(top) * x.cols + first,
                  x.cols, countOf(top), x.cols - first);
      cta.template arrived<0>();
      cta.sync();
      useBand(cta, tile, top, use);
    }
  }

  template <class Cta, class Use>
  LACUNA_GPU void useBand(Cta& cta, std::uint32_t tile, std::uint32_t top, Use use) const {
    const std::uint32_t row = cta.thread() / kLanes;
    if (tile * kTileRows + row < x.cols) {
      LACUNA_UNROLL_BY(4)
      for (std::uint32_t i = cta.thread() % kLanes; i < countOf(top); i += kLanes) {
        use(top + i, cta.shared()[i * kStride + row]);
      }
    }
  }

  [[nodiscard]] LACUNA_GPU std::uint32_t countOf(std::uint32_t top) const {
    return x.rows - top < kBand ? x.rows - top : kBand;
  }
};

/// y = the view of x, or its transpose for blocks that are related; minus the mean of each row
/// where that is asked for.
struct GatherBlocksOp {
  Matrix y;
  ConstMatrix x;
  BlockGrid grid;
  bool transposed;
  bool centred;

  std::uint32_t plan(Layout /*layout*/) const { return tilesOf(y.rows, kTileRows); }

  template <class Cta>
  LACUNA_GPU void run(Cta& cta, std::uint32_t problem, std::uint32_t tile) const {
    forRow(cta, y.rows, tile, [&](std::size_t i, std::uint32_t lane) {
      float mean = 0.0F;
      if (centred) {
        double sum = 0.0;
        for (std::uint32_t j = lane; j < y.cols; j += kLanes) {
          sum += static_cast<double>(entry(problem, i, j));
        }
        mean = static_cast<float>(cta.fold(sum) / static_cast<double>(y.cols));
      }
      for (std::uint32_t j = lane; j < y.cols; j += kLanes) {
        const float value = entry(problem, i, j);
        y.of(problem)[i * y.cols + j] = centred ? value - mean : value;
      }
    });
  }

 private:
  [[nodiscard]] LACUNA_GPU float entry(std::uint32_t problem, std::size_t i, std::size_t j) const {
    const std::size_t block = transposed ? j : i;
    const std::size_t position = transposed ? i : j;
    return x.of(problem)[math::blockCorner(grid, block, x.cols) + position / grid.width * x.cols +
                         position % grid.width];
  }
};

/// y = d_x += the adjoint of the view applied to g: the summands of an entry in the order of
/// blocks.
struct ScatterAddBlocksOp {
  Matrix y;
  ConstMatrix g;
  BlockGrid grid;

  std::uint32_t plan(Layout /*layout*/) const { return tilesOf(y.rows, kTileRows); }

  template <class Cta>
  LACUNA_GPU void run(Cta& cta, std::uint32_t problem, std::uint32_t tile) const {
    const auto addTo = [&](std::size_t at) {
      const std::size_t i = at / y.cols;
      const std::size_t j = at % y.cols;
      const auto [first, last] = math::blockRowsOver(grid, i, i + 1);
      float& entry = y.of(problem)[at];
      float sum = entry;
      for (std::size_t p = first; p < last; ++p) {
        const std::size_t row = i - p * grid.row_stride;
        const std::size_t begin = j < grid.width ? 0 : (j - grid.width) / grid.col_stride + 1;
        const std::size_t end = j / grid.col_stride + 1;
        for (std::size_t q = begin; q < end && q < grid.across; ++q) {
          const std::size_t position = row * grid.width + (j - q * grid.col_stride);
          sum = sum + g.of(problem)[(p * grid.across + q) * grid.positions() + position];
        }
      }
      entry = sum;
    };
    forIndices(cta, y.rows, y.cols, tile, addTo);
  }
};

}  // namespace lacuna::gpu
