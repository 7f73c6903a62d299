#include "cpu/cpu_device.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <initializer_list>
#include <numeric>
#include <span>

#include "cpu/blocks.h"
#include "cpu/isa.h"
#include "cpu/program.h"
#include "cpu/touches.h"

namespace lacuna {
namespace {

using cpu::Access;
using cpu::accessTo;
using cpu::flatOf;
using cpu::KernelTable;
using cpu::Range;
using cpu::rowsOf;
using cpu::Shape;
using cpu::Strided;
using cpu::Touch;
using cpu::Touches;

/// Multiply-adds that take as long as touching one float in a simple loop.
constexpr std::size_t kProductsPerFloat = 32;

/// Rows that are worked on by several loops in turn.
constexpr std::size_t kBand = 16;

/// A kernel of one piece.
constexpr cpu::Rows kOnce{1, 1, 0};

/// All entries in order.
double sumOf(DoubleMatrix x, std::uint32_t problem) {
  return std::accumulate(x.of(problem), x.of(problem) + x.size(), 0.0);
}

class CpuDevice final : public Device {
 public:
  explicit CpuDevice(unsigned threads) : kernels_(cpu::currentKernels()), program_(threads) {}

  void* allocate(std::size_t bytes) override { return arena_.allocate(bytes); }

  void release(void* block, std::size_t bytes) noexcept override {
    program_.run();
    arena_.release(block, bytes);
  }

  void upload(void* device, const void* host, std::size_t bytes) override {
    program_.run();
    std::memcpy(device, host, bytes);
  }

  void download(void* host, const void* device, std::size_t bytes) override {
    program_.run();
    std::memcpy(host, device, bytes);
  }

  void finish() override { program_.run(); }

  void multiply(Problems problems, Matrix c, ConstMatrix a, ConstMatrix b, Product product,
                Write write) override {
    const std::size_t depth = product == Product::tn ? a.rows : a.cols;
    const Touches touches(problems);
    const Access left = product == Product::tn ? touches.reads(a) : touches.readsRows(a);
    const cpu::Rows rows{c.rows, kernels_.tile_rows, c.size() * depth / kProductsPerFloat};
    forEach(problems, rows, {touches.writesRows(c), left, touches.reads(b)},
            [=, &kernels = kernels_](std::uint32_t problem, Range range) {
              const Strided left_operand = product == Product::tn
                                               ? Strided{a.of(problem), 1, a.cols}
                                               : Strided{a.of(problem), a.cols, 1};
              const Strided right_operand = product == Product::nt
                                                ? Strided{b.of(problem), 1, b.cols}
                                                : Strided{b.of(problem), b.cols, 1};
              kernels.multiply(
                  {c.of(problem), left_operand, right_operand, c.cols, depth, write == Write::add},
                  range);
            });
  }

  void gram(Problems problems, Matrix k, ConstMatrix y) override {
    gram(problems, k, perRow<float>(problems, k.rows), y);
  }

  void gram(Problems problems, Matrix k, Matrix diagonal, ConstMatrix y) override {
    const Touches touches(problems);
    const std::size_t order = k.rows;
    const std::size_t tile = kernels_.tile_rows;
    const std::size_t tiles = (order + tile - 1) / tile;
    // The first tile of rows is the shortest: it goes together with the last one.
    const cpu::Rows pairs{(tiles + 1) / 2, 1, order * order * y.rows / (2 * kProductsPerFloat)};
    forEach(problems, pairs, {touches.writes(k), touches.writes(diagonal), touches.reads(y)},
            [=, &kernels = kernels_](std::uint32_t problem, Range pair) {
              const auto lower = [&](std::size_t first, std::size_t last) {
                const Range rows{first * tile, std::min(last * tile, order)};
                float* const to = k.of(problem);
                kernels.gramLower(to, y.of(problem), {y.rows, y.cols}, rows);
                for (std::size_t i = rows.begin; i < rows.end; ++i) {
                  diagonal.of(problem)[i] = to[i * order + i];
                }
              };
              lower(pair.begin, pair.end);
              const std::size_t from_behind = std::max(pair.end, tiles - pair.end);
              if (from_behind < tiles - pair.begin) {
                lower(from_behind, tiles - pair.begin);
              }
            });
    // Only what is above the diagonal is written, only what is below it is read.
    forEach(problems, rowsOf(k), {touches.writesRows(k), touches.reads(k)},
            [=, &kernels = kernels_](std::uint32_t problem, Range rows) {
              kernels.mirrorLower(k.of(problem), order, rows);
            });
  }

  void centreRows(Problems problems, Matrix y, ConstMatrix x) override {
    const Touches touches(problems);
    forEach(problems, rowsOf(x), {touches.writesRows(y), touches.readsRows(x)},
            [=, &kernels = kernels_](std::uint32_t problem, Range rows) {
              kernels.centreRows(y.of(problem), x.of(problem), x.cols, rows);
            });
  }

  void transpose(Problems problems, Matrix y, ConstMatrix x) override {
    const Touches touches(problems);
    forEach(problems, rowsOf(y), {touches.writesRows(y), touches.reads(x)},
            [=, &kernels = kernels_](std::uint32_t problem, Range rows) {
              kernels.transpose(y.of(problem), x.of(problem), {x.rows, x.cols}, rows);
            });
  }

  void transposeAndCentreRows(Problems problems, Matrix y, ConstMatrix x) override {
    const Touches touches(problems);
    forEach(problems, rowsOf(y), {touches.writesRows(y), touches.reads(x)},
            [=, &kernels = kernels_](std::uint32_t problem, Range rows) {
              float* const to = y.of(problem);
              // In bands, so that a row is centred while it is in the cache.
              for (std::size_t i = rows.begin; i < rows.end; i += kBand) {
                const Range band{i, std::min(i + kBand, rows.end)};
                kernels.transpose(to, x.of(problem), {x.rows, x.cols}, band);
                kernels.centreRows(to, to, y.cols, band);
              }
            });
  }

  void copy(Problems problems, Matrix y, ConstMatrix x) override {
    const Touches touches(problems);
    forEach(problems, rowsOf(y), {touches.writesRows(y), touches.readsRows(x)},
            [=](std::uint32_t problem, Range rows) {
              const Range flat = flatOf(rows, y.cols);
              std::copy(x.of(problem) + flat.begin, x.of(problem) + flat.end,
                        y.of(problem) + flat.begin);
            });
  }

  void add(Problems problems, Matrix y, ConstMatrix x) override {
    const Touches touches(problems);
    forEach(problems, rowsOf(y), {touches.writesRows(y), touches.readsRows(x)},
            [=, &kernels = kernels_](std::uint32_t problem, Range rows) {
              kernels.add(y.of(problem), x.of(problem), flatOf(rows, y.cols));
            });
  }

  void dot(Problems problems, Scalars value, ConstMatrix x, ConstMatrix y, double weight) override {
    const Touches touches(problems);
    const DoubleMatrix sums = perRow<double>(problems, x.rows);
    forEach(problems, rowsOf(x), {touches.readsRows(x), touches.readsRows(y)},
            [=, &kernels = kernels_](std::uint32_t problem, Range rows) {
              kernels.dot(sums.of(problem), x.of(problem), y.of(problem), x.cols, rows);
            });
    closeSums(problems, value, weight, sums);
  }

  void fidelity(Problems problems, Matrix d_x, Scalars value, ConstMatrix x, ConstMatrix target,
                ConstMatrix mask, FidelityKind kind, DoubleMatrix scale) override {
    const Touches touches(problems);
    const DoubleMatrix sums = perRow<double>(problems, x.rows);
    forEach(problems, rowsOf(x),
            {touches.writesRows(d_x), touches.readsRows(x), touches.readsRows(target),
             touches.readsRows(mask), touches.reads(scale)},
            [=, &kernels = kernels_](std::uint32_t problem, Range rows) {
              kernels.fidelity(d_x.of(problem), sums.of(problem), x.of(problem), target.of(problem),
                               mask.of(problem), x.cols, kind,
                               static_cast<float>(*scale.of(problem)), rows);
            });
    closeSums(problems, value, scale, sums);
  }

  void similarity(Problems problems, Matrix p, ConstMatrix v, LaplacianForm form) override {
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

  void laplacian(Problems problems, Matrix l, ConstMatrix p, LaplacianForm form,
                 double scale) override {
    const auto factor = static_cast<float>(scale * math::similarityScale(form));
    const Touches touches(problems);
    forEach(problems, rowsOf(l), {touches.writesRows(l), touches.reads(p)},
            [=, &kernels = kernels_](std::uint32_t problem, Range rows) {
              kernels.laplacian(l.of(problem), p.of(problem), p.cols, factor, rows);
            });
  }

  void laplacianGradient(Problems problems, Matrix d_v, Scalars value, ConstMatrix p,
                         ConstMatrix gram, ConstMatrix diagonal, LaplacianForm form,
                         double weight) override {
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
                                        gram.of(problem), diagonal.of(problem),
                                        diagonal.of(problem), p.cols, step, rows);
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

  void softmin(Problems problems, Matrix p, Matrix minima, Matrix inverses,
               ConstMatrix v) override {
    const Touches touches(problems);
    forEach(problems, rowsOf(v),
            {touches.writesRows(p), touches.writesRows(minima), touches.writesRows(inverses),
             touches.readsRows(v)},
            [=, &kernels = kernels_](std::uint32_t problem, Range rows) {
              kernels.softminRows(p.of(problem), minima.of(problem), inverses.of(problem),
                                  v.of(problem), v.cols, rows);
            });
  }

  void softminAgain(Problems problems, Matrix p, ConstMatrix v, ConstMatrix minima,
                    ConstMatrix inverses) override {
    const Touches touches(problems);
    forEach(problems, rowsOf(v),
            {touches.writesRows(p), touches.readsRows(v), touches.readsRows(minima),
             touches.readsRows(inverses)},
            [=, &kernels = kernels_](std::uint32_t problem, Range rows) {
              kernels.softminAgain(p.of(problem), v.of(problem), minima.of(problem),
                                   inverses.of(problem), v.cols, rows);
            });
  }

  void addColumnSums(Problems problems, DoubleMatrix sums, ConstMatrix p) override {
    const Touches touches(problems);
    forEach(problems, {p.cols, 1, p.size()}, {touches.writes(sums), touches.reads(p)},
            [=, &kernels = kernels_](std::uint32_t problem, Range cols) {
              kernels.addColumnSums(sums.of(problem), p.of(problem), {p.rows, p.cols}, cols);
            });
  }

  void combineLaplacian(Problems problems, Matrix l, ConstMatrix x, ConstMatrix px, ConstMatrix ptx,
                        DoubleMatrix sums, double scale) override {
    const Touches touches(problems);
    forEach(problems, rowsOf(x),
            {touches.writesRows(l), touches.readsRows(x), touches.readsRows(px),
             touches.readsRows(ptx), touches.reads(sums)},
            [=, &kernels = kernels_](std::uint32_t problem, Range rows) {
              kernels.combineLaplacian(l.of(problem), x.of(problem), px.of(problem),
                                       ptx.of(problem), sums.of(problem), x.cols,
                                       static_cast<float>(scale), rows);
            });
  }

  void rowProducts(Problems problems, Matrix products, ConstMatrix x, ConstMatrix y) override {
    const Touches touches(problems);
    forEach(problems, rowsOf(x),
            {touches.writesRows(products), touches.readsRows(x), touches.readsRows(y)},
            [=, &kernels = kernels_](std::uint32_t problem, Range rows) {
              kernels.rowProducts(products.of(problem), x.of(problem), y.of(problem), x.cols, rows);
            });
  }

  void softminGradient(Problems problems, Matrix d_v, DoubleMatrix energies, ConstMatrix p,
                       ConstMatrix gram, ConstMatrix gram_rows, ConstMatrix gram_cols,
                       double weight) override {
    const Touches touches(problems);
    forEach(problems, rowsOf(p),
            {touches.writesRows(d_v), touches.writesRows(energies), touches.readsRows(p),
             touches.readsRows(gram), touches.readsRows(gram_rows), touches.reads(gram_cols)},
            [=, &kernels = kernels_](std::uint32_t problem, Range rows) {
              kernels.rowEnergies(energies.of(problem), p.of(problem), gram.of(problem),
                                  gram_rows.of(problem), gram_cols.of(problem), p.cols, rows);
              kernels.softminGradient(d_v.of(problem), energies.of(problem), p.of(problem),
                                      gram.of(problem), gram_rows.of(problem),
                                      gram_cols.of(problem), p.cols, static_cast<float>(weight),
                                      rows);
            });
  }

  void sum(Problems problems, Scalars value, DoubleMatrix x, double scale) override {
    const Touches touches(problems);
    forEach(problems, kOnce, {touches.reads(x)}, [=](std::uint32_t problem, Range /*once*/) {
      value.of(problem) = scale * sumOf(x, problem);
    });
  }

  void clear(Problems problems, Matrix x) override { fillWithZeros(problems, x); }
  void clear(Problems problems, DoubleMatrix x) override { fillWithZeros(problems, x); }

  void sparseFidelity(Problems problems, Matrix d_a, Matrix d_b, float* slopes, Scalars value,
                      ConstMatrix a, ConstMatrix b, const SparseBatch& observed, FidelityKind kind,
                      DoubleMatrix scale) override {
    const Touches touches(problems);
    const DoubleMatrix sums = perRow<double>(problems, observed.rows);
    // A few entries in each row of d_a or d_b: the loops touch more than the matrices' floats.
    const cpu::Rows rows{d_a.rows, 1, 2 * d_a.size()};
    const cpu::Rows cols{d_b.rows, 1, 2 * d_b.size()};
    const auto slopes_as = [&](Touch touch) { return accessTo(slopes, slopes + 1, 1, touch); };
    forEach(problems, rows,
            {touches.writesRows(d_a), slopes_as(Touch::writes_anywhere), touches.readsRows(a),
             touches.reads(b), touches.reads(scale)},
            [=, &kernels = kernels_](std::uint32_t problem, Range range) {
              const std::size_t first = static_cast<std::size_t>(problem) * (observed.rows + 1);
              const cpu::SparseRows by_rows{observed.row_offsets + first, observed.entry_cols,
                                            observed.entry_values};
              kernels.sparseRows(d_a.of(problem), slopes, sums.of(problem), by_rows, a.of(problem),
                                 b.of(problem), a.cols, kind,
                                 static_cast<float>(*scale.of(problem)), range);
            });
    forEach(problems, cols,
            {touches.writesRows(d_b), slopes_as(Touch::reads_anywhere), touches.reads(a)},
            [=, &kernels = kernels_](std::uint32_t problem, Range range) {
              const std::size_t first = static_cast<std::size_t>(problem) * (observed.cols + 1);
              const cpu::SparseCols by_cols{observed.col_offsets + first, observed.entry_rows,
                                            observed.entry_places};
              kernels.sparseCols(d_b.of(problem), by_cols, slopes, a.of(problem), a.cols, range);
            });
    closeSums(problems, value, scale, sums);
  }

  void variation(Problems problems, Matrix slope_row, Matrix slope_col, Scalars value,
                 ConstMatrix x, VariationNorm norm, double weight, double epsilon) override {
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

  void variationGradient(Problems problems, Matrix d_x, ConstMatrix slope_row,
                         ConstMatrix slope_col, double weight) override {
    const Touches touches(problems);
    forEach(problems, rowsOf(d_x),
            {touches.writesRows(d_x), touches.reads(slope_row), touches.reads(slope_col)},
            [=, &kernels = kernels_](std::uint32_t problem, Range rows) {
              kernels.variationGradient(d_x.of(problem), slope_row.of(problem),
                                        slope_col.of(problem), {d_x.rows, d_x.cols},
                                        static_cast<float>(weight), rows);
            });
  }

  void laplacianNorm(Problems problems, Matrix d_x, Scalars value, Matrix l, ConstMatrix x,
                     double weight) override {
    const Touches touches(problems);
    const Shape shape{x.rows, x.cols};
    const DoubleMatrix sums = perRow<double>(problems, x.rows);
    const DoubleMatrix norm = perRow<double>(problems, 1);
    forEach(problems, rowsOf(x),
            {touches.writesRows(l), touches.writesRows(sums), touches.reads(x)},
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

  void thinPlate(Problems problems, Matrix d_x, Scalars value, Matrix rr, Matrix rc, Matrix cc,
                 ConstMatrix x, double weight) override {
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
              kernels.bendingGradient(d_x.of(problem), rr.of(problem), rc.of(problem),
                                      cc.of(problem), shape, static_cast<float>(weight), rows);
            });
    closeSums(problems, value, weight, sums);
  }

  void activate(Problems problems, Matrix y, ConstMatrix z, Activation activation) override {
    const Touches touches(problems);
    forEach(problems, rowsOf(y), {touches.writesRows(y), touches.readsRows(z)},
            [=, &kernels = kernels_](std::uint32_t problem, Range rows) {
              kernels.activate(y.of(problem), z.of(problem), activation, flatOf(rows, y.cols));
            });
  }

  void activateSum(Problems problems, Matrix y, ConstMatrix z, ConstMatrix bias,
                   Activation activation) override {
    const Touches touches(problems);
    forEach(problems, rowsOf(y),
            {touches.writesRows(y), touches.readsRows(z), touches.readsRows(bias)},
            [=, &kernels = kernels_](std::uint32_t problem, Range rows) {
              kernels.activateSum(y.of(problem), z.of(problem), bias.of(problem), activation,
                                  flatOf(rows, y.cols));
            });
  }

  void activationGradient(Problems problems, Matrix d_z, ConstMatrix d_y, ConstMatrix y,
                          Activation activation) override {
    const Touches touches(problems);
    forEach(problems, rowsOf(y),
            {touches.writesRows(d_z), touches.readsRows(d_y), touches.readsRows(y)},
            [=, &kernels = kernels_](std::uint32_t problem, Range rows) {
              kernels.activationGradient(d_z.of(problem), d_y.of(problem), y.of(problem),
                                         activation, flatOf(rows, y.cols));
            });
  }

  void adam(Problems problems, Matrix w, Matrix m, Matrix v, ConstMatrix gradient,
            const AdamStep& step) override {
    const Touches touches(problems);
    forEach(problems, rowsOf(w),
            {touches.writesRows(w), touches.writesRows(m), touches.writesRows(v),
             touches.readsRows(gradient)},
            [=, &kernels = kernels_](std::uint32_t problem, Range rows) {
              kernels.adam(w.of(problem), m.of(problem), v.of(problem), gradient.of(problem), step,
                           flatOf(rows, w.cols));
            });
  }

  void descend(Problems problems, Matrix w, ConstMatrix gradient, double rate) override {
    const Touches touches(problems);
    forEach(problems, rowsOf(w), {touches.writesRows(w), touches.readsRows(gradient)},
            [=, &kernels = kernels_](std::uint32_t problem, Range rows) {
              kernels.descend(w.of(problem), gradient.of(problem), static_cast<float>(rate),
                              flatOf(rows, w.cols));
            });
  }

  void descend(Problems problems, Matrix w, ConstMatrix gradient, ConstMatrix rate) override {
    const Touches touches(problems);
    forEach(problems, rowsOf(w),
            {touches.writesRows(w), touches.readsRows(gradient), touches.reads(rate)},
            [=, &kernels = kernels_](std::uint32_t problem, Range rows) {
              kernels.descend(w.of(problem), gradient.of(problem), *rate.of(problem),
                              flatOf(rows, w.cols));
            });
  }

  void rowSquares(Problems problems, DoubleMatrix squares, ConstMatrix x) override {
    const Touches touches(problems);
    forEach(problems, rowsOf(x), {touches.writesRows(squares), touches.readsRows(x)},
            [=, &kernels = kernels_](std::uint32_t problem, Range rows) {
              kernels.rowSquares(squares.of(problem), x.of(problem), x.cols, rows);
            });
  }

  void groupRate(Problems problems, Matrix rate, DoubleMatrix average, DoubleMatrix squares,
                 const GroupRmspropStep& step) override {
    const Touches touches(problems);
    forEach(problems, kOnce,
            {touches.writes(rate), touches.writes(average), touches.reads(squares)},
            [=](std::uint32_t problem, Range /*once*/) {
              *rate.of(problem) = static_cast<float>(
                  math::groupRate(*average.of(problem), sumOf(squares, problem), step));
            });
  }

 private:
  /// work(problem, range) for pieces of the rows of each problem.
  template <class Work>
  void forEach(Problems problems, const cpu::Rows& rows, std::initializer_list<Access> accesses,
               const Work& work) {
    program_.add({rows.count, rows.grain, rows.cost * problems.size()}, accesses, [=](Range range) {
      for (const std::uint32_t problem : problems) {
        work(problem, range);
      }
    });
  }

  /// One value for each row of each problem, until finish().
  template <class T>
  BatchedMatrix<T> perRow(Problems problems, std::uint32_t rows) {
    const std::size_t held = std::ranges::max(problems) + std::size_t{1};
    return {program_.scratch<T>(held * rows), rows, 1, rows};
  }

  /// value = scale · the sums of all rows in order, known after finish().
  void closeSums(Problems problems, Scalars value, double scale, DoubleMatrix sums) {
    program_.addClosing([=] {
      for (const std::uint32_t problem : problems) {
        value.of(problem) = scale * sumOf(sums, problem);
      }
    });
  }
  void closeSums(Problems problems, Scalars value, DoubleMatrix scale, DoubleMatrix sums) {
    program_.addClosing([=] {
      for (const std::uint32_t problem : problems) {
        value.of(problem) = *scale.of(problem) * sumOf(sums, problem);
      }
    });
  }

  template <class T>
  void fillWithZeros(Problems problems, BatchedMatrix<T> x) {
    const Touches touches(problems);
    forEach(problems, rowsOf(x), {touches.writesRows(x)}, [=](std::uint32_t problem, Range rows) {
      const Range flat = flatOf(rows, x.cols);
      std::fill(x.of(problem) + flat.begin, x.of(problem) + flat.end, T{0});
    });
  }

  /// p = exp(v − max v) / Σ exp(v − max v) over the whole k×k matrix.
  void globalSoftmax(Problems problems, Matrix p, ConstMatrix v) {
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

  const KernelTable& kernels_;
  cpu::Arena arena_;
  cpu::Program program_;
};

}  // namespace

std::unique_ptr<Device> makeCpuDevice(unsigned threads) {
  return std::make_unique<CpuDevice>(threads);
}

}  // namespace lacuna
