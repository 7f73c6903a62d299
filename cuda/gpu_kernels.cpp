// What each kernel of a GpuDevice does and touches.
#include <algorithm>
#include <utility>

#include "cuda/gpu_device.h"
#include "support/error.h"

namespace lacuna::gpu {
namespace {

template <class T>
Access touch(const BatchedMatrix<T>& m, bool is_own, bool writes) {
  const auto* const begin = reinterpret_cast<const std::byte*>(m.data);
  return {begin, begin + m.size() * sizeof(T), m.stride * sizeof(T),
          is_own ? m.cols * sizeof(T) : 0, writes};
}

/// All of it may be needed by any tile.
template <class T>
Access reads(const BatchedMatrix<T>& m) {
  return touch(m, false, false);
}
template <class T>
Access writes(const BatchedMatrix<T>& m) {
  return touch(m, false, true);
}
/// Each tile touches its own part.
template <class T>
Access readsOwn(const BatchedMatrix<T>& m) {
  return touch(m, true, false);
}
template <class T>
Access writesOwn(const BatchedMatrix<T>& m) {
  return touch(m, true, true);
}
Access writes(const Scalars& value) {
  const auto* const begin = reinterpret_cast<const std::byte*>(value.data);
  return {begin, begin + sizeof(double), value.stride * sizeof(double), 0, true};
}
/// What a batch shares out in parts of unlike sizes.
Access touchAll(const float* data, bool writes) {
  const auto* const begin = reinterpret_cast<const std::byte*>(data);
  return {begin, begin + sizeof(float), 0, 0, writes};
}

[[noreturn]] void refuseSchatten() {
  throw Error(ErrorCode::device, "Schatten blocks are computed on the CPU only");
}

}  // namespace

template <class T>
void GpuDevice::record(const T& op, Problems problems, Split split, std::vector<Access> accesses) {
  Op kernel = Op::of(op);
  kernel.step = records_ ? stretch_->steps : 0;
  program_.add(kernel, problems, split, std::move(accesses));
}
template void GpuDevice::record(const KeepTermsOp& op, Problems problems, Split split,
                                std::vector<Access> accesses);

template <class T>
BatchedMatrix<T> GpuDevice::perRow(Problems problems, std::uint32_t rows) {
  const std::size_t held = problems.empty() ? 1 : std::ranges::max(problems) + std::size_t{1};
  Scratch& scratch = records_ ? stretch_->scratch : scratch_;
  return {reinterpret_cast<T*>(scratch.claim(held * rows * sizeof(T))), rows, 1, rows};
}

void GpuDevice::closeSums(Problems problems, Scalars value, DoubleMatrix sums, DoubleMatrix scales,
                          double scale) {
  std::vector<Access> accesses{writes(value), reads(sums)};
  if (scales.data != nullptr) {
    accesses.push_back(reads(scales));
  }
  record(CloseSumsOp{value, sums, scales, scale}, problems, Split::none, std::move(accesses));
}

// --- linear algebra
// -------------------------------------------------------------------------------

void GpuDevice::multiply(Problems problems, Matrix c, ConstMatrix a, ConstMatrix b, Product product,
                         Write write) {
  record(ProductOp{c, a, b, product, write, {Layout::large, precision_}}, problems, Split::products,
         {writesOwn(c), reads(a), reads(b)});
}

void GpuDevice::gram(Problems problems, Matrix k, ConstMatrix y) {
  record(GramOp{k, {}, y, {Layout::large, precision_}}, problems, Split::none,
         {writes(k), reads(y)});
}

void GpuDevice::gram(Problems problems, Matrix k, Matrix diagonal, ConstMatrix y) {
  record(GramOp{k, diagonal, y, {Layout::large, precision_}}, problems, Split::none,
         {writes(k), writes(diagonal), reads(y)});
}

void GpuDevice::centreRows(Problems problems, Matrix y, ConstMatrix x) {
  record(CentreRowsOp{{}, y, x}, problems, Split::rows, {writesOwn(y), readsOwn(x)});
}

void GpuDevice::transpose(Problems problems, Matrix y, ConstMatrix x) {
  record(TransposeOp{y, x}, problems, Split::none, {writes(y), reads(x)});
}

void GpuDevice::transposeAndCentreRows(Problems problems, Matrix y, ConstMatrix x) {
  record(TransposeAndCentreOp{y, x}, problems, Split::rows, {writesOwn(y), reads(x)});
}

void GpuDevice::gatherBlocks(Problems problems, Matrix y, ConstMatrix x, const BlockGrid& grid) {
  record(GatherBlocksOp{y, x, grid, false, false}, problems, Split::rows, {writesOwn(y), reads(x)});
}

void GpuDevice::gatherAndCentreBlocks(Problems problems, Matrix y, ConstMatrix x,
                                      const BlockGrid& grid, BlockRelation relate) {
  record(GatherBlocksOp{y, x, grid, relate == BlockRelation::blocks, true}, problems, Split::rows,
         {writesOwn(y), reads(x)});
}

void GpuDevice::scatterAddBlocks(Problems problems, Matrix d_x, ConstMatrix g,
                                 const BlockGrid& grid) {
  record(ScatterAddBlocksOp{d_x, g, grid}, problems, Split::rows, {writesOwn(d_x), reads(g)});
}

void GpuDevice::copy(Problems problems, Matrix y, ConstMatrix x) {
  record(CopyOp{{}, y, x}, problems, Split::rows, {writesOwn(y), readsOwn(x)});
}

void GpuDevice::add(Problems problems, Matrix y, ConstMatrix x) {
  record(AddOp{{}, y, x}, problems, Split::rows, {writesOwn(y), readsOwn(x)});
}

void GpuDevice::addScaled(Problems problems, Matrix y, ConstMatrix x, double factor) {
  record(AddScaledOp{{}, y, x, static_cast<float>(factor)}, problems, Split::rows,
         {writesOwn(y), readsOwn(x)});
}

void GpuDevice::dot(Problems problems, Scalars value, ConstMatrix x, ConstMatrix y, double weight) {
  const DoubleMatrix sums = perRow<double>(problems, x.rows);
  record(DotOp{{}, y, x, sums}, problems, Split::rows, {writesOwn(sums), readsOwn(x), readsOwn(y)});
  closeSums(problems, value, sums, {}, weight);
}

void GpuDevice::sum(Problems problems, Scalars value, DoubleMatrix x, double scale) {
  closeSums(problems, value, x, {}, scale);
}

void GpuDevice::clear(Problems problems, Matrix x) { fill(problems, x, 0.0); }

void GpuDevice::clear(Problems problems, DoubleMatrix x) {
  record(FillOp<double>{{}, x, 0.0}, problems, Split::rows, {writesOwn(x)});
}

void GpuDevice::fill(Problems problems, Matrix x, double value) {
  record(FillOp<float>{{}, x, static_cast<float>(value)}, problems, Split::rows, {writesOwn(x)});
}

void GpuDevice::columnSums(Problems problems, Matrix sums, ConstMatrix x) {
  record(ColumnSumsOp{{}, sums, x}, problems, Split::none, {writes(sums), reads(x)});
}

void GpuDevice::addColumnSums(Problems problems, DoubleMatrix sums, ConstMatrix p) {
  record(ColumnSumsOp{sums, {}, p}, problems, Split::none, {writes(sums), reads(p)});
}

void GpuDevice::rowProducts(Problems problems, Matrix products, ConstMatrix x, ConstMatrix y) {
  record(RowProductsOp{products, x, y}, problems, Split::none,
         {writes(products), reads(x), reads(y)});
}

// --- fidelity
// -------------------------------------------------------------------------------------

void GpuDevice::fidelity(Problems problems, Matrix d_x, Scalars value, ConstMatrix x,
                         ConstMatrix target, ConstMatrix mask, FidelityKind kind,
                         DoubleMatrix scale) {
  const DoubleMatrix sums = perRow<double>(problems, x.rows);
  record(FidelityOp{{}, d_x, x, target, mask, scale, sums, kind}, problems, Split::rows,
         {writesOwn(d_x), writesOwn(sums), readsOwn(x), readsOwn(target), readsOwn(mask),
          reads(scale)});
  closeSums(problems, value, sums, scale, 1.0);
}

void GpuDevice::sparseFidelity(Problems problems, Matrix d_a, Matrix d_b, float* slopes,
                               Scalars value, ConstMatrix a, ConstMatrix b,
                               const SparseBatch& observed, FidelityKind kind, DoubleMatrix scale) {
  const DoubleMatrix sums = perRow<double>(problems, observed.rows);
  record(SparseRowsOp{d_a, slopes, sums, a, b, observed, scale, kind}, problems, Split::rows,
         {writesOwn(d_a), touchAll(slopes, true), writesOwn(sums), readsOwn(a), reads(b),
          reads(scale)});
  record(SparseColsOp{d_b, slopes, a, observed}, problems, Split::rows,
         {writesOwn(d_b), touchAll(slopes, false), reads(a)});
  closeSums(problems, value, sums, scale, 1.0);
}

// --- adaptive Laplacian
// ---------------------------------------------------------------------------

void GpuDevice::similarity(Problems problems, Matrix p, ConstMatrix v, LaplacianForm form) {
  if (form == LaplacianForm::global_softmax) {
    globalSoftmax(problems, p, v);
  } else {
    record(SoftminOp{{}, p, {}, {}, v}, problems, Split::rows, {writesOwn(p), readsOwn(v)});
  }
}

void GpuDevice::globalSoftmax(Problems problems, Matrix p, ConstMatrix v) {
  const Matrix maxima = perRow<float>(problems, v.rows);
  const Matrix maximum = perRow<float>(problems, 1);
  const DoubleMatrix sums = perRow<double>(problems, v.rows);
  const Matrix inverse = perRow<float>(problems, 1);
  record(RowMaximaOp{{}, v, maxima}, problems, Split::rows, {writesOwn(maxima), readsOwn(v)});
  record(LargestOp{maximum, maxima}, problems, Split::none, {writes(maximum), reads(maxima)});
  record(ExponentialsOp{{}, p, v, maximum, sums}, problems, Split::rows,
         {writesOwn(p), writesOwn(sums), readsOwn(v), reads(maximum)});
  record(SumOp{inverse, {}, sums, 1.0, SumUse::inverse}, problems, Split::none,
         {writes(inverse), reads(sums)});
  record(ScaleOp{{}, p, inverse}, problems, Split::rows, {writesOwn(p), reads(inverse)});
}

void GpuDevice::laplacian(Problems problems, Matrix l, ConstMatrix p, LaplacianForm form,
                          double scale) {
  const auto factor = static_cast<float>(scale * math::similarityScale(form));
  record(LaplacianOp{l, p, factor}, problems, Split::rows, {writesOwn(l), reads(p)});
}

void GpuDevice::laplacianGradient(Problems problems, Matrix d_v, Scalars value, ConstMatrix p,
                                  ConstMatrix gram, ConstMatrix diagonal, LaplacianForm form,
                                  double weight) {
  const DoubleMatrix energies = perRow<double>(problems, p.rows);
  const auto step = static_cast<float>(weight);
  // Σ_ij S_ij g_ij = 2·scale·Σ_ij P_ij g_ij, because g is symmetric.
  const double scale = 2.0 * math::similarityScale(form);
  if (form == LaplacianForm::row_softmin) {
    softminGradient(problems, d_v, energies, p, gram, diagonal, diagonal, weight);
  } else {
    const Matrix energy = perRow<float>(problems, 1);
    record(SoftminGradientOp{{}, energies, p, gram, diagonal, diagonal, step}, problems,
           Split::rows, {writesOwn(energies), readsOwn(p), readsOwn(gram), reads(diagonal)});
    record(SumOp{energy, {}, energies, scale, SumUse::scaled}, problems, Split::none,
           {writes(energy), reads(energies)});
    record(SoftmaxGradientOp{{}, d_v, p, gram, diagonal, energy, step}, problems, Split::rows,
           {writesOwn(d_v), readsOwn(p), readsOwn(gram), reads(diagonal), reads(energy)});
  }
  closeSums(problems, value, energies, {}, weight * scale);
}

void GpuDevice::softmin(Problems problems, Matrix p, Matrix minima, Matrix inverses,
                        ConstMatrix v) {
  record(SoftminOp{{}, p, minima, inverses, v}, problems, Split::rows,
         {writesOwn(p), writesOwn(minima), writesOwn(inverses), readsOwn(v)});
}

void GpuDevice::softminAgain(Problems problems, Matrix p, ConstMatrix v, ConstMatrix minima,
                             ConstMatrix inverses) {
  record(SoftminAgainOp{{}, p, v, minima, inverses}, problems, Split::rows,
         {writesOwn(p), readsOwn(v), readsOwn(minima), readsOwn(inverses)});
}

void GpuDevice::combineLaplacian(Problems problems, Matrix l, ConstMatrix x, ConstMatrix px,
                                 ConstMatrix ptx, DoubleMatrix sums, double scale) {
  record(CombineLaplacianOp{{}, l, x, px, ptx, sums, static_cast<float>(scale)}, problems,
         Split::rows, {writesOwn(l), readsOwn(x), readsOwn(px), readsOwn(ptx), reads(sums)});
}

void GpuDevice::softminGradient(Problems problems, Matrix d_v, DoubleMatrix energies, ConstMatrix p,
                                ConstMatrix gram, ConstMatrix gram_rows, ConstMatrix gram_cols,
                                double weight) {
  record(
      SoftminGradientOp{d_v, energies, p, gram, gram_rows, gram_cols, static_cast<float>(weight)},
      problems, Split::rows,
      {writesOwn(d_v), writesOwn(energies), readsOwn(p), readsOwn(gram), reads(gram_rows),
       reads(gram_cols)});
}

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

// --- Schatten blocks
// ------------------------------------------------------------------------------

void GpuDevice::innerProducts(Problems /*problems*/, DoubleMatrix /*g*/, ConstMatrix /*x*/,
                              ConstMatrix /*y*/, Lines /*lines*/) {
  refuseSchatten();
}

void GpuDevice::congruence(Problems /*problems*/, DoubleMatrix /*c*/, DoubleMatrix /*g*/,
                           ConstMatrix /*x*/, Lines /*lines*/) {
  refuseSchatten();
}

void GpuDevice::largestEigenvalue(Problems /*problems*/, DoubleMatrix /*value*/,
                                  DoubleMatrix /*g*/) {
  refuseSchatten();
}

void GpuDevice::schattenMatrix(Problems /*problems*/, Matrix /*k*/, DoubleMatrix /*state*/,
                               const SchattenInputs& /*inputs*/, const SchattenForm& /*form*/) {
  refuseSchatten();
}

void GpuDevice::schattenInverse(Problems /*problems*/, Matrix /*inverse*/, DoubleMatrix /*state*/,
                                const SchattenForm& /*form*/) {
  refuseSchatten();
}

void GpuDevice::schattenGradient(Problems /*problems*/, Matrix /*d_eta*/, ConstMatrix /*d_k*/,
                                 DoubleMatrix /*state*/, const SchattenInputs& /*inputs*/,
                                 const SchattenForm& /*form*/) {
  refuseSchatten();
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
