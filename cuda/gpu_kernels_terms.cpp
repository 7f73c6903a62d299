// Other terms of the loss, activations and optimizers of a GpuDevice.
#include <utility>

#include "cuda/gpu_device.h"
#include "cuda/touch.h"

namespace lacuna::gpu {

// --- neighbouring entries
// -------------------------------------------------------------------------

void GpuDevice::variation(Problems problems, Matrix slope_row, Matrix slope_col, Scalars value,
                          ConstMatrix x, VariationNorm norm, double weight, double epsilon) {
  const DoubleMatrix sums = perRow<double>(problems, x.rows);
  record(VariationOp{{}, slope_row, slope_col, sums, x, norm, static_cast<float>(epsilon)},
         problems, Split::rows,
         {writesOwn(slope_row), writesOwn(slope_col), writesOwn(sums), reads(x)});
  closeSums(problems, value, sums, {}, weight);
}

void GpuDevice::variationGradient(Problems problems, Matrix d_x, ConstMatrix slope_row,
                                  ConstMatrix slope_col, double weight) {
  record(VariationGradientOp{{}, d_x, slope_row, slope_col, static_cast<float>(weight)}, problems,
         Split::rows, {writesOwn(d_x), reads(slope_row), reads(slope_col)});
}

void GpuDevice::laplacianNorm(Problems problems, Matrix d_x, Scalars value, Matrix l, ConstMatrix x,
                              double weight) {
  const DoubleMatrix sums = perRow<double>(problems, x.rows);
  const DoubleMatrix norm = perRow<double>(problems, 1);
  record(FivePointOp{{}, l, sums, x}, problems, Split::rows,
         {writesOwn(l), writesOwn(sums), reads(x)});
  record(SumOp{{}, norm, sums, 1.0, SumUse::root}, problems, Split::none,
         {writes(norm), reads(sums)});
  record(FivePointGradientOp{{}, d_x, l, norm, weight}, problems, Split::rows,
         {writesOwn(d_x), reads(l), reads(norm)});
  closeSums(problems, value, norm, {}, weight);
}

void GpuDevice::thinPlate(Problems problems, Matrix d_x, Scalars value, Matrix rr, Matrix rc,
                          Matrix cc, ConstMatrix x, double weight) {
  const DoubleMatrix sums = perRow<double>(problems, x.rows);
  record(BendingOp{{}, rr, rc, cc, sums, x}, problems, Split::rows,
         {writesOwn(rr), writesOwn(rc), writesOwn(cc), writesOwn(sums), reads(x)});
  record(BendingGradientOp{{}, d_x, rr, rc, cc, static_cast<float>(weight)}, problems, Split::rows,
         {writesOwn(d_x), reads(rr), reads(rc), reads(cc)});
  closeSums(problems, value, sums, {}, weight);
}

// --- spectral chains
// ------------------------------------------------------------------------------

void GpuDevice::spectralEnergy(Problems problems, Matrix d_g, Scalars by_rows, Scalars by_cols,
                               ConstMatrix g, ConstMatrix lambda, ConstMatrix mu,
                               double weight_rows, double weight_cols) {
  const DoubleMatrix row_sums = perRow<double>(problems, g.rows);
  const DoubleMatrix col_sums = perRow<double>(problems, g.rows);
  record(SpectralEnergyOp{{},
                          d_g,
                          g,
                          lambda,
                          mu,
                          row_sums,
                          col_sums,
                          static_cast<float>(weight_rows),
                          static_cast<float>(weight_cols)},
         problems, Split::rows,
         {writesOwn(d_g), writesOwn(row_sums), writesOwn(col_sums), readsOwn(g), reads(lambda),
          reads(mu)});
  if (by_rows.data != nullptr) {
    closeSums(problems, by_rows, row_sums, {}, weight_rows);
  }
  if (by_cols.data != nullptr) {
    closeSums(problems, by_cols, col_sums, {}, weight_cols);
  }
}

void GpuDevice::scaleRows(Problems problems, Matrix y, ConstMatrix x, ConstMatrix scales) {
  record(ScaleRowsOp{{}, y, x, scales}, problems, Split::rows,
         {writesOwn(y), readsOwn(x), reads(scales)});
}

void GpuDevice::offDiagonal(Problems problems, Matrix m, Scalars value, double weight) {
  const DoubleMatrix sums = perRow<double>(problems, m.rows);
  record(OffDiagonalOp{{}, m, sums, static_cast<float>(4.0 * weight)}, problems, Split::rows,
         {writesOwn(m), writesOwn(sums)});
  closeSums(problems, value, sums, {}, weight);
}

// --- activations
// ----------------------------------------------------------------------------------

void GpuDevice::activateWith(Problems problems, Matrix y, ConstMatrix z, ConstMatrix bias,
                             Activation activation) {
  std::vector<Access> accesses{writesOwn(y), readsOwn(z)};
  if (bias.data != nullptr) {
    accesses.push_back(reads(bias));
  }
  record(ActivateOp{{}, y, z, bias, activation}, problems, Split::rows, std::move(accesses));
}

void GpuDevice::activate(Problems problems, Matrix y, ConstMatrix z, Activation activation) {
  activateWith(problems, y, z, {}, activation);
}

void GpuDevice::activateSum(Problems problems, Matrix y, ConstMatrix z, ConstMatrix bias,
                            Activation activation) {
  activateWith(problems, y, z, bias, activation);
}

void GpuDevice::activateRows(Problems problems, Matrix y, ConstMatrix z, ConstMatrix bias,
                             Activation activation) {
  activateWith(problems, y, z, bias, activation);
}

void GpuDevice::activationGradient(Problems problems, Matrix d_z, ConstMatrix d_y, ConstMatrix y,
                                   Activation activation) {
  record(ActivationGradientOp{{}, d_z, d_y, y, activation}, problems, Split::rows,
         {writesOwn(d_z), readsOwn(d_y), readsOwn(y)});
}

// --- optimizer
// ------------------------------------------------------------------------------------

void GpuDevice::adam(Problems problems, Matrix w, Matrix m, Matrix v, ConstMatrix gradient,
                     const AdamStep& step) {
  record(AdamOp{{}, w, m, v, gradient, step}, problems, Split::rows,
         {writesOwn(w), writesOwn(m), writesOwn(v), readsOwn(gradient)});
}

void GpuDevice::descend(Problems problems, Matrix w, ConstMatrix gradient, double rate) {
  record(DescendOp{{}, w, gradient, {}, static_cast<float>(rate)}, problems, Split::rows,
         {writesOwn(w), readsOwn(gradient)});
}

void GpuDevice::descend(Problems problems, Matrix w, ConstMatrix gradient, ConstMatrix rate) {
  record(DescendOp{{}, w, gradient, rate, 0.0F}, problems, Split::rows,
         {writesOwn(w), readsOwn(gradient), reads(rate)});
}

void GpuDevice::rowSquares(Problems problems, DoubleMatrix squares, ConstMatrix x) {
  record(RowSquaresOp{{}, x, squares}, problems, Split::rows, {writesOwn(squares), readsOwn(x)});
}

void GpuDevice::groupRate(Problems problems, Matrix rate, DoubleMatrix average,
                          DoubleMatrix squares, const GroupRmspropStep& step) {
  record(GroupRateOp{rate, average, squares, step}, problems, Split::none,
         {writes(rate), writes(average), reads(squares)});
}

void GpuDevice::rose(Problems problems, Matrix above, DoubleMatrix loss, DoubleMatrix terms) {
  record(RoseOp{above, loss, terms}, problems, Split::none,
         {writes(above), writes(loss), reads(terms)});
}

void GpuDevice::irprop(Problems problems, Matrix w, Matrix delta, Matrix before,
                       ConstMatrix gradient, ConstMatrix rose, const IrpropStep& step) {
  record(IrpropOp{{}, w, delta, before, gradient, rose, step}, problems, Split::rows,
         {writesOwn(w), writesOwn(delta), writesOwn(before), readsOwn(gradient), reads(rose)});
}

}  // namespace lacuna::gpu
