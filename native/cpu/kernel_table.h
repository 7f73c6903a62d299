// The CPU kernels of one instruction set. Each works on one problem and on the rows [begin, end) of
// its output, so that any split over threads gives the same bits. Where a kernel sums, it leaves
// one double per row.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "math/activation.h"
#include "math/adam.h"
#include "math/block_view.h"
#include "math/irprop.h"
#include "math/residual.h"
#include "math/similarity.h"
#include "math/variation.h"

namespace lacuna::cpu {

/// Half-open range of rows (or of floats, where a kernel is flat).
struct Range {
  std::size_t begin;
  std::size_t end;
};

/// A matrix operand by strides: entry (i, j) at data[i·row + j·col].
struct Strided {
  const float* data;
  std::size_t row;
  std::size_t col;
};

/// c (m×n, leading dimension n) = or += a (m×depth) · b (depth×n).
struct ProductTask {
  float* c;
  Strided a;
  Strided b;
  std::size_t cols;
  std::size_t depth;
  bool add;
};

/// Observed entries row by row: those of row i lie at offsets[i] … offsets[i+1] − 1.
struct SparseRows {
  const std::uint32_t* offsets;
  const std::uint32_t* cols;
  const float* values;
};

/// The same entries column by column; `positions` says where each lies in the order of rows.
struct SparseCols {
  const std::uint32_t* offsets;
  const std::uint32_t* rows;
  const std::uint32_t* positions;
};

/// The lines of a sparse matrix against the factor of its other side: entries offsets[i] …
/// offsets[i+1] − 1 of line i are values[e] at row others[e] of the factor.
struct LineTask {
  const std::uint32_t* offsets;
  const std::uint32_t* others;
  const float* values;
  const float* factor;  // `stride` floats a row, zeros behind the first `order`
  std::size_t stride;   // a multiple of 16
  std::size_t order;
};

/// Where column j of sixteen packed lower triangles begins, in groups of sixteen floats: entry
/// (i, j), i >= j, of the system in lane l lies at 16·(columnStart(n, j) + i − j) + l. The right
/// sides follow at columnStart(n, n).
constexpr std::size_t columnStart(std::size_t order, std::size_t j) {
  return j * order - j * (j - 1) / 2;
}

/// Floats of sixteen systems with their right sides.
constexpr std::size_t systemFloats(std::size_t order) {
  return 16 * (columnStart(order, order) + order);
}

/// Floats of scratch for one line's sums; sixteen of them are needed. The last ones keep lines of
/// a power of two from sharing the sets of a cache.
constexpr std::size_t lineFloats(std::size_t order, std::size_t stride) {
  return (order + 1) * stride + 16;
}

/// Places of left·rightᵀ, `stride` (a multiple of 16) floats a row.
struct PlaceTask {
  const std::uint32_t* places;  // row and column, one behind the other
  const float* left;
  const float* right;
  std::size_t stride;
};

/// Symmetric matrices one behind the other, each order × order, whose eigenvalues are shrunk: with
/// the singular values s = √max(0, eigenvalue), each eigenvalue becomes the factor f that takes s
/// to f·s,
///   f = max(0, 1 − weight/(s·√(s² − noise))) where s² > noise, else 0.
struct ShrinkageTask {
  float* matrices;       // replaced by the matrices of the factors
  std::uint32_t* ranks;  // how many factors are not 0
  float* scratch;        // shrinkageFloats(order), on a cache line
  std::size_t order;
  float noise;   // >= 0, in the unit of an eigenvalue, as is the weight
  float weight;  // >= 0
};

constexpr std::size_t shrinkageFloats(std::size_t order) { return 16 * order * (2 * order + 8); }

/// Shape of a row-major matrix.
struct Shape {
  std::size_t rows;
  std::size_t cols;
};

/// c (rows × width, leading dimension c_row) −= a (rows × depth, leading dimension a_row) · b, in
/// double. b is packed in tiles of kDoubleColumns columns, one tile behind the other, each depth by
/// depth; columns from `width` on have no meaning.
struct DoubleProductTask {
  double* c;
  std::size_t c_row;
  const double* a;
  std::size_t a_row;
  const double* b;
  std::size_t depth;
  std::size_t width;  // 1 to kDoubleColumns; any for subtractFused
};

inline constexpr std::size_t kDoubleColumns = 8;

struct KernelTable {
  std::string_view name;
  /// Rows of a product that belong together: splits are made at multiples of it.
  std::size_t tile_rows;

  void (*multiply)(const ProductTask& task, Range rows);
  /// The part of k (q×q) = yᵀ·y at and below the diagonal, in tiles; y is p×q.
  void (*gramLower)(float* k, const float* y, Shape shape_y, Range rows);
  /// k_ij = k_ji for i in rows, j > i.
  void (*mirrorLower)(float* k, std::size_t order, Range rows);
  /// Each entry −= a sum of products over ascending depth, none of them fused.
  void (*subtractDoubles)(const DoubleProductTask& task, Range rows);
  /// The same with one fused chain for each sum.
  void (*subtractFused)(const DoubleProductTask& task, Range rows);
  /// For rows of a symmetric matrix, of which those of the lower triangle are given: p_i += Σ
  /// a_ij·u_j over j <= i, and p_j += a_ij·u_i for j < i. Row i lies at a + i·stride; nothing is
  /// fused. What p gets from other rows is not touched, so parts of the rows need a p each.
  void (*symmetricRows)(double* p, const double* a, std::size_t stride, const double* u,
                        Range rows);

  /// y = x − row means; x m×n.
  void (*centreRows)(float* y, const float* x, std::size_t cols, Range rows);
  /// rows of y (n×m) = the columns of x (m×n).
  void (*transpose)(float* y, const float* x, Shape shape_x, Range rows);
  /// rows of the view y of x (with `cols` columns), and of its transpose.
  void (*gatherBlocks)(float* y, const float* x, std::size_t cols, const BlockGrid& grid,
                       Range rows);
  void (*gatherBlocksTransposed)(float* y, const float* x, std::size_t cols, const BlockGrid& grid,
                                 Range rows);
  /// rows of d_x (with `cols` columns) += the entries of the view g at their places in x.
  void (*scatterAddBlocks)(float* d_x, const float* g, std::size_t cols, const BlockGrid& grid,
                           Range rows);
  void (*add)(float* y, const float* x, Range flat);
  /// y += factor·x.
  void (*addScaled)(float* y, const float* x, float factor, Range flat);
  void (*dot)(double* row_sums, const float* x, const float* y, std::size_t cols, Range rows);

  /// d_x = scale · slope, row_sums = Σ value.
  void (*fidelity)(float* d_x, double* row_sums, const float* x, const float* target,
                   const float* mask, std::size_t cols, FidelityKind kind, float scale, Range rows);

  /// p = softmin of each row of v, with the row's minimum and the inverse of its sum of
  /// exponentials.
  void (*softminRows)(float* p, float* minima, float* inverses, const float* v, std::size_t cols,
                      Range rows);
  /// The same p from the row's minimum and inverse.
  void (*softminAgain)(float* p, const float* v, const float* minima, const float* inverses,
                       std::size_t cols, Range rows);
  /// sums_j += Σ_i p_ij over all rows of p, for j in cols.
  void (*addColumnSums)(double* sums, const float* p, Shape shape_p, Range cols);
  /// The largest entry of each row of v.
  void (*rowMaxima)(float* maxima, const float* v, std::size_t cols, Range rows);
  /// p = exp(v − maximum), row_sums = Σ p.
  void (*exponentials)(float* p, double* row_sums, const float* v, std::size_t cols, float maximum,
                       Range rows);
  void (*scale)(float* x, float factor, Range flat);
  /// l = diag(A·1) − A with A_ij = scale·(p_ij + p_ji) off the diagonal.
  void (*laplacian)(float* l, const float* p, std::size_t order, float scale, Range rows);
  /// row_sums = Σ_j p_ij g_ij, g from the Gram entries, those of the row with itself and of the
  /// columns.
  void (*rowEnergies)(double* row_sums, const float* p, const float* gram, const float* gram_rows,
                      const float* gram_cols, std::size_t cols, Range rows);
  /// d_v of the row softmin, from the row energies.
  void (*softminGradient)(float* d_v, const double* row_sums, const float* p, const float* gram,
                          const float* gram_rows, const float* gram_cols, std::size_t cols,
                          float weight, Range rows);
  /// d_v of the global softmax, from the whole energy.
  void (*softmaxGradient)(float* d_v, const float* p, const float* gram, const float* diagonal,
                          std::size_t order, float energy, float weight, Range rows);

  /// y_i = Σ_k x_ik·y_ik as one fused chain, the bits of a product's diagonal.
  void (*rowProducts)(float* products, const float* x, const float* y, std::size_t cols,
                      Range rows);
  /// l = scale·((1 + sums_i)·x − px − ptx), rows of the scaled Laplacian times x.
  void (*combineLaplacian)(float* l, const float* x, const float* px, const float* ptx,
                           const double* sums, std::size_t cols, float scale, Range rows);

  /// For the observed entries of row i: slopes = scale·slope of the residual of a_i·b_j, d_a_i = Σ
  /// slope·b_j and row_sums_i = Σ value.
  void (*sparseRows)(float* d_a, float* slopes, double* row_sums, const SparseRows& observed,
                     const float* a, const float* b, std::size_t rank, FidelityKind kind,
                     float scale, Range rows);
  /// For the observed entries of column j: d_b_j = Σ slope·a_i.
  void (*sparseCols)(float* d_b, const SparseCols& observed, const float* slopes, const float* a,
                     std::size_t rank, Range cols);

  /// The systems of at most sixteen lines, side by side (columnStart): A = Σ row·rowᵀ and b = Σ
  /// value·row over the entries of each, every sum one fused chain over ascending entries; 0 in the
  /// lanes behind the last line. `scratch` holds 16·lineFloats().
  void (*lineSystems)(float* systems, float* scratch, const LineTask& task, Range lines);
  /// x in the place of b, of sixteen systems A = L·Lᵀ side by side: x = L⁻ᵀ·(L⁻¹·b + noise), the
  /// solution where `noise` (order × 16) is nullptr. L replaces A. Pivots below 2⁻²⁰ of their
  /// diagonal entry count as that much.
  void (*solveSystems)(float* systems, std::size_t order, const float* noise);
  /// Entries of left·rightᵀ at places.
  void (*placeProducts)(float* products, const PlaceTask& task, Range places);

  /// Each matrix by itself, in float: errors are some 10⁻⁷ of its trace.
  void (*shrinkSpectra)(const ShrinkageTask& task, Range matrices);

  /// Slopes of the variation and its row sums.
  void (*variation)(float* slope_row, float* slope_col, double* row_sums, const float* x,
                    Shape shape, VariationNorm norm, float epsilon, Range rows);
  /// d_x += weight · adjoint differences of the slopes.
  void (*variationGradient)(float* d_x, const float* slope_row, const float* slope_col, Shape shape,
                            float weight, Range rows);

  /// The 5-point Laplacian of x at interior entries, 0 at the border; row_sums = Σ of its squares.
  void (*fivePoint)(float* l, double* row_sums, const float* x, Shape shape, Range rows);
  /// d_x += weight · the adjoint of the 5-point Laplacian applied to l.
  void (*fivePointGradient)(float* d_x, const float* l, Shape shape, float weight, Range rows);
  /// Second differences of x, 0 where they would leave it; row_sums = Σ rr² + 2·rc² + cc².
  void (*bending)(float* rr, float* rc, float* cc, double* row_sums, const float* x, Shape shape,
                  Range rows);
  /// d_x += weight · the gradient of Σ rr² + 2·rc² + cc².
  void (*bendingGradient)(float* d_x, const float* rr, const float* rc, const float* cc,
                          Shape shape, float weight, Range rows);

  /// by_rows = Σ λ_i·g_ij², by_cols = Σ μ_j·g_ij² for each row, d_g += 2·(weight_rows·λ_i +
  /// weight_cols·μ_j)·g.
  void (*spectralEnergy)(float* d_g, double* by_rows, double* by_cols, const float* g,
                         const float* lambda, const float* mu, std::size_t cols, float weight_rows,
                         float weight_cols, Range rows);
  /// y = diag(scales)·x.
  void (*scaleRows)(float* y, const float* x, const float* scales, std::size_t cols, Range rows);
  /// m_ii = 0, row_sums = Σ m², m = scale·m.
  void (*offDiagonal)(float* m, double* row_sums, std::size_t order, float scale, Range rows);

  /// y = σ(z); y may be z.
  void (*activate)(float* y, const float* z, Activation activation, Range flat);
  /// y = σ(z + bias); y may be z.
  void (*activateSum)(float* y, const float* z, const float* bias, Activation activation,
                      Range flat);
  /// y_ij = σ(z_ij + bias_j); y may be z.
  void (*activateRows)(float* y, const float* z, const float* bias, std::size_t cols,
                       Activation activation, Range rows);
  /// d_z = d_y·σ'(z) from y = σ(z); d_z may be d_y.
  void (*activationGradient)(float* d_z, const float* d_y, const float* y, Activation activation,
                             Range flat);

  void (*adam)(float* w, float* m, float* v, const float* gradient, const AdamStep& step,
               Range flat);
  /// w −= rate·gradient.
  void (*descend)(float* w, const float* gradient, float rate, Range flat);
  /// row_sums = Σ x², squared and added in double.
  void (*rowSquares)(double* row_sums, const float* x, std::size_t cols, Range rows);
  /// One step of iRprop+; `rose` is 1 or 0.
  void (*irprop)(float* w, float* delta, float* before, const float* gradient, float rose,
                 const IrpropStep& step, Range flat);
};

}  // namespace lacuna::cpu
