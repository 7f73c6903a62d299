#include "linalg/dense_front.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "cpu/parallel.h"

namespace lacuna {
namespace {

constexpr std::size_t kTile = 4;    // rows and columns of a product that are summed at once
constexpr std::size_t kBlock = 64;  // unknowns that are eliminated at once
constexpr std::size_t kDepth = 256;
constexpr std::size_t kPiece = 32;  // rows of a product that a thread takes, a multiple of the tile
constexpr std::size_t kWorthSharing = 200;  // rows

using Sums = std::array<std::array<double, kTile>, kTile>;

/// Rows of a matrix; row i at data + i·stride.
struct Rows {
  const double* data;
  std::size_t stride;
  std::size_t count;
};

/// body(range) for pieces of rows.
template <class Body>
void forRows(const FrontWork& work, std::size_t count, const Body& body) {
  const std::size_t pieces = (count + kPiece - 1) / kPiece;
  const auto run = [&](cpu::Range range) {
    for (std::size_t p = range.begin; p < range.end; ++p) {
      body(cpu::Range{p * kPiece, std::min(count, (p + 1) * kPiece)});
    }
    work.between();
  };
  if (work.team == nullptr || count < kWorthSharing) {
    run({0, pieces});
  } else {
    cpu::parallelFor(*work.team, pieces, 1, run);
  }
}

std::size_t tiles(std::size_t count) { return (count + kTile - 1) / kTile; }

/// Tile t holds rows 4t to 4t + 3, depth by depth; rows that there are not are 0.
void pack(std::vector<double>& packed, const Rows& rows, std::size_t depth) {
  packed.resize(tiles(rows.count) * kTile * depth);
  if (rows.count % kTile != 0) {
    std::fill(packed.end() - static_cast<std::ptrdiff_t>(kTile * depth), packed.end(), 0.0);
  }
  for (std::size_t i = 0; i < rows.count; ++i) {
    double* const tile = packed.data() + i / kTile * kTile * depth + i % kTile;
    const double* const row = rows.data + i * rows.stride;
    for (std::size_t k = 0; k < depth; ++k) {
      tile[k * kTile] = row[k];
    }
  }
}

/// Four rows times a packed tile.
Sums multiply(const std::array<const double*, kTile>& a, const double* b, std::size_t depth) {
  Sums sums{};
  for (std::size_t k = 0; k < depth; ++k) {
    for (std::size_t r = 0; r < kTile; ++r) {
      for (std::size_t c = 0; c < kTile; ++c) {
        sums[r][c] += a[r][k] * b[k * kTile + c];
      }
    }
  }
  return sums;
}

/// Four rows from `first` on, the last one again where there are fewer.
std::array<const double*, kTile> fourRows(const Rows& a, std::size_t first) {
  std::array<const double*, kTile> rows{};
  for (std::size_t r = 0; r < kTile; ++r) {
    rows[r] = a.data + std::min(first + r, a.count - 1) * a.stride;
  }
  return rows;
}

/// c_ij −= Σ_k a_ik·a_jk for j <= i, j < cols; c has `stride` columns.
void subtractGram(double* c, std::size_t stride, std::size_t cols, const Rows& a, std::size_t depth,
                  std::vector<double>& packed, const FrontWork& work) {
  pack(packed, {a.data, a.stride, std::min(cols, a.count)}, depth);
  forRows(work, a.count, [&](cpu::Range range) {
    for (std::size_t j = 0; j < std::min(cols, range.end); j += kTile) {
      const std::size_t width = std::min(kTile, cols - j);
      const double* const b = packed.data() + j * depth;
      for (std::size_t i = std::max(range.begin, j); i < range.end; i += kTile) {
        const Sums sums = multiply(fourRows(a, i), b, depth);
        for (std::size_t r = 0; r < std::min(kTile, range.end - i); ++r) {
          double* const row = c + (i + r) * stride + j;
          for (std::size_t l = 0; l < width; ++l) {
            row[l] -= sums[r][l];
          }
        }
      }
    }
  });
}

/// Cholesky of the order×order block at `a`; false when a pivot is not positive.
bool factorBlock(double* a, std::size_t stride, std::size_t order) {
  for (std::size_t j = 0; j < order; ++j) {
    double* const row_j = a + j * stride;
    double pivot = row_j[j];
    for (std::size_t k = 0; k < j; ++k) {
      pivot -= row_j[k] * row_j[k];
    }
    if (!(pivot > 0.0)) {
      return false;
    }
    row_j[j] = std::sqrt(pivot);
    for (std::size_t i = j + 1; i < order; ++i) {
      double* const row = a + i * stride;
      double sum = row[j];
      for (std::size_t k = 0; k < j; ++k) {
        sum -= row[k] * row_j[k];
      }
      row[j] = sum / row_j[j];
    }
  }
  return true;
}

/// The inverse (order×order, row-major, lower) of the lower triangle at `l`.
void invertBlock(std::vector<double>& inverse, const double* l, std::size_t stride,
                 std::size_t order) {
  inverse.assign(order * order, 0.0);
  for (std::size_t i = 0; i < order; ++i) {
    double* const row = inverse.data() + i * order;
    for (std::size_t k = 0; k < i; ++k) {
      const double factor = l[i * stride + k];
      for (std::size_t j = 0; j <= k; ++j) {
        row[j] -= factor * inverse[k * order + j];
      }
    }
    for (std::size_t j = 0; j < i; ++j) {
      row[j] /= l[i * stride + i];
    }
    row[i] = 1.0 / l[i * stride + i];
  }
}

/// a ← a·Lᵀ⁻¹ for rows of `order` entries, by the packed inverse of L.
void divideRows(double* a, std::size_t stride, std::size_t count, const std::vector<double>& packed,
                std::size_t order, const FrontWork& work) {
  forRows(work, count, [&](cpu::Range range) {
    std::array<std::array<double, kBlock + kTile>, kTile> results{};
    for (std::size_t i = range.begin; i < range.end; i += kTile) {
      const auto rows = fourRows({a, stride, range.end}, i);
      for (std::size_t j = 0; j < order; j += kTile) {
        const Sums sums = multiply(rows, packed.data() + j * order, order);
        for (std::size_t r = 0; r < kTile; ++r) {
          std::copy(sums[r].begin(), sums[r].end(), results[r].begin() + j);
        }
      }
      for (std::size_t r = 0; r < std::min(kTile, range.end - i); ++r) {
        std::copy_n(results[r].begin(), order, a + (i + r) * stride);
      }
    }
  });
}

}  // namespace

bool eliminate(const Front& front, const FrontWork& work) {
  const std::size_t own = front.own;
  const std::size_t all = own + front.rest;
  std::vector<double> inverse;
  std::vector<double> packed;
  for (std::size_t begin = 0; begin < own; begin += kBlock) {
    const std::size_t order = std::min(kBlock, own - begin);
    const std::size_t end = begin + order;
    double* const block = front.panel + begin * own + begin;
    if (!factorBlock(block, own, order)) {
      return false;
    }
    if (end == all) {
      break;
    }
    invertBlock(inverse, block, own, order);
    pack(packed, {inverse.data(), order, order}, order);
    double* const below = front.panel + end * own + begin;
    divideRows(below, own, all - end, packed, order, work);
    if (end < own) {
      subtractGram(front.panel + end * own + end, own, own - end, {below, own, all - end}, order,
                   packed, work);
    }
  }
  for (std::size_t k = 0; front.rest > 0 && k < own; k += kDepth) {
    const Rows rows{front.panel + own * own + k, own, front.rest};
    subtractGram(front.update, front.rest, front.rest, rows, std::min(kDepth, own - k), packed,
                 work);
  }
  return true;
}

}  // namespace lacuna
