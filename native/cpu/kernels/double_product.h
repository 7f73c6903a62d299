// Products in double, for factorisations on the host. But for subtractFused, sums are not fused:
// the same bits with and without FMA.
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
  static constexpr int kRows = kParts == 1 ? 8 : kParts == 2 ? 4 : 2;

  /// sum + a·b, rounded twice or once.
  struct Rounded {
    static LACUNA_HD Vec add(Vec sum, Vec a, Vec b) { return sum + a * b; }
  };
  struct Fused {
    static LACUNA_HD Vec add(Vec sum, Vec a, Vec b) { return fma(a, b, sum); }
  };

  /// Tiles of b that one pass over rows of a takes, where registers allow.
  static constexpr int kWideTiles = kParts == 1 ? 2 : 1;

  static void subtractRounded(const DoubleProductTask& task, Range rows) {
    subtractTiles<Rounded, 1>(task, rows);
  }

  static void subtractFused(const DoubleProductTask& task, Range rows) {
    constexpr std::size_t kAtOnce = kWideTiles * kDoubleColumns;
    std::size_t col = 0;
    for (; col + kAtOnce <= task.width; col += kAtOnce) {
      subtractTiles<Fused, kWideTiles>(columns(task, col, kAtOnce), rows);
    }
    for (; col < task.width; col += kDoubleColumns) {
      subtractTiles<Fused, 1>(columns(task, col, kDoubleColumns), rows);
    }
  }

  static void symmetricRows(double* p, const double* a, std::size_t stride, const double* u,
                            Range rows) {
    std::size_t i = rows.begin;
    for (; i + kTogether <= rows.end; i += kTogether) {
      multiplyRows<kTogether>(p, a + i * stride, stride, u, i);
    }
    for (; i < rows.end; ++i) {
      multiplyRows<1>(p, a + i * stride, stride, u, i);
    }
  }

 private:
  static constexpr int kTogether = 4;  // rows that pass over p at once
  static constexpr std::size_t kLanes = kDoubleColumns;

  /// Rows first … first + kCount − 1 of the triangle, at `a`.
  template <int kCount>
  static LACUNA_HD void multiplyRows(double* p, const double* a, std::size_t stride,
                                     const double* u, std::size_t first) {
    Vec sums[kCount][kParts];
    LACUNA_UNROLL(4)
    for (int r = 0; r < kCount; ++r) {
      LACUNA_UNROLL(8)
      for (int part = 0; part < kParts; ++part) {
        sums[r][part] = Vec::broadcast(0.0);
      }
    }
    const std::size_t whole = first - first % kLanes;
    for (std::size_t j = 0; j < whole; j += kLanes) {
      LACUNA_UNROLL(8)
      for (int part = 0; part < kParts; ++part) {
        const std::size_t at = j + static_cast<std::size_t>(part * Vec::kWidth);
        const Vec others = Vec::load(u + at);
        Vec image = Vec::load(p + at);
        LACUNA_UNROLL(4)
        for (int r = 0; r < kCount; ++r) {
          const Vec entries = Vec::load(a + static_cast<std::size_t>(r) * stride + at);
          image = image + entries * Vec::broadcast(u[first + static_cast<std::size_t>(r)]);
          sums[r][part] = sums[r][part] + entries * others;
        }
        image.store(p + at);
      }
    }
    for (int r = 0; r < kCount; ++r) {
      const std::size_t i = first + static_cast<std::size_t>(r);
      p[i] += finishRow(sums[r], p, a + static_cast<std::size_t>(r) * stride, u, {whole, i});
    }
  }

  /// The last entries of a row, `own` being the columns before the diagonal; its sum.
  static LACUNA_HD double finishRow(const Vec (&sums)[kParts], double* p, const double* row,
                                    const double* u, Range own) {
    double lanes[kLanes];
    LACUNA_UNROLL(8)
    for (int part = 0; part < kParts; ++part) {
      sums[part].store(lanes + part * Vec::kWidth);
    }
    for (std::size_t j = own.begin; j < own.end; ++j) {
      p[j] += row[j] * u[own.end];
      lanes[j % kLanes] += row[j] * u[j];
    }
    lanes[own.end % kLanes] += row[own.end] * u[own.end];
    double sum = 0.0;
    for (const double lane : lanes) {
      sum += lane;
    }
    return sum;
  }

  /// `count` columns of the task, or what there is, from `col` on.
  static LACUNA_HD DoubleProductTask columns(DoubleProductTask task, std::size_t col,
                                             std::size_t count) {
    task.c += col;
    task.b += col * task.depth;
    task.width = task.width - col < count ? task.width - col : count;
    return task;
  }

  template <class Sum, int kTiles>
  static LACUNA_HD void subtractTiles(const DoubleProductTask& task, Range rows) {
    for (std::size_t i = rows.begin; i < rows.end; i += kRows) {
      if (i + kRows <= rows.end) {
        subtractRows<Sum, kRows, kTiles>(task, i);
      } else {
        for (std::size_t last = i; last < rows.end; ++last) {
          subtractRows<Sum, 1, kTiles>(task, last);
        }
      }
    }
  }

  template <class Sum, int kCount, int kTiles>
  static LACUNA_HD void subtractRows(const DoubleProductTask& task, std::size_t first) {
    Vec sums[kTiles][kCount][kParts];
    LACUNA_UNROLL(2)
    for (int t = 0; t < kTiles; ++t) {
      LACUNA_UNROLL(8)
      for (int r = 0; r < kCount; ++r) {
        LACUNA_UNROLL(8)
        for (int p = 0; p < kParts; ++p) {
          sums[t][r][p] = Vec::broadcast(0.0);
        }
      }
    }
    const double* const a = task.a + first * task.a_row;
    const std::size_t tile = kDoubleColumns * task.depth;
    for (std::size_t k = 0; k < task.depth; ++k) {
      const double* const b = task.b + k * kDoubleColumns;
      Vec columns[kTiles][kParts];
      LACUNA_UNROLL(2)
      for (int t = 0; t < kTiles; ++t) {
        LACUNA_UNROLL(8)
        for (int p = 0; p < kParts; ++p) {
          columns[t][p] = Vec::load(b + static_cast<std::size_t>(t) * tile + p * Vec::kWidth);
        }
      }
      LACUNA_UNROLL(8)
      for (int r = 0; r < kCount; ++r) {
        const Vec row = Vec::broadcast(a[r * task.a_row + k]);
        LACUNA_UNROLL(2)
        for (int t = 0; t < kTiles; ++t) {
          LACUNA_UNROLL(8)
          for (int p = 0; p < kParts; ++p) {
            sums[t][r][p] = Sum::add(sums[t][r][p], row, columns[t][p]);
          }
        }
      }
    }
    LACUNA_UNROLL(2)
    for (int t = 0; t < kTiles; ++t) {
      LACUNA_UNROLL(8)
      for (int r = 0; r < kCount; ++r) {
        double* const c = task.c + (first + r) * task.c_row;
        finish(sums[t][r], c + t * static_cast<int>(kDoubleColumns),
               kTiles == 1 ? task.width : kDoubleColumns);
      }
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
