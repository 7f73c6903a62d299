// Linear algebra, fidelity and adaptive Laplacians of a GpuDevice: what each kernel does and
// touches.
#include <utility>

#include "cuda/gpu_device.h"
#include "cuda/touch.h"

namespace lacuna::gpu {

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
  const Output output = write == Write::add ? Output::add : Output::assign;
  record(ProductOp{c, {}, a, b, product, output, {Layout::large, precision_}}, problems,
         Split::products, {writesOwn(c), reads(a), reads(b)});
}

void GpuDevice::gram(Problems problems, Matrix k, ConstMatrix y) { gram(problems, k, {}, y); }

void GpuDevice::gram(Problems problems, Matrix k, Matrix diagonal, ConstMatrix y) {
  std::vector<Access> accesses{writes(k), reads(y)};
  if (diagonal.data != nullptr) {
    accesses.push_back(writes(diagonal));
  }
  record(ProductOp{k, diagonal, y, y, Product::tn, Output::symmetric, {Layout::large, precision_}},
         problems, Split::none, std::move(accesses));
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

void GpuDevice::add(Problems problems, Matrix y, ConstMatrix x) { addScaled(problems, y, x, 1.0); }

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

}  // namespace lacuna::gpu
