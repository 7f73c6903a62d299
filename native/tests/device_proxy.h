// A device that hands every call to another one; tests override what they watch.
#pragma once

#include "device/device.h"

namespace lacuna::test {

class DeviceProxy : public Device {
 public:
  explicit DeviceProxy(Device& inner) : inner_(inner) {}

  [[nodiscard]] KernelOrder kernelOrder() const override { return inner_.kernelOrder(); }
  void* allocate(std::size_t bytes) override { return inner_.allocate(bytes); }
  void release(void* block, std::size_t bytes) noexcept override { inner_.release(block, bytes); }
  void upload(void* device, const void* host, std::size_t bytes) override {
    inner_.upload(device, host, bytes);
  }
  void download(void* host, const void* device, std::size_t bytes) override {
    inner_.download(host, device, bytes);
  }
  void multiply(Problems problems, Matrix c, ConstMatrix a, ConstMatrix b, Product product,
                Write write) override {
    inner_.multiply(problems, c, a, b, product, write);
  }
  void finish() override { inner_.finish(); }
  void gram(Problems problems, Matrix k, ConstMatrix y) override { inner_.gram(problems, k, y); }
  void gram(Problems problems, Matrix k, Matrix diagonal, ConstMatrix y) override {
    inner_.gram(problems, k, diagonal, y);
  }
  void centreRows(Problems problems, Matrix y, ConstMatrix x) override {
    inner_.centreRows(problems, y, x);
  }
  void transposeAndCentreRows(Problems problems, Matrix y, ConstMatrix x) override {
    inner_.transposeAndCentreRows(problems, y, x);
  }
  void gatherBlocks(Problems problems, Matrix y, ConstMatrix x, const BlockGrid& grid) override {
    inner_.gatherBlocks(problems, y, x, grid);
  }
  void gatherAndCentreBlocks(Problems problems, Matrix y, ConstMatrix x, const BlockGrid& grid,
                             BlockRelation relate) override {
    inner_.gatherAndCentreBlocks(problems, y, x, grid, relate);
  }
  void scatterAddBlocks(Problems problems, Matrix d_x, ConstMatrix g,
                        const BlockGrid& grid) override {
    inner_.scatterAddBlocks(problems, d_x, g, grid);
  }
  void copy(Problems problems, Matrix y, ConstMatrix x) override { inner_.copy(problems, y, x); }
  void add(Problems problems, Matrix y, ConstMatrix x) override { inner_.add(problems, y, x); }
  void addScaled(Problems problems, Matrix y, ConstMatrix x, double factor) override {
    inner_.addScaled(problems, y, x, factor);
  }
  void dot(Problems problems, Scalars value, ConstMatrix x, ConstMatrix y, double weight) override {
    inner_.dot(problems, value, x, y, weight);
  }
  void fidelity(Problems problems, Matrix d_x, Scalars value, ConstMatrix x, ConstMatrix target,
                ConstMatrix mask, FidelityKind kind, lacuna::DoubleMatrix scale) override {
    inner_.fidelity(problems, d_x, value, x, target, mask, kind, scale);
  }
  void similarity(Problems problems, Matrix p, ConstMatrix v, LaplacianForm form) override {
    inner_.similarity(problems, p, v, form);
  }
  void laplacian(Problems problems, Matrix l, ConstMatrix p, LaplacianForm form,
                 double scale) override {
    inner_.laplacian(problems, l, p, form, scale);
  }
  void laplacianGradient(Problems problems, Matrix d_v, Scalars value, ConstMatrix p,
                         ConstMatrix gram, ConstMatrix diagonal, LaplacianForm form,
                         double weight) override {
    inner_.laplacianGradient(problems, d_v, value, p, gram, diagonal, form, weight);
  }
  void transpose(Problems problems, Matrix y, ConstMatrix x) override {
    inner_.transpose(problems, y, x);
  }
  void softmin(Problems problems, Matrix p, Matrix minima, Matrix inverses,
               ConstMatrix v) override {
    inner_.softmin(problems, p, minima, inverses, v);
  }
  void softminAgain(Problems problems, Matrix p, ConstMatrix v, ConstMatrix minima,
                    ConstMatrix inverses) override {
    inner_.softminAgain(problems, p, v, minima, inverses);
  }
  void addColumnSums(Problems problems, lacuna::DoubleMatrix sums, ConstMatrix p) override {
    inner_.addColumnSums(problems, sums, p);
  }
  void combineLaplacian(Problems problems, Matrix l, ConstMatrix x, ConstMatrix px, ConstMatrix ptx,
                        lacuna::DoubleMatrix sums, double scale) override {
    inner_.combineLaplacian(problems, l, x, px, ptx, sums, scale);
  }
  void rowProducts(Problems problems, Matrix products, ConstMatrix x, ConstMatrix y) override {
    inner_.rowProducts(problems, products, x, y);
  }
  void softminGradient(Problems problems, Matrix d_v, lacuna::DoubleMatrix energies, ConstMatrix p,
                       ConstMatrix gram, ConstMatrix gram_rows, ConstMatrix gram_cols,
                       double weight) override {
    inner_.softminGradient(problems, d_v, energies, p, gram, gram_rows, gram_cols, weight);
  }
  void sum(Problems problems, Scalars value, lacuna::DoubleMatrix x, double scale) override {
    inner_.sum(problems, value, x, scale);
  }
  void clear(Problems problems, Matrix x) override { inner_.clear(problems, x); }
  void clear(Problems problems, lacuna::DoubleMatrix x) override { inner_.clear(problems, x); }
  void fill(Problems problems, Matrix x, double value) override { inner_.fill(problems, x, value); }
  void columnSums(Problems problems, Matrix sums, ConstMatrix x) override {
    inner_.columnSums(problems, sums, x);
  }
  void sparseFidelity(Problems problems, Matrix d_a, Matrix d_b, float* slopes, Scalars value,
                      ConstMatrix a, ConstMatrix b, const SparseBatch& observed, FidelityKind kind,
                      lacuna::DoubleMatrix scale) override {
    inner_.sparseFidelity(problems, d_a, d_b, slopes, value, a, b, observed, kind, scale);
  }
  void variation(Problems problems, Matrix slope_row, Matrix slope_col, Scalars value,
                 ConstMatrix x, VariationNorm norm, double weight, double epsilon) override {
    inner_.variation(problems, slope_row, slope_col, value, x, norm, weight, epsilon);
  }
  void variationGradient(Problems problems, Matrix d_x, ConstMatrix slope_row,
                         ConstMatrix slope_col, double weight) override {
    inner_.variationGradient(problems, d_x, slope_row, slope_col, weight);
  }
  void laplacianNorm(Problems problems, Matrix d_x, Scalars value, Matrix l, ConstMatrix x,
                     double weight) override {
    inner_.laplacianNorm(problems, d_x, value, l, x, weight);
  }
  void thinPlate(Problems problems, Matrix d_x, Scalars value, Matrix rr, Matrix rc, Matrix cc,
                 ConstMatrix x, double weight) override {
    inner_.thinPlate(problems, d_x, value, rr, rc, cc, x, weight);
  }
  void spectralEnergy(Problems problems, Matrix d_g, Scalars by_rows, Scalars by_cols,
                      ConstMatrix g, ConstMatrix lambda, ConstMatrix mu, double weight_rows,
                      double weight_cols) override {
    inner_.spectralEnergy(problems, d_g, by_rows, by_cols, g, lambda, mu, weight_rows, weight_cols);
  }
  void scaleRows(Problems problems, Matrix y, ConstMatrix x, ConstMatrix scales) override {
    inner_.scaleRows(problems, y, x, scales);
  }
  void offDiagonal(Problems problems, Matrix m, Scalars value, double weight) override {
    inner_.offDiagonal(problems, m, value, weight);
  }
  void activate(Problems problems, Matrix y, ConstMatrix z, Activation activation) override {
    inner_.activate(problems, y, z, activation);
  }
  void activateSum(Problems problems, Matrix y, ConstMatrix z, ConstMatrix bias,
                   Activation activation) override {
    inner_.activateSum(problems, y, z, bias, activation);
  }
  void activateRows(Problems problems, Matrix y, ConstMatrix z, ConstMatrix bias,
                    Activation activation) override {
    inner_.activateRows(problems, y, z, bias, activation);
  }
  void activationGradient(Problems problems, Matrix d_z, ConstMatrix d_y, ConstMatrix y,
                          Activation activation) override {
    inner_.activationGradient(problems, d_z, d_y, y, activation);
  }
  void innerProducts(Problems problems, lacuna::DoubleMatrix g, ConstMatrix x, ConstMatrix y,
                     Lines lines) override {
    inner_.innerProducts(problems, g, x, y, lines);
  }
  void congruence(Problems problems, lacuna::DoubleMatrix c, lacuna::DoubleMatrix g, ConstMatrix x,
                  Lines lines) override {
    inner_.congruence(problems, c, g, x, lines);
  }
  void largestEigenvalue(Problems problems, lacuna::DoubleMatrix value,
                         lacuna::DoubleMatrix g) override {
    inner_.largestEigenvalue(problems, value, g);
  }
  void schattenMatrix(Problems problems, Matrix k, lacuna::DoubleMatrix state,
                      const SchattenInputs& inputs, const SchattenForm& form) override {
    inner_.schattenMatrix(problems, k, state, inputs, form);
  }
  void schattenInverse(Problems problems, Matrix inverse, lacuna::DoubleMatrix state,
                       const SchattenForm& form) override {
    inner_.schattenInverse(problems, inverse, state, form);
  }
  void schattenGradient(Problems problems, Matrix d_eta, ConstMatrix d_k,
                        lacuna::DoubleMatrix state, const SchattenInputs& inputs,
                        const SchattenForm& form) override {
    inner_.schattenGradient(problems, d_eta, d_k, state, inputs, form);
  }
  void adam(Problems problems, Matrix w, Matrix m, Matrix v, ConstMatrix gradient,
            const AdamStep& step) override {
    inner_.adam(problems, w, m, v, gradient, step);
  }
  void descend(Problems problems, Matrix w, ConstMatrix gradient, double rate) override {
    inner_.descend(problems, w, gradient, rate);
  }
  void descend(Problems problems, Matrix w, ConstMatrix gradient, ConstMatrix rate) override {
    inner_.descend(problems, w, gradient, rate);
  }
  void rowSquares(Problems problems, lacuna::DoubleMatrix squares, ConstMatrix x) override {
    inner_.rowSquares(problems, squares, x);
  }
  void groupRate(Problems problems, Matrix rate, lacuna::DoubleMatrix average,
                 lacuna::DoubleMatrix squares, const GroupRmspropStep& step) override {
    inner_.groupRate(problems, rate, average, squares, step);
  }
  void rose(Problems problems, Matrix above, lacuna::DoubleMatrix loss,
            lacuna::DoubleMatrix terms) override {
    inner_.rose(problems, above, loss, terms);
  }
  void irprop(Problems problems, Matrix w, Matrix delta, Matrix before, ConstMatrix gradient,
              ConstMatrix rose, const IrpropStep& step) override {
    inner_.irprop(problems, w, delta, before, gradient, rose, step);
  }

 private:
  Device& inner_;
};

}  // namespace lacuna::test
