// Adaptive Laplacian, whole and in blocks of rows.
#include <algorithm>

#include "cpu/cpu_device_class.h"

namespace lacuna::cpu {

void CpuDevice::globalSoftmax(Problems problems, Matrix p, ConstMatrix v) {
  const Touches touches(problems);
  const Matrix maxima = perRow<float>(problems, v.rows);
  const Matrix maximum = perRow<float>(problems, 1);
  const DoubleMatrix sums = perRow<double>(problems, v.rows);
  const Matrix inverse = perRow<float>(problems, 1);
  forEach(problems, rowsOf(v), {touches.writesRows(maxima), touches.readsRows(v)},
          [=, &kernels = kernels_](std::uint32_t problem, Range rows) {
            kernels.rowMaxima(maxima.of(problem), v.of(problem), v.cols, rows);
          });
  forEach(problems, kOnce, {touches.writes(maximum), touches.reads(maxima)},
          [=](std::uint32_t problem, Range /*once*/) {
            const float* const all = maxima.of(problem);
            *maximum.of(problem) = *std::max_element(all, all + maxima.rows);
          });
  forEach(problems, rowsOf(v),
          {touches.writesRows(p), touches.writesRows(sums), touches.readsRows(v),
           touches.reads(maximum)},
          [=, &kernels = kernels_](std::uint32_t problem, Range rows) {
            kernels.exponentials(p.of(problem), sums.of(problem), v.of(problem), v.cols,
                                 *maximum.of(problem), rows);
          });
  forEach(problems, kOnce, {touches.writes(inverse), touches.reads(sums)},
          [=](std::uint32_t problem, Range /*once*/) {
            *inverse.of(problem) = static_cast<float>(1.0 / sumOf(sums, problem));
          });
  forEach(problems, rowsOf(p), {touches.writesRows(p), touches.reads(inverse)},
          [=, &kernels = kernels_](std::uint32_t problem, Range rows) {
            kernels.scale(p.of(problem), *inverse.of(problem), flatOf(rows, p.cols));
          });
}

void CpuDevice::similarity(Problems problems, Matrix p, ConstMatrix v, LaplacianForm form) {
  if (form == LaplacianForm::global_softmax) {
    globalSoftmax(problems, p, v);
    return;
  }
  const Touches touches(problems);
  const Matrix minima = perRow<float>(problems, v.rows);
  const Matrix inverses = perRow<float>(problems, v.rows);
  forEach(problems, rowsOf(v), {touches.writesRows(p), touches.readsRows(v)},
          [=, &kernels = kernels_](std::uint32_t problem, Range rows) {
            kernels.softminRows(p.of(problem), minima.of(problem), inverses.of(problem),
                                v.of(problem), v.cols, rows);
          });
}

void CpuDevice::laplacian(Problems problems, Matrix l, ConstMatrix p, LaplacianForm form,
                          double scale) {
  const auto factor = static_cast<float>(scale * math::similarityScale(form));
  const Touches touches(problems);
  forEach(problems, rowsOf(l), {touches.writesRows(l), touches.reads(p)},
          [=, &kernels = kernels_](std::uint32_t problem, Range rows) {
            kernels.laplacian(l.of(problem), p.of(problem), p.cols, factor, rows);
          });
}

void CpuDevice::laplacianGradient(Problems problems, Matrix d_v, Scalars value, ConstMatrix p,
                                  ConstMatrix gram, ConstMatrix diagonal, LaplacianForm form,
                                  double weight) {
  const Touches touches(problems);
  const DoubleMatrix energies = perRow<double>(problems, p.rows);
  const auto step = static_cast<float>(weight);
  forEach(problems, rowsOf(p),
          {touches.writesRows(energies), touches.readsRows(p), touches.readsRows(gram),
           touches.reads(diagonal)},
          [=, &kernels = kernels_](std::uint32_t problem, Range rows) {
            kernels.rowEnergies(energies.of(problem), p.of(problem), gram.of(problem),
                                diagonal.of(problem), diagonal.of(problem), p.cols, rows);
          });
  // Σ_ij S_ij g_ij = 2·scale·Σ_ij P_ij g_ij, because g is symmetric.
  const double scale = 2.0 * math::similarityScale(form);
  if (form == LaplacianForm::row_softmin) {
    forEach(problems, rowsOf(p),
            {touches.writesRows(d_v), touches.readsRows(energies), touches.readsRows(p),
             touches.readsRows(gram), touches.reads(diagonal)},
            [=, &kernels = kernels_](std::uint32_t problem, Range rows) {
              kernels.softminGradient(d_v.of(problem), energies.of(problem), p.of(problem),
                                      gram.of(problem), diagonal.of(problem), diagonal.of(problem),
                                      p.cols, step, rows);
            });
  } else {
    const Matrix energy = perRow<float>(problems, 1);
    forEach(problems, kOnce, {touches.writes(energy), touches.reads(energies)},
            [=](std::uint32_t problem, Range /*once*/) {
              *energy.of(problem) = static_cast<float>(scale * sumOf(energies, problem));
            });
    forEach(problems, rowsOf(p),
            {touches.writesRows(d_v), touches.reads(energy), touches.readsRows(p),
             touches.readsRows(gram), touches.reads(diagonal)},
            [=, &kernels = kernels_](std::uint32_t problem, Range rows) {
              kernels.softmaxGradient(d_v.of(problem), p.of(problem), gram.of(problem),
                                      diagonal.of(problem), p.cols, *energy.of(problem), step,
                                      rows);
            });
  }
  closeSums(problems, value, weight * scale, energies);
}

void CpuDevice::softmin(Problems problems, Matrix p, Matrix minima, Matrix inverses,
                        ConstMatrix v) {
  const Touches touches(problems);
  forEach(problems, rowsOf(v),
          {touches.writesRows(p), touches.writesRows(minima), touches.writesRows(inverses),
           touches.readsRows(v)},
          [=, &kernels = kernels_](std::uint32_t problem, Range rows) {
            kernels.softminRows(p.of(problem), minima.of(problem), inverses.of(problem),
                                v.of(problem), v.cols, rows);
          });
}

void CpuDevice::softminAgain(Problems problems, Matrix p, ConstMatrix v, ConstMatrix minima,
                             ConstMatrix inverses) {
  const Touches touches(problems);
  forEach(problems, rowsOf(v),
          {touches.writesRows(p), touches.readsRows(v), touches.readsRows(minima),
           touches.readsRows(inverses)},
          [=, &kernels = kernels_](std::uint32_t problem, Range rows) {
            kernels.softminAgain(p.of(problem), v.of(problem), minima.of(problem),
                                 inverses.of(problem), v.cols, rows);
          });
}

void CpuDevice::addColumnSums(Problems problems, DoubleMatrix sums, ConstMatrix p) {
  const Touches touches(problems);
  forEach(problems, {p.cols, 1, p.size()}, {touches.writes(sums), touches.reads(p)},
          [=, &kernels = kernels_](std::uint32_t problem, Range cols) {
            kernels.addColumnSums(sums.of(problem), p.of(problem), {p.rows, p.cols}, cols);
          });
}

void CpuDevice::combineLaplacian(Problems problems, Matrix l, ConstMatrix x, ConstMatrix px,
                                 ConstMatrix ptx, DoubleMatrix sums, double scale) {
  const Touches touches(problems);
  forEach(problems, rowsOf(x),
          {touches.writesRows(l), touches.readsRows(x), touches.readsRows(px),
           touches.readsRows(ptx), touches.reads(sums)},
          [=, &kernels = kernels_](std::uint32_t problem, Range rows) {
            kernels.combineLaplacian(l.of(problem), x.of(problem), px.of(problem), ptx.of(problem),
                                     sums.of(problem), x.cols, static_cast<float>(scale), rows);
          });
}

void CpuDevice::rowProducts(Problems problems, Matrix products, ConstMatrix x, ConstMatrix y) {
  const Touches touches(problems);
  forEach(problems, rowsOf(x),
          {touches.writesRows(products), touches.readsRows(x), touches.readsRows(y)},
          [=, &kernels = kernels_](std::uint32_t problem, Range rows) {
            kernels.rowProducts(products.of(problem), x.of(problem), y.of(problem), x.cols, rows);
          });
}

void CpuDevice::softminGradient(Problems problems, Matrix d_v, DoubleMatrix energies, ConstMatrix p,
                                ConstMatrix gram, ConstMatrix gram_rows, ConstMatrix gram_cols,
                                double weight) {
  const Touches touches(problems);
  forEach(problems, rowsOf(p),
          {touches.writesRows(d_v), touches.writesRows(energies), touches.readsRows(p),
           touches.readsRows(gram), touches.readsRows(gram_rows), touches.reads(gram_cols)},
          [=, &kernels = kernels_](std::uint32_t problem, Range rows) {
            kernels.rowEnergies(energies.of(problem), p.of(problem), gram.of(problem),
                                gram_rows.of(problem), gram_cols.of(problem), p.cols, rows);
            kernels.softminGradient(d_v.of(problem), energies.of(problem), p.of(problem),
                                    gram.of(problem), gram_rows.of(problem), gram_cols.of(problem),
                                    p.cols, static_cast<float>(weight), rows);
          });
}

}  // namespace lacuna::cpu
