// Energies of coefficients in the eigenvectors of graphs.
#include "cpu/cpu_device_class.h"

namespace lacuna::cpu {

void CpuDevice::spectralEnergy(Problems problems, Matrix d_g, Scalars by_rows, Scalars by_cols,
                               ConstMatrix g, ConstMatrix lambda, ConstMatrix mu,
                               double weight_rows, double weight_cols) {
  const Touches touches(problems);
  const DoubleMatrix row_sums = perRow<double>(problems, g.rows);
  const DoubleMatrix col_sums = perRow<double>(problems, g.rows);
  forEach(problems, rowsOf(g),
          {touches.writesRows(d_g), touches.readsRows(g), touches.reads(lambda), touches.reads(mu)},
          [=, &kernels = kernels_](std::uint32_t problem, Range rows) {
            kernels.spectralEnergy(d_g.of(problem), row_sums.of(problem), col_sums.of(problem),
                                   g.of(problem), lambda.of(problem), mu.of(problem), g.cols,
                                   static_cast<float>(weight_rows), static_cast<float>(weight_cols),
                                   rows);
          });
  if (by_rows.data != nullptr) {
    closeSums(problems, by_rows, weight_rows, row_sums);
  }
  if (by_cols.data != nullptr) {
    closeSums(problems, by_cols, weight_cols, col_sums);
  }
}

void CpuDevice::scaleRows(Problems problems, Matrix y, ConstMatrix x, ConstMatrix scales) {
  const Touches touches(problems);
  forEach(problems, rowsOf(x), {touches.writesRows(y), touches.readsRows(x), touches.reads(scales)},
          [=, &kernels = kernels_](std::uint32_t problem, Range rows) {
            kernels.scaleRows(y.of(problem), x.of(problem), scales.of(problem), x.cols, rows);
          });
}

void CpuDevice::offDiagonal(Problems problems, Matrix m, Scalars value, double weight) {
  const Touches touches(problems);
  const DoubleMatrix sums = perRow<double>(problems, m.rows);
  forEach(problems, rowsOf(m), {touches.writesRows(m)},
          [=, &kernels = kernels_](std::uint32_t problem, Range rows) {
            kernels.offDiagonal(m.of(problem), sums.of(problem), m.cols,
                                static_cast<float>(4.0 * weight), rows);
          });
  closeSums(problems, value, weight, sums);
}

}  // namespace lacuna::cpu
