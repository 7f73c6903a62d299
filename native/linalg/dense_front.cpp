#include "linalg/dense_front.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "cpu/isa.h"
#include "cpu/parallel.h"

namespace lacuna {
namespace {

constexpr std::size_t kColumns = cpu::kDoubleColumns;
constexpr std::size_t kBlock = 64;  // unknowns that are eliminated at once
constexpr std::size_t kDepth = 256;
constexpr std::size_t kPiece = 32;          // rows of a product that a thread takes
constexpr std::size_t kWorthSharing = 200;  // rows

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

/// Tile t holds rows 8t to 8t + 7, depth by depth; rows that there are not are 0.
void pack(std::vector<double>& packed, const Rows& rows, std::size_t depth) {
  const std::size_t tiles = (rows.count + kColumns - 1) / kColumns;
  packed.resize(tiles * kColumns * depth);
  if (rows.count % kColumns != 0) {
    std::fill(packed.end() - static_cast<std::ptrdiff_t>(kColumns * depth), packed.end(), 0.0);
  }
  for (std::size_t i = 0; i < rows.count; ++i) {
    double* const tile = packed.data() + i / kColumns * kColumns * depth + i % kColumns;
    const double* const row = rows.data + i * rows.stride;
    for (std::size_t k = 0; k < depth; ++k) {
      tile[k * kColumns] = row[k];
    }
  }
}

/// c_ij −= Σ_k a_ik·a_jk for j <= i, j < cols; c has `stride` columns.
void subtractGram(double* c, std::size_t stride, std::size_t cols, const Rows& a, std::size_t depth,
                  std::vector<double>& packed, const FrontWork& work) {
  const cpu::KernelTable& kernels = cpu::currentKernels();
  pack(packed, {a.data, a.stride, std::min(cols, a.count)}, depth);
  forRows(work, a.count, [&](cpu::Range range) {
    for (std::size_t j = 0; j < std::min(cols, range.end); j += kColumns) {
      const cpu::DoubleProductTask task{c + j,
                                        stride,
                                        a.data,
                                        a.stride,
                                        packed.data() + j * depth,
                                        depth,
                                        std::min(kColumns, cols - j)};
      kernels.subtractDoubles(task, {std::max(range.begin, j), range.end});
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

/// Minus the inverse (order×order, row-major, lower) of the lower triangle at `l`.
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
    row[i] = -1.0 / l[i * stride + i];
  }
}

/// a ← a·Lᵀ⁻¹ for rows of `order` entries, by the packed −L⁻¹.
void divideRows(double* a, std::size_t stride, std::size_t count, const std::vector<double>& packed,
                std::size_t order, const FrontWork& work) {
  const cpu::KernelTable& kernels = cpu::currentKernels();
  forRows(work, count, [&](cpu::Range range) {
    std::array<double, kPiece * kBlock> results;
    std::fill_n(results.begin(), (range.end - range.begin) * order, 0.0);
    double* const first = a + range.begin * stride;
    for (std::size_t j = 0; j < order; j += kColumns) {
      const cpu::DoubleProductTask task{
          results.data() + j,           order, first, stride, packed.data() + j * order, order,
          std::min(kColumns, order - j)};
      kernels.subtractDoubles(task, {0, range.end - range.begin});
    }
    for (std::size_t i = 0; i < range.end - range.begin; ++i) {
      std::copy_n(results.begin() + static_cast<std::ptrdiff_t>(i * order), order,
                  first + i * stride);
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
