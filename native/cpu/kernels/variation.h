// Total variation kernels (formulas in math/variation.h).
#pragma once

#include <cstddef>

#include "cpu/kernel_table.h"
#include "cpu/simd/wide.h"

namespace lacuna::cpu {

template <class Isa>
struct VariationKernels {
  using F = Wide<typename Isa::Vec>;

  template <class Variation>
  static void variationOf(float* slope_row, float* slope_col, double* row_sums, const float* x,
                          Shape shape, float epsilon, Range rows) {
    for (std::size_t i = rows.begin; i < rows.end; ++i) {
      const std::size_t row = i * shape.cols;
      const float* const here = x + row;
      const float* const below = i + 1 < shape.rows ? here + shape.cols : here;
      WideSum<Isa> sum;
      const auto visit = [&](std::size_t j, auto lanes, F d_col) LACUNA_BODY {
        const F d_row = F::load(below + j, lanes) - F::load(here + j, lanes);
        F value;
        F along_rows;
        F along_cols;
        // By parts: the compiler would copy a node of whole groups through memory.
        for (int k = 0; k < F::kParts; ++k) {
          const auto node =
              Variation::node(d_row.part[k], d_col.part[k], Isa::Vec::broadcast(epsilon));
          value.part[k] = node.value;
          along_rows.part[k] = node.slope_row;
          along_cols.part[k] = node.slope_col;
        }
        along_rows.store(slope_row + row + j, lanes);
        along_cols.store(slope_col + row + j, lanes);
        sum.add(value.only(lanes));
      };
      const std::size_t last = shape.cols - 1;
      forEachWide(last, [&](std::size_t j, auto lanes) LACUNA_BODY {
        visit(j, lanes, F::load(here + j + 1, lanes) - F::load(here + j, lanes));
      });
      visit(last, FirstLanes{1}, F(0.0F));
      row_sums[i] = sum.total();
    }
  }

  static void variation(float* slope_row, float* slope_col, double* row_sums, const float* x,
                        Shape shape, VariationNorm norm, float epsilon, Range rows) {
    switch (norm) {
      case VariationNorm::l1:
        return variationOf<math::AnisotropicVariation>(slope_row, slope_col, row_sums, x, shape,
                                                       epsilon, rows);
      case VariationNorm::l2:
        return variationOf<math::IsotropicVariation>(slope_row, slope_col, row_sums, x, shape,
                                                     epsilon, rows);
      case VariationNorm::squared:
        return variationOf<math::SquaredVariation>(slope_row, slope_col, row_sums, x, shape,
                                                   epsilon, rows);
    }
  }

  static void variationGradient(float* d_x, const float* slope_row, const float* slope_col,
                                Shape shape, float weight, Range rows) {
    for (std::size_t i = rows.begin; i < rows.end; ++i) {
      const std::size_t row = i * shape.cols;
      const auto visit = [&](std::size_t j, auto lanes, F left) LACUNA_BODY {
        const F above = i > 0 ? F::load(slope_row + row - shape.cols + j, lanes) : F(0.0F);
        const F along_rows = above - F::load(slope_row + row + j, lanes);
        const F along_cols = left - F::load(slope_col + row + j, lanes);
        fma(F(weight), along_rows + along_cols, F::load(d_x + row + j, lanes))
            .store(d_x + row + j, lanes);
      };
      visit(0, FirstLanes{1}, F(0.0F));
      forEachWide(shape.cols - 1, [&](std::size_t j, auto lanes) LACUNA_BODY {
        visit(j + 1, lanes, F::load(slope_col + row + j, lanes));
      });
    }
  }
};

}  // namespace lacuna::cpu
