// Transposes in square register blocks.
#pragma once

#include <cstddef>

#include "cpu/kernel_table.h"
#include "cpu/simd/wide.h"
#include "math/host_device.h"

namespace lacuna::cpu {

template <class Isa>
struct TransposeKernels {
  using Vec = typename Isa::Vec;
  static constexpr std::size_t kSide = Vec::kWidth;

  /// The columns of a block of kSide×kSide, a vector each.
  struct Square {
    Vec col[kSide];

    LACUNA_HD void load(const float* x, std::size_t x_row) {
      LACUNA_UNROLL(16)
      for (std::size_t i = 0; i < kSide; ++i) {
        col[i] = Vec::load(x + i * x_row);
      }
      transposeInPlace(col);
    }
    /// Of a block with fewer rows or columns: zeros behind.
    LACUNA_HD void load(const float* x, std::size_t x_row, Shape shape) {
      LACUNA_UNROLL(16)
      for (std::size_t i = 0; i < kSide; ++i) {
        col[i] = i < shape.rows ? Vec::load(x + i * x_row, static_cast<int>(shape.cols))
                                : Vec::broadcast(0.0F);
      }
      transposeInPlace(col);
    }
    LACUNA_HD void store(float* y, std::size_t y_row) const {
      LACUNA_UNROLL(16)
      for (std::size_t j = 0; j < kSide; ++j) {
        col[j].store(y + j * y_row);
      }
    }
    LACUNA_HD void store(float* y, std::size_t y_row, Shape shape) const {
      LACUNA_UNROLL(16)
      for (std::size_t j = 0; j < kSide; ++j) {
        if (j < shape.cols) {
          col[j].store(y + j * y_row, static_cast<int>(shape.rows));
        }
      }
    }
  };

  /// Calls body(i, j, shape) for every block of kSide×kSide at (i, j), or what is left of one at an
  /// edge. Those of one 16×16 block follow each other, so that whole cache lines are used.
  template <class Body>
  static LACUNA_HD void forEachSquare(Shape shape, Body body) {
    for (std::size_t i = 0; i < shape.rows; i += kWide) {
      const std::size_t end_i = shape.rows - i < kWide ? shape.rows : i + kWide;
      for (std::size_t j = 0; j < shape.cols; j += kWide) {
        const std::size_t end_j = shape.cols - j < kWide ? shape.cols : j + kWide;
        for (std::size_t c = j; c < end_j; c += kSide) {
          for (std::size_t r = i; r < end_i; r += kSide) {
            body(r, c,
                 Shape{end_i - r < kSide ? end_i - r : kSide,
                       end_j - c < kSide ? end_j - c : kSide});
          }
        }
      }
    }
  }

  static LACUNA_HD bool isWhole(Shape shape) { return shape.rows == kSide && shape.cols == kSide; }

  /// y = xᵀ for one block. A call of its own, because inside a loop the compiler would keep the
  /// address of each row on the stack.
  static LACUNA_APART void whole(float* y, std::size_t y_row, const float* x, std::size_t x_row) {
    Square square;
    square.load(x, x_row);
    square.store(y, y_row);
  }
  static LACUNA_APART void part(float* y, std::size_t y_row, const float* x, std::size_t x_row,
                                Shape shape) {
    Square square;
    square.load(x, x_row, shape);
    square.store(y, y_row, shape);
  }

  /// y (cols×rows, leading dimension y_row) = xᵀ for a block x of rows×cols (leading dimension
  /// x_row).
  static LACUNA_HD void block(float* y, std::size_t y_row, const float* x, std::size_t x_row,
                              Shape shape) {
    forEachSquare(shape, [&](std::size_t i, std::size_t j, Shape square) LACUNA_BODY {
      if (isWhole(square)) {
        whole(y + j * y_row + i, y_row, x + i * x_row + j, x_row);
      } else {
        part(y + j * y_row + i, y_row, x + i * x_row + j, x_row, square);
      }
    });
  }

  /// rows of y (n×m) = the columns of x (m×n), in bands of one cache line of x: wider ones would
  /// write more rows of y in turn than one set of the first-level cache holds.
  static void transpose(float* y, const float* x, Shape shape_x, Range rows) {
    for (std::size_t j = rows.begin; j < rows.end; j += kWide) {
      const std::size_t count = rows.end - j < kWide ? rows.end - j : kWide;
      block(y + j * shape_x.rows, shape_x.rows, x + j, shape_x.cols, {shape_x.rows, count});
    }
  }

  /// k_ij = k_ji for i in rows, j > i.
  static void mirrorLower(float* k, std::size_t order, Range rows) {
    for (std::size_t i = rows.begin; i < rows.end; i += kWide) {
      const std::size_t band_end = i + kWide < rows.end ? i + kWide : rows.end;
      for (std::size_t r = i; r < band_end; ++r) {
        for (std::size_t j = r + 1; j < band_end; ++j) {
          k[r * order + j] = k[j * order + r];
        }
      }
      block(k + i * order + band_end, order, k + band_end * order + i, order,
            {order - band_end, band_end - i});
    }
  }
};

}  // namespace lacuna::cpu
