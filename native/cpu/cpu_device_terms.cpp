// Fidelity, total variation and second-order smoothness.
#include <cmath>

#include "cpu/cpu_device_class.h"

namespace lacuna::cpu {

void CpuDevice::fidelity(Problems problems, Matrix d_x, Scalars value, ConstMatrix x,
                         ConstMatrix target, ConstMatrix mask, FidelityKind kind,
                         DoubleMatrix scale) {
  const Touches touches(problems);
  const DoubleMatrix sums = perRow<double>(problems, x.rows);
  forEach(problems, rowsOf(x),
          {touches.writesRows(d_x), touches.readsRows(x), touches.readsRows(target),
           touches.readsRows(mask), touches.reads(scale)},
          [=, &kernels = kernels_](std::uint32_t problem, Range rows) {
            kernels.fidelity(d_x.of(problem), sums.of(problem), x.of(problem), target.of(problem),
                             mask.of(problem), x.cols, kind, static_cast<float>(*scale.of(problem)),
                             rows);
          });
  closeSums(problems, value, scale, sums);
}

void CpuDevice::sparseFidelity(Problems problems, Matrix d_a, Matrix d_b, float* slopes,
                               Scalars value, ConstMatrix a, ConstMatrix b,
                               const SparseBatch& observed, FidelityKind kind, DoubleMatrix scale) {
  const Touches touches(problems);
  const DoubleMatrix sums = perRow<double>(problems, observed.rows);
  // A few entries in each row of d_a or d_b: the loops touch more than the matrices' floats.
  const Rows rows{d_a.rows, 1, 2 * d_a.size()};
  const Rows cols{d_b.rows, 1, 2 * d_b.size()};
  const auto slopes_as = [&](Touch touch) { return accessTo(slopes, slopes + 1, 1, touch); };
  forEach(problems, rows,
          {touches.writesRows(d_a), slopes_as(Touch::writes_anywhere), touches.readsRows(a),
           touches.reads(b), touches.reads(scale)},
          [=, &kernels = kernels_](std::uint32_t problem, Range range) {
            const std::size_t first = static_cast<std::size_t>(problem) * (observed.rows + 1);
            const SparseRows by_rows{observed.row_offsets + first, observed.entry_cols,
                                     observed.entry_values};
            kernels.sparseRows(d_a.of(problem), slopes, sums.of(problem), by_rows, a.of(problem),
                               b.of(problem), a.cols, kind, static_cast<float>(*scale.of(problem)),
                               range);
          });
  forEach(problems, cols,
          {touches.writesRows(d_b), slopes_as(Touch::reads_anywhere), touches.reads(a)},
          [=, &kernels = kernels_](std::uint32_t problem, Range range) {
            const std::size_t first = static_cast<std::size_t>(problem) * (observed.cols + 1);
            const SparseCols by_cols{observed.col_offsets + first, observed.entry_rows,
                                     observed.entry_places};
            kernels.sparseCols(d_b.of(problem), by_cols, slopes, a.of(problem), a.cols, range);
          });
  closeSums(problems, value, scale, sums);
}

void CpuDevice::variation(Problems problems, Matrix slope_row, Matrix slope_col, Scalars value,
                          ConstMatrix x, VariationNorm norm, double weight, double epsilon) {
  const Touches touches(problems);
  const DoubleMatrix sums = perRow<double>(problems, x.rows);
  forEach(problems, rowsOf(x),
          {touches.writesRows(slope_row), touches.writesRows(slope_col), touches.reads(x)},
          [=, &kernels = kernels_](std::uint32_t problem, Range rows) {
            kernels.variation(slope_row.of(problem), slope_col.of(problem), sums.of(problem),
                              x.of(problem), {x.rows, x.cols}, norm, static_cast<float>(epsilon),
                              rows);
          });
  closeSums(problems, value, weight, sums);
}

void CpuDevice::variationGradient(Problems problems, Matrix d_x, ConstMatrix slope_row,
                                  ConstMatrix slope_col, double weight) {
  const Touches touches(problems);
  forEach(problems, rowsOf(d_x),
          {touches.writesRows(d_x), touches.reads(slope_row), touches.reads(slope_col)},
          [=, &kernels = kernels_](std::uint32_t problem, Range rows) {
            kernels.variationGradient(d_x.of(problem), slope_row.of(problem), slope_col.of(problem),
                                      {d_x.rows, d_x.cols}, static_cast<float>(weight), rows);
          });
}

void CpuDevice::laplacianNorm(Problems problems, Matrix d_x, Scalars value, Matrix l, ConstMatrix x,
                              double weight) {
  const Touches touches(problems);
  const Shape shape{x.rows, x.cols};
  const DoubleMatrix sums = perRow<double>(problems, x.rows);
  const DoubleMatrix norm = perRow<double>(problems, 1);
  forEach(problems, rowsOf(x), {touches.writesRows(l), touches.writesRows(sums), touches.reads(x)},
          [=, &kernels = kernels_](std::uint32_t problem, Range rows) {
            kernels.fivePoint(l.of(problem), sums.of(problem), x.of(problem), shape, rows);
          });
  forEach(problems, kOnce, {touches.writes(norm), touches.reads(sums)},
          [=](std::uint32_t problem, Range /*once*/) {
            *norm.of(problem) = std::sqrt(sumOf(sums, problem));
          });
  forEach(problems, rowsOf(x), {touches.writesRows(d_x), touches.reads(l), touches.reads(norm)},
          [=, &kernels = kernels_](std::uint32_t problem, Range rows) {
            if (*norm.of(problem) != 0.0) {
              const auto slope = static_cast<float>(weight / *norm.of(problem));
              kernels.fivePointGradient(d_x.of(problem), l.of(problem), shape, slope, rows);
            }
          });
  closeSums(problems, value, weight, norm);
}

void CpuDevice::thinPlate(Problems problems, Matrix d_x, Scalars value, Matrix rr, Matrix rc,
                          Matrix cc, ConstMatrix x, double weight) {
  const Touches touches(problems);
  const Shape shape{x.rows, x.cols};
  const DoubleMatrix sums = perRow<double>(problems, x.rows);
  forEach(
      problems, rowsOf(x),
      {touches.writesRows(rr), touches.writesRows(rc), touches.writesRows(cc), touches.reads(x)},
      [=, &kernels = kernels_](std::uint32_t problem, Range rows) {
        kernels.bending(rr.of(problem), rc.of(problem), cc.of(problem), sums.of(problem),
                        x.of(problem), shape, rows);
      });
  forEach(problems, rowsOf(x),
          {touches.writesRows(d_x), touches.reads(rr), touches.reads(rc), touches.reads(cc)},
          [=, &kernels = kernels_](std::uint32_t problem, Range rows) {
            kernels.bendingGradient(d_x.of(problem), rr.of(problem), rc.of(problem), cc.of(problem),
                                    shape, static_cast<float>(weight), rows);
          });
  closeSums(problems, value, weight, sums);
}

}  // namespace lacuna::cpu
