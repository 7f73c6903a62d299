#include "linalg/double_product.h"

#include <algorithm>
#include <vector>

#include "cpu/isa.h"
#include "cpu/parallel.h"

namespace lacuna {
namespace {

constexpr std::size_t kColumns = cpu::kDoubleColumns;
constexpr std::size_t kDepth = 192;        // of a block; a tile of b then lies in the cache
constexpr std::size_t kPiece = 32;         // rows that a thread takes
constexpr std::size_t kAlone = 1U << 17U;  // multiplications that one thread does at once

/// How many columns rows before `end` need.
using Needed = std::size_t (*)(const DoubleProduct& product, std::size_t end);

std::size_t all(const DoubleProduct& product, std::size_t /*end*/) { return product.cols; }

std::size_t lower(const DoubleProduct& product, std::size_t end) {
  return std::min(product.cols, end);
}

/// Tile t holds columns 8t to 8t + 7 of rows begin … begin + depth − 1 of b, row by row; columns
/// that there are not are 0.
void pack(double* packed, const DoubleProduct& product, std::size_t begin, std::size_t depth) {
  const DoubleStrided& b = product.b;
  for (std::size_t j = 0; j < product.cols; j += kColumns) {
    const std::size_t width = std::min(kColumns, product.cols - j);
    double* const tile = packed + j * depth;
    const double* const from = b.data + begin * b.row + j * b.col;
    if (width < kColumns) {
      std::fill_n(tile, kColumns * depth, 0.0);
    }
    if (b.col == 1) {
      for (std::size_t k = 0; k < depth; ++k) {
        std::copy_n(from + k * b.row, width, tile + k * kColumns);
      }
    } else {
      for (std::size_t l = 0; l < width; ++l) {
        for (std::size_t k = 0; k < depth; ++k) {
          tile[k * kColumns + l] = from[k * b.row + l * b.col];
        }
      }
    }
  }
}

void subtract(cpu::Team& team, const DoubleProduct& product, const std::function<void()>& between,
              Needed needed) {
  const cpu::KernelTable& kernels = cpu::currentKernels();
  const std::size_t tiles = (product.cols + kColumns - 1) / kColumns;
  std::vector<double> packed(tiles * kColumns * std::min(product.depth, kDepth));
  const bool alone = product.rows * product.cols * product.depth < kAlone;
  for (std::size_t begin = 0; begin < product.depth; begin += kDepth) {
    const std::size_t depth = std::min(kDepth, product.depth - begin);
    pack(packed.data(), product, begin, depth);
    const auto rows = [&](cpu::Range range) {
      if (between) {
        between();
      }
      kernels.subtractFused({product.c, product.c_row, product.a + begin, product.a_row,
                             packed.data(), depth, needed(product, range.end)},
                            range);
    };
    if (alone) {
      rows({0, product.rows});
    } else {
      cpu::parallelFor(team, product.rows, kPiece, rows);
    }
  }
}

}  // namespace

void subtractProduct(cpu::Team& team, const DoubleProduct& product,
                     const std::function<void()>& between) {
  subtract(team, product, between, all);
}

void subtractLower(cpu::Team& team, const DoubleProduct& product,
                   const std::function<void()>& between) {
  subtract(team, product, between, lower);
}

}  // namespace lacuna
