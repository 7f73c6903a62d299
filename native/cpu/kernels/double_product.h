// Products in double, for factorisations on the host. Sums are not fused: the same bits with and
// without FMA.
#pragma once

#include <cstddef>

#include "cpu/kernel_table.h"
#include "math/host_device.h"

namespace lacuna::cpu {

template <class Isa>
struct DoubleProductKernels {
  using Vec = typename Isa::DoubleVec;
  static constexpr int kParts = static_cast<int>(kDoubleColumns) / Vec::kWidth;
  /// Rows whose sums fit into the registers.
  static constexpr int kRows = kParts <= 2 ? 4 : 2;

  static void subtract(const DoubleProductTask& task, Range rows) {
    for (std::size_t i = rows.begin; i < rows.end; i += kRows) {
      if (i + kRows <= rows.end) {
        subtractRows<kRows>(task, i);
      } else {
        for (std::size_t last = i; last < rows.end; ++last) {
          subtractRows<1>(task, last);
        }
      }
    }
  }

 private:
  template <int kCount>
  static LACUNA_HD void subtractRows(const DoubleProductTask& task, std::size_t first) {
    Vec sums[kCount][kParts];
    LACUNA_UNROLL(4)
    for (int r = 0; r < kCount; ++r) {
      LACUNA_UNROLL(8)
      for (int p = 0; p < kParts; ++p) {
        sums[r][p] = Vec::broadcast(0.0);
      }
    }
    const double* const a = task.a + first * task.a_row;
    for (std::size_t k = 0; k < task.depth; ++k) {
      const double* const b = task.b + k * kDoubleColumns;
      LACUNA_UNROLL(8)
      for (int p = 0; p < kParts; ++p) {
        const Vec column = Vec::load(b + p * Vec::kWidth);
        LACUNA_UNROLL(4)
        for (int r = 0; r < kCount; ++r) {
          sums[r][p] = sums[r][p] + Vec::broadcast(a[r * task.a_row + k]) * column;
        }
      }
    }
    LACUNA_UNROLL(4)
    for (int r = 0; r < kCount; ++r) {
      finish(sums[r], task.c + (first + r) * task.c_row, task.width);
    }
  }

  static LACUNA_HD void finish(const Vec (&sums)[kParts], double* c, std::size_t width) {
    if (width == kDoubleColumns) {
      LACUNA_UNROLL(8)
      for (int p = 0; p < kParts; ++p) {
        double* const at = c + p * Vec::kWidth;
        (Vec::load(at) - sums[p]).store(at);
      }
      return;
    }
    double values[kDoubleColumns];
    LACUNA_UNROLL(8)
    for (int p = 0; p < kParts; ++p) {
      sums[p].store(values + p * Vec::kWidth);
    }
    for (std::size_t l = 0; l < width; ++l) {
      c[l] -= values[l];
    }
  }
};

}  // namespace lacuna::cpu
