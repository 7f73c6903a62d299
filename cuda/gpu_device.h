// The Device whose kernels are programs for an Executor: a kernel is put off until the host wants
// to read or write memory; then all that wait run as one program.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "cuda/cuda_device.h"
#include "cuda/executor.h"
#include "cuda/program.h"
#include "cuda/scratch.h"

namespace lacuna::gpu {

class GpuDevice final : public Device, private Repeater {
 public:
  GpuDevice(std::unique_ptr<Executor> executor, ProductPrecision precision);
  ~GpuDevice() override;

  /// How a program is shared out, where it shall not be chosen by its size; for measurements.
  struct Sharing {
    Layout layout;
    std::uint32_t team;
  };
  void share(Sharing sharing) { sharing_ = sharing; }

  [[nodiscard]] KernelOrder kernelOrder() const override { return KernelOrder::side_by_side; }
  void* allocate(std::size_t bytes) override;
  void release(void* block, std::size_t bytes) noexcept override;
  void upload(void* device, const void* host, std::size_t bytes) override;
  void download(void* host, const void* device, std::size_t bytes) override;
  void finish() override {}
  Repeater* repeater() override { return this; }
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
  struct Block {
    std::size_t bytes;
    void* shadow;  // what save() kept, or nullptr
  };
  /// A program that repeats, with all that it writes beside the models' memory.
  struct Stretch {
    explicit Stretch(Executor& executor) : scratch(executor) {}

    Scratch scratch;
    std::unique_ptr<LoadedPlan> plan;
    std::uint32_t steps = 0;
    double* history = nullptr;
    std::size_t history_doubles = 0;  // of one step
  };

  void beginRecording() override;
  void closeStep(DoubleMatrix terms, std::uint32_t batch) override;
  void endRecording() override;
  std::vector<double> repeat(std::span<const StepConstants> steps) override;
  void save() override;
  void restore() override;

  template <class T>
  void record(const T& op, Problems problems, Split split, std::vector<Access> accesses);
  template <class T>
  BatchedMatrix<T> perRow(Problems problems, std::uint32_t rows);
  void closeSums(Problems problems, Scalars value, DoubleMatrix sums, DoubleMatrix scales,
                 double scale);
  void globalSoftmax(Problems problems, Matrix p, ConstMatrix v);
  void activateWith(Problems problems, Matrix y, ConstMatrix z, ConstMatrix bias,
                    Activation activation);
  SchattenOperands operandsOf(Problems problems, DoubleMatrix state, const SchattenInputs& inputs,
                              const SchattenForm& form);
  [[nodiscard]] std::unique_ptr<LoadedPlan> loadProgram() const;
  void flush();
  void refuseWhileRecording() const;
  void dropShadows() noexcept;

  std::unique_ptr<Executor> executor_;
  ProductPrecision precision_;
  Program program_;
  Scratch scratch_;
  std::unique_ptr<LoadedPlan> running_;
  std::unique_ptr<Stretch> stretch_;
  bool records_ = false;
  std::optional<Sharing> sharing_;
  std::map<std::byte*, Block> blocks_;
};

template <class T>
void GpuDevice::record(const T& op, Problems problems, Split split, std::vector<Access> accesses) {
  Op kernel = Op::of(op);
  kernel.step = records_ ? stretch_->steps : 0;
  program_.add(kernel, problems, split, std::move(accesses));
}
template <class T>
BatchedMatrix<T> GpuDevice::perRow(Problems problems, std::uint32_t rows) {
  const std::size_t held = problems.empty() ? 1 : std::ranges::max(problems) + std::size_t{1};
  Scratch& scratch = records_ ? stretch_->scratch : scratch_;
  return {reinterpret_cast<T*>(scratch.claim(held * rows * sizeof(T))), rows, 1, rows};
}

}  // namespace lacuna::gpu
