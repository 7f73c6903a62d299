// The device behind makeCpuDevice(): hands every kernel to a program together with what it touches.
// The kernels stand in the files cpu_device*.cpp by topic.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <numeric>

#include "cpu/blocks.h"
#include "cpu/isa.h"
#include "cpu/program.h"
#include "cpu/touches.h"
#include "device/device.h"

namespace lacuna::cpu {

/// A kernel of one piece.
inline constexpr Rows kOnce{1, 1, 0};

/// work(band) for a few rows after the other, so that several loops find them in the cache.
template <class Work>
void forEachBand(Range rows, const Work& work) {
  constexpr std::size_t kBand = 16;
  for (std::size_t i = rows.begin; i < rows.end; i += kBand) {
    work(Range{i, std::min(i + kBand, rows.end)});
  }
}

/// All entries in order.
inline double sumOf(DoubleMatrix x, std::uint32_t problem) {
  return std::accumulate(x.of(problem), x.of(problem) + x.size(), 0.0);
}

class CpuDevice final : public Device {
 public:
  explicit CpuDevice(unsigned threads) : kernels_(cpu::currentKernels()), program_(threads) {}
  void* allocate(std::size_t bytes) override;
  void release(void* block, std::size_t bytes) noexcept override;
  void upload(void* device, const void* host, std::size_t bytes) override;
  void download(void* host, const void* device, std::size_t bytes) override;
  void finish() override;
  void multiply(Problems problems, Matrix c, ConstMatrix a, ConstMatrix b, Product product,
                Write write) override;
  void gram(Problems problems, Matrix k, ConstMatrix y) override;
  void gram(Problems problems, Matrix k, Matrix diagonal, ConstMatrix y) override;
  void centreRows(Problems problems, Matrix y, ConstMatrix x) override;
  void transpose(Problems problems, Matrix y, ConstMatrix x) override;
  void transposeAndCentreRows(Problems problems, Matrix y, ConstMatrix x) override;
  void gatherBlocks(Problems problems, Matrix y, ConstMatrix x, const BlockGrid& grid) override;
  void gatherAndCentreBlocks(Problems problems, Matrix y, ConstMatrix x, const BlockGrid& grid,
                             BlockRelation relate) override;
  void scatterAddBlocks(Problems problems, Matrix d_x, ConstMatrix g,
                        const BlockGrid& grid) override;
  void copy(Problems problems, Matrix y, ConstMatrix x) override;
  void add(Problems problems, Matrix y, ConstMatrix x) override;
  void addScaled(Problems problems, Matrix y, ConstMatrix x, double factor) override;
  void dot(Problems problems, Scalars value, ConstMatrix x, ConstMatrix y, double weight) override;
  void fidelity(Problems problems, Matrix d_x, Scalars value, ConstMatrix x, ConstMatrix target,
                ConstMatrix mask, FidelityKind kind, DoubleMatrix scale) override;
  void similarity(Problems problems, Matrix p, ConstMatrix v, LaplacianForm form) override;
  void laplacian(Problems problems, Matrix l, ConstMatrix p, LaplacianForm form,
                 double scale) override;
  void laplacianGradient(Problems problems, Matrix d_v, Scalars value, ConstMatrix p,
                         ConstMatrix gram, ConstMatrix diagonal, LaplacianForm form,
                         double weight) override;
  void softmin(Problems problems, Matrix p, Matrix minima, Matrix inverses, ConstMatrix v) override;
  void softminAgain(Problems problems, Matrix p, ConstMatrix v, ConstMatrix minima,
                    ConstMatrix inverses) override;
  void addColumnSums(Problems problems, DoubleMatrix sums, ConstMatrix p) override;
  void combineLaplacian(Problems problems, Matrix l, ConstMatrix x, ConstMatrix px, ConstMatrix ptx,
                        DoubleMatrix sums, double scale) override;
  void rowProducts(Problems problems, Matrix products, ConstMatrix x, ConstMatrix y) override;
  void softminGradient(Problems problems, Matrix d_v, DoubleMatrix energies, ConstMatrix p,
                       ConstMatrix gram, ConstMatrix gram_rows, ConstMatrix gram_cols,
                       double weight) override;
  void sum(Problems problems, Scalars value, DoubleMatrix x, double scale) override;
  void clear(Problems problems, Matrix x) override;
  void clear(Problems problems, DoubleMatrix x) override;
  void fill(Problems problems, Matrix x, double value) override;
  void columnSums(Problems problems, Matrix sums, ConstMatrix x) override;
  void sparseFidelity(Problems problems, Matrix d_a, Matrix d_b, float* slopes, Scalars value,
                      ConstMatrix a, ConstMatrix b, const SparseBatch& observed, FidelityKind kind,
                      DoubleMatrix scale) override;
  void variation(Problems problems, Matrix slope_row, Matrix slope_col, Scalars value,
                 ConstMatrix x, VariationNorm norm, double weight, double epsilon) override;
  void variationGradient(Problems problems, Matrix d_x, ConstMatrix slope_row,
                         ConstMatrix slope_col, double weight) override;
  void laplacianNorm(Problems problems, Matrix d_x, Scalars value, Matrix l, ConstMatrix x,
                     double weight) override;
  void thinPlate(Problems problems, Matrix d_x, Scalars value, Matrix rr, Matrix rc, Matrix cc,
                 ConstMatrix x, double weight) override;
  void spectralEnergy(Problems problems, Matrix d_g, Scalars by_rows, Scalars by_cols,
                      ConstMatrix g, ConstMatrix lambda, ConstMatrix mu, double weight_rows,
                      double weight_cols) override;
  void scaleRows(Problems problems, Matrix y, ConstMatrix x, ConstMatrix scales) override;
  void offDiagonal(Problems problems, Matrix m, Scalars value, double weight) override;
  void activate(Problems problems, Matrix y, ConstMatrix z, Activation activation) override;
  void activateSum(Problems problems, Matrix y, ConstMatrix z, ConstMatrix bias,
                   Activation activation) override;
  void activateRows(Problems problems, Matrix y, ConstMatrix z, ConstMatrix bias,
                    Activation activation) override;
  void activationGradient(Problems problems, Matrix d_z, ConstMatrix d_y, ConstMatrix y,
                          Activation activation) override;
  void innerProducts(Problems problems, DoubleMatrix g, ConstMatrix x, ConstMatrix y,
                     Lines lines) override;
  void congruence(Problems problems, DoubleMatrix c, DoubleMatrix g, ConstMatrix x,
                  Lines lines) override;
  void largestEigenvalue(Problems problems, DoubleMatrix value, DoubleMatrix g) override;
  void schattenMatrix(Problems problems, Matrix k, DoubleMatrix state, const SchattenInputs& inputs,
                      const SchattenForm& form) override;
  void schattenInverse(Problems problems, Matrix inverse, DoubleMatrix state,
                       const SchattenForm& form) override;
  void schattenGradient(Problems problems, Matrix d_eta, ConstMatrix d_k, DoubleMatrix state,
                        const SchattenInputs& inputs, const SchattenForm& form) override;
  void adam(Problems problems, Matrix w, Matrix m, Matrix v, ConstMatrix gradient,
            const AdamStep& step) override;
  void descend(Problems problems, Matrix w, ConstMatrix gradient, double rate) override;
  void descend(Problems problems, Matrix w, ConstMatrix gradient, ConstMatrix rate) override;
  void rowSquares(Problems problems, DoubleMatrix squares, ConstMatrix x) override;
  void groupRate(Problems problems, Matrix rate, DoubleMatrix average, DoubleMatrix squares,
                 const GroupRmspropStep& step) override;
  void rose(Problems problems, Matrix above, DoubleMatrix loss, DoubleMatrix terms) override;
  void irprop(Problems problems, Matrix w, Matrix delta, Matrix before, ConstMatrix gradient,
              ConstMatrix rose, const IrpropStep& step) override;

 private:
  /// work(problem, range) for pieces of the rows of each problem.
  template <class Work>
  void forEach(Problems problems, const Rows& rows, std::initializer_list<Access> accesses,
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
  void fillWith(Problems problems, BatchedMatrix<T> x, T value) {
    const Touches touches(problems);
    forEach(problems, rowsOf(x), {touches.writesRows(x)}, [=](std::uint32_t problem, Range rows) {
      const Range flat = flatOf(rows, x.cols);
      std::fill(x.of(problem) + flat.begin, x.of(problem) + flat.end, value);
    });
  }

  /// p = exp(v − max v) / Σ exp(v − max v) over the whole k×k matrix.
  void globalSoftmax(Problems problems, Matrix p, ConstMatrix v);

  /// What the kernels of Schatten blocks work with, one problem after the other.
  double* scratchFor(DoubleMatrix state);

  const KernelTable& kernels_;
  Arena arena_;
  Program program_;
};

}  // namespace lacuna::cpu
