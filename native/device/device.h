// The kernels that a device offers. Every kernel works on a batch (at least one problem): outputs
// first, then inputs, then constants. Matrices are row-major float32; sums are taken in double and
// in a fixed order, so that a result's bits depend neither on the number of threads nor on the
// batch. A device may put kernels off: what they write is there for kernels behind finish() and for
// the host by download(), and until then everything they were given, the list of problems too, must
// stay as it is.
#pragma once

#include <cstddef>
#include <cstdint>

#include "device/batch.h"
#include "device/memory.h"
#include "device/repeater.h"
#include "device/schatten.h"
#include "device/sparse.h"
#include "math/activation.h"
#include "math/adam.h"
#include "math/block_view.h"
#include "math/descent.h"
#include "math/irprop.h"
#include "math/residual.h"
#include "math/similarity.h"
#include "math/variation.h"

namespace lacuna {

/// Which operand of a product is read transposed.
enum class Product : std::uint8_t { nn, tn, nt };

/// Whether a kernel replaces its output or adds to it.
enum class Write : std::uint8_t { assign, add };

class Device : public Memory {
 public:
  // --- copies between host and device
  // -------------------------------------------------------------------

  virtual void upload(void* device, const void* host, std::size_t bytes) = 0;
  virtual void download(void* host, const void* device, std::size_t bytes) = 0;

  /// What was put off is done, or will be before anything that is asked for next.
  virtual void finish() = 0;

  /// What repeats steps on the device; nullptr where the host takes every step. Owned by the
  /// device.
  virtual Repeater* repeater() { return nullptr; }

  // --- linear algebra
  // -----------------------------------------------------------------------------------

  /// c (m×n) = or += a·b with a (m×k), b (k×n); tn reads a as k×m, nt reads b as n×k.
  /// Each entry is one fused multiply-add chain over k in ascending order.
  virtual void multiply(Problems problems, Matrix c, ConstMatrix a, ConstMatrix b, Product product,
                        Write write) = 0;

  /// k (q×q) = yᵀ·y for y (p×q); symmetric to the bit.
  virtual void gram(Problems problems, Matrix k, ConstMatrix y) = 0;

  /// The same, and diagonal (q×1) = the diagonal of k.
  virtual void gram(Problems problems, Matrix k, Matrix diagonal, ConstMatrix y) = 0;

  /// y (m×n) = x − the mean of each row of x (m×n).
  virtual void centreRows(Problems problems, Matrix y, ConstMatrix x) = 0;

  /// y (n×m) = xᵀ for x (m×n).
  virtual void transpose(Problems problems, Matrix y, ConstMatrix x) = 0;

  /// y (n×m) = xᵀ for x (m×n), then minus the mean of each row of y.
  virtual void transposeAndCentreRows(Problems problems, Matrix y, ConstMatrix x) = 0;

  /// y = the view of x: a row for each block, a column for each position (see math/block_view.h).
  virtual void gatherBlocks(Problems problems, Matrix y, ConstMatrix x, const BlockGrid& grid) = 0;

  /// y = the view of x for positions, its transpose for blocks: a column for each vector that is
  /// related; then minus the mean of each row of y.
  virtual void gatherAndCentreBlocks(Problems problems, Matrix y, ConstMatrix x,
                                     const BlockGrid& grid, BlockRelation relate) = 0;

  /// d_x += the adjoint of gatherBlocks() applied to g: every entry of x gets the sum of what g has
  /// in its places.
  virtual void scatterAddBlocks(Problems problems, Matrix d_x, ConstMatrix g,
                                const BlockGrid& grid) = 0;

  /// y = x, same shape.
  virtual void copy(Problems problems, Matrix y, ConstMatrix x) = 0;

  /// y += x, same shape.
  virtual void add(Problems problems, Matrix y, ConstMatrix x) = 0;

  /// y += factor·x, same shape.
  virtual void addScaled(Problems problems, Matrix y, ConstMatrix x, double factor) = 0;

  /// value = weight · Σ x_ij·y_ij.
  virtual void dot(Problems problems, Scalars value, ConstMatrix x, ConstMatrix y,
                   double weight) = 0;

  // --- fidelity
  // -----------------------------------------------------------------------------------------

  /// d_x (m×n) = d value / d x, value = scale (1×1) · the kind's sum over x − target under mask (0
  /// or 1). target must be finite.
  virtual void fidelity(Problems problems, Matrix d_x, Scalars value, ConstMatrix x,
                        ConstMatrix target, ConstMatrix mask, FidelityKind kind,
                        DoubleMatrix scale) = 0;

  // --- adaptive Laplacian (see math/similarity.h)
  // -------------------------------------------------------

  /// p (k×k) = the softmin of each row of v, or the softmax over all of v.
  virtual void similarity(Problems problems, Matrix p, ConstMatrix v, LaplacianForm form) = 0;

  /// l (k×k) = scale · (diag(S·1) − S) with S from p; symmetric to the bit, rows sum to 0 up to
  /// rounding.
  virtual void laplacian(Problems problems, Matrix l, ConstMatrix p, LaplacianForm form,
                         double scale) = 0;

  /// value = weight · tr(YᵀLY) and d_v (k×k) = d value / d v, from p and the Gram matrix of Y's
  /// rows (k×k) with its diagonal (k×1).
  virtual void laplacianGradient(Problems problems, Matrix d_v, Scalars value, ConstMatrix p,
                                 ConstMatrix gram, ConstMatrix diagonal, LaplacianForm form,
                                 double weight) = 0;

  // --- the row softmin in blocks of rows, for a k×k parameter that is passed over only twice a
  // step ------

  /// p (b×k) = the softmin of each row of v (b×k), and what softminAgain needs (b×1 each).
  virtual void softmin(Problems problems, Matrix p, Matrix minima, Matrix inverses,
                       ConstMatrix v) = 0;

  /// The p of softmin() once more.
  virtual void softminAgain(Problems problems, Matrix p, ConstMatrix v, ConstMatrix minima,
                            ConstMatrix inverses) = 0;

  /// sums (1×k) += the column sums of p (b×k).
  virtual void addColumnSums(Problems problems, DoubleMatrix sums, ConstMatrix p) = 0;

  /// l (k×r) = scale · ((1 + sums)·x − px − ptx): scale·2·L·x for S = (P + Pᵀ)/2, px = P·x, ptx =
  /// Pᵀ·x.
  virtual void combineLaplacian(Problems problems, Matrix l, ConstMatrix x, ConstMatrix px,
                                ConstMatrix ptx, DoubleMatrix sums, double scale) = 0;

  /// products (k×1) = Σ_j x_ij·y_ij, with the bits of the diagonal of x·yᵀ.
  virtual void rowProducts(Problems problems, Matrix products, ConstMatrix x, ConstMatrix y) = 0;

  /// For rows of the softmin: energies (b×1) = Σ_j P_ij g_ij and d_v (b×k) = weight · d energy / d
  /// v, with g from the rows' Gram entries (b×k), with themselves (b×1), and of the columns (k×1).
  virtual void softminGradient(Problems problems, Matrix d_v, DoubleMatrix energies, ConstMatrix p,
                               ConstMatrix gram, ConstMatrix gram_rows, ConstMatrix gram_cols,
                               double weight) = 0;

  /// value = scale · the sum of x (k×1) in order.
  virtual void sum(Problems problems, Scalars value, DoubleMatrix x, double scale) = 0;

  /// Every entry of x = 0.
  virtual void clear(Problems problems, Matrix x) = 0;
  virtual void clear(Problems problems, DoubleMatrix x) = 0;

  /// Every entry of x = value.
  virtual void fill(Problems problems, Matrix x, double value) = 0;

  /// sums (1×n) = the column sums of x (m×n), added in double.
  virtual void columnSums(Problems problems, Matrix sums, ConstMatrix x) = 0;

  // --- observed entries only: X = a·bᵀ with a (m×r), b (n×r) is never formed
  // ----------------------------

  /// value = scale (1×1) · the kind's sum over a·bᵀ − the observed entries, d_a (m×r) and d_b (n×r)
  /// its gradients; `slopes` is scratch, one float for each entry.
  virtual void sparseFidelity(Problems problems, Matrix d_a, Matrix d_b, float* slopes,
                              Scalars value, ConstMatrix a, ConstMatrix b,
                              const SparseBatch& observed, FidelityKind kind,
                              DoubleMatrix scale) = 0;

  // --- total variation (see math/variation.h)
  // -----------------------------------------------------------

  /// value = weight · TV(x), and the slopes of every entry's own summand along both differences
  /// (m×n each).
  virtual void variation(Problems problems, Matrix slope_row, Matrix slope_col, Scalars value,
                         ConstMatrix x, VariationNorm norm, double weight, double epsilon) = 0;

  /// d_x (m×n) += weight · the adjoint of both differences applied to the slopes.
  virtual void variationGradient(Problems problems, Matrix d_x, ConstMatrix slope_row,
                                 ConstMatrix slope_col, double weight) = 0;

  // --- second-order smoothness (see math/stencil.h)
  // -----------------------------------------------------

  /// value = weight · ‖l‖_F for the 5-point Laplacian l (m×n, scratch) of x at interior entries,
  /// and d_x (m×n) += its gradient, 0 where l is 0 everywhere.
  virtual void laplacianNorm(Problems problems, Matrix d_x, Scalars value, Matrix l, ConstMatrix x,
                             double weight) = 0;

  /// value = weight · Σ rr² + 2·rc² + cc² for the second differences (m×n each, scratch) of x, and
  /// d_x (m×n) += its gradient.
  virtual void thinPlate(Problems problems, Matrix d_x, Scalars value, Matrix rr, Matrix rc,
                         Matrix cc, ConstMatrix x, double weight) = 0;

  // --- spectral chains: G (p×q) stands in the eigenvectors of two graphs
  // -------------------------------------------------------------------

  /// by_rows = weight_rows · Σ λ_i·g_ij², by_cols = weight_cols · Σ μ_j·g_ij² with λ (p×1) and μ
  /// (q×1), and d_g (p×q) += both gradients. A value without data is not wanted.
  virtual void spectralEnergy(Problems problems, Matrix d_g, Scalars by_rows, Scalars by_cols,
                              ConstMatrix g, ConstMatrix lambda, ConstMatrix mu, double weight_rows,
                              double weight_cols) = 0;

  /// y (p×q) = diag(scales)·x for x (p×q), scales (p×1).
  virtual void scaleRows(Problems problems, Matrix y, ConstMatrix x, ConstMatrix scales) = 0;

  /// value = weight · Σ m_ij² off the diagonal of m (p×p), then m = 4·weight·m there and 0 on it.
  virtual void offDiagonal(Problems problems, Matrix m, Scalars value, double weight) = 0;

  // --- activations (see math/activation.h)
  // --------------------------------------------------------------

  /// y = σ(z), all of one shape; y may be z.
  virtual void activate(Problems problems, Matrix y, ConstMatrix z, Activation activation) = 0;

  /// y = σ(z + bias), all of one shape; y may be z.
  virtual void activateSum(Problems problems, Matrix y, ConstMatrix z, ConstMatrix bias,
                           Activation activation) = 0;

  /// y = σ(z + 1·bias) for z (m×n) and bias (1×n); y may be z.
  virtual void activateRows(Problems problems, Matrix y, ConstMatrix z, ConstMatrix bias,
                            Activation activation) = 0;

  /// d_z = d_y ∘ σ'(z) from y = σ(z), all of one shape; d_z may be d_y.
  virtual void activationGradient(Problems problems, Matrix d_z, ConstMatrix d_y, ConstMatrix y,
                                  Activation activation) = 0;

  // --- Schatten blocks (see math/schatten.h): k×k matrices in double
  // -----------------------------------------------------------------------------------------

  /// g = xᵀ·y for columns, x·yᵀ for rows, in double.
  virtual void innerProducts(Problems problems, DoubleMatrix g, ConstMatrix x, ConstMatrix y,
                             Lines lines) = 0;

  /// c = xᵀ·g·x for columns, x·g·xᵀ for rows; c must not be g.
  virtual void congruence(Problems problems, DoubleMatrix c, DoubleMatrix g, ConstMatrix x,
                          Lines lines) = 0;

  /// value (1×1) = the largest eigenvalue of g (k×k, symmetric).
  virtual void largestEigenvalue(Problems problems, DoubleMatrix value, DoubleMatrix g) = 0;

  /// k (k×k, symmetric to the bit) = K, and the state ((2k + 1)×k: Gram matrix, eigenvectors,
  /// eigenvalues) that the next two need.
  virtual void schattenMatrix(Problems problems, Matrix k, DoubleMatrix state,
                              const SchattenInputs& inputs, const SchattenForm& form) = 0;

  /// inverse (k×k) = K⁻¹.
  virtual void schattenInverse(Problems problems, Matrix inverse, DoubleMatrix state,
                               const SchattenForm& form) = 0;

  /// d_eta (1×1) += d value / d η from d_k = d value / d K.
  virtual void schattenGradient(Problems problems, Matrix d_eta, ConstMatrix d_k,
                                DoubleMatrix state, const SchattenInputs& inputs,
                                const SchattenForm& form) = 0;

  // --- optimizer
  // ----------------------------------------------------------------------------------------

  /// One Adam step of w with moments m and v, all of one shape.
  virtual void adam(Problems problems, Matrix w, Matrix m, Matrix v, ConstMatrix gradient,
                    const AdamStep& step) = 0;

  /// w −= rate·gradient, all of one shape.
  virtual void descend(Problems problems, Matrix w, ConstMatrix gradient, double rate) = 0;

  /// The same with a rate (1×1) for each problem.
  virtual void descend(Problems problems, Matrix w, ConstMatrix gradient, ConstMatrix rate) = 0;

  /// squares (m×1) = Σ_j x_ij² of x (m×n).
  virtual void rowSquares(Problems problems, DoubleMatrix squares, ConstMatrix x) = 0;

  /// rate (1×1) = the rate of GroupRMSprop, average (1×1) = its running average after the sum of
  /// squares (k×1) in order.
  virtual void groupRate(Problems problems, Matrix rate, DoubleMatrix average, DoubleMatrix squares,
                         const GroupRmspropStep& step) = 0;

  /// above (1×1) = 1 where the sum of the terms (1×k) in order is greater than the loss (1×1) of
  /// the step before, else 0; loss = that sum.
  virtual void rose(Problems problems, Matrix above, DoubleMatrix loss, DoubleMatrix terms) = 0;

  /// One step of iRprop+ of w with its steps delta and the slopes before (see math/irprop.h), all
  /// of one shape, and whether the loss rose (1×1).
  virtual void irprop(Problems problems, Matrix w, Matrix delta, Matrix before,
                      ConstMatrix gradient, ConstMatrix rose, const IrpropStep& step) = 0;
};

}  // namespace lacuna
