// Transposes in 4×4 register blocks.
#pragma once

#include <cstddef>

#include "cpu/kernel_table.h"
#include "math/host_device.h"

namespace lacuna::cpu {

template <class Isa>
struct TransposeKernels {
  /// y (cols×rows, leading dimension y_row) = xᵀ for a block x of rows×cols (leading dimension
  /// x_row).
  static LACUNA_HD void block(float* y, std::size_t y_row, const float* x, std::size_t x_row,
                              Shape shape) {
    const std::size_t whole_rows = shape.rows & ~std::size_t{3};
    const std::size_t whole_cols = shape.cols & ~std::size_t{3};
    for (std::size_t i = 0; i < whole_rows; i += 4) {
      for (std::size_t j = 0; j < whole_cols; j += 4) {
        Isa::Transpose::four(y + j * y_row + i, y_row, x + i * x_row + j, x_row);
      }
    }
    for (std::size_t i = 0; i < shape.rows; ++i) {
      for (std::size_t j = i < whole_rows ? whole_cols : 0; j < shape.cols; ++j) {
        y[j * y_row + i] = x[i * x_row + j];
      }
    }
  }

  /// rows of y (n×m) = the columns of x (m×n), in bands of 16 rows of y so that both stay in the
  /// cache.
  static void transpose(float* y, const float* x, Shape shape_x, Range rows) {
    constexpr std::size_t kBand = 16;
    for (std::size_t j = rows.begin; j < rows.end; j += kBand) {
      const std::size_t count = rows.end - j < kBand ? rows.end - j : kBand;
      block(y + j * shape_x.rows, shape_x.rows, x + j, shape_x.cols, {shape_x.rows, count});
    }
  }

  /// k_ij = k_ji for i in rows, j > i.
  static void mirrorLower(float* k, std::size_t order, Range rows) {
    constexpr std::size_t kBand = 16;
    for (std::size_t i = rows.begin; i < rows.end; i += kBand) {
      const std::size_t band_end = i + kBand < rows.end ? i + kBand : rows.end;
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
