// The kernels as a device offers them, each as a call on square matrices of a batch.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "device/device.h"
#include "random.h"

namespace lacuna::test {

inline constexpr std::uint32_t kBatch = 3;
inline constexpr std::size_t kGap = 5;  // floats between the problems' matrices

/// Matrices of a batch with gaps between them, and one double for each problem.
class Operand {
 public:
  Operand(Device& device, std::uint32_t rows, std::uint32_t cols, std::vector<float> one)
      : device_(device), rows_(rows), cols_(cols), buffer_(device, kBatch * stride()) {
    std::vector<float> all(kBatch * stride(), -7.0F);
    for (std::uint32_t problem = 0; problem < kBatch; ++problem) {
      std::copy(one.begin(), one.end(),
                all.begin() + static_cast<std::ptrdiff_t>(problem * stride()));
    }
    device.upload(buffer_.data(), all.data(), all.size() * sizeof(float));
  }

  [[nodiscard]] Matrix view() const { return {buffer_.data(), rows_, cols_, stride()}; }
  /// As many floats as it has rows, as one column.
  [[nodiscard]] Matrix column() const { return {buffer_.data(), rows_, 1, stride()}; }
  /// The first problem's matrix, shared by all.
  [[nodiscard]] Matrix shared() const { return {buffer_.data(), rows_, cols_, 0}; }

  /// The problem's matrix and the gap behind it.
  [[nodiscard]] std::vector<float> of(std::uint32_t problem) const {
    std::vector<float> values(stride());
    device_.download(values.data(), view().of(problem), values.size() * sizeof(float));
    return values;
  }

 private:
  [[nodiscard]] std::size_t stride() const { return std::size_t{rows_} * cols_ + kGap; }

  Device& device_;
  std::uint32_t rows_;
  std::uint32_t cols_;
  Buffer<float> buffer_;
};

/// What a kernel works on: square matrices a, b, c, d, and a value for each problem.
struct Bench {
  Bench(Device& device_of_all, std::uint32_t order)
      : device(device_of_all),
        a(device, order, order, draws(order, 1)),
        b(device, order, order, draws(order, 2)),
        c(device, order, order, draws(order, 3)),
        d(device, order, order, draws(order, 4)),
        values(device, kBatch * kValueStride),
        sums(device, kBatch * std::size_t{order}),
        doubles(device, kBatch * (std::size_t{7} * order * order + 2)) {
    const std::vector<double> some(sums.count(), 0.25);
    device.upload(sums.data(), some.data(), some.size() * sizeof(double));
  }

  static std::vector<float> draws(std::uint32_t order, std::uint64_t seed) {
    return Random(seed).floats(std::size_t{order} * order, 0.0, 1.0);
  }

  static constexpr std::size_t kValueStride = 2;

  [[nodiscard]] Scalars value() const { return {values.data(), kValueStride}; }
  /// A double for each row, as one column; the first one alone as a scale.
  [[nodiscard]] DoubleMatrix rowSums() const {
    const auto rows = static_cast<std::uint32_t>(sums.count() / kBatch);
    return {sums.data(), rows, 1, rows};
  }
  [[nodiscard]] DoubleMatrix scale() const { return rowSums().rowBlock(0, 1); }

  [[nodiscard]] double valueOf(std::uint32_t problem) const {
    double found = 0.0;
    device.download(&found, &value().of(problem), sizeof found);
    return found;
  }

  Device& device;
  Operand a;
  Operand b;
  Operand c;
  Operand d;
  Buffer<double> values;
  Buffer<double> sums;
  Buffer<double> doubles;  // zeros, room for seven matrices and two numbers of each problem
};

/// The matrices in double of a Schatten block on the shorter side of tall or of wide operands.
struct SchattenBench {
  SchattenBench(const Bench& of, Lines of_lines)
      : bench(of),
        lines(of_lines),
        length(of.a.view().rows),
        order(std::min(length, 20U)),
        square(std::size_t{order} * order) {}

  [[nodiscard]] DoubleMatrix part(std::size_t first, std::uint32_t rows, std::uint32_t cols) const {
    return {bench.doubles.data() + first, rows, cols, bench.doubles.count() / kBatch};
  }
  [[nodiscard]] DoubleMatrix moment(std::size_t i) const { return part(i * square, order, order); }
  [[nodiscard]] DoubleMatrix between() const { return part(3 * square, order, order); }
  [[nodiscard]] DoubleMatrix state() const { return part(4 * square, 2 * order + 1, order); }
  [[nodiscard]] DoubleMatrix norm(std::size_t i) const { return part(7 * square + i, 1, 1); }

  /// As many lines of an operand as it has.
  [[nodiscard]] Matrix linesOf(const Operand& from) const {
    const bool rows = lines == Lines::rows;
    return {from.view().data, rows ? order : length, rows ? length : order, from.view().stride};
  }
  [[nodiscard]] Matrix squareOf(const Operand& from) const {
    return {from.view().data, order, order, from.view().stride};
  }
  /// The last entry of d.
  [[nodiscard]] Matrix eta() const {
    const Matrix d = bench.d.view();
    return {d.data + d.size() - 1, 1, 1, d.stride};
  }
  [[nodiscard]] SchattenInputs inputs() const {
    return {part(0, 3 * order, order), part(7 * square, 1, 2), eta()};
  }

  const Bench& bench;
  Lines lines;
  std::uint32_t length;
  std::uint32_t order;
  std::size_t square;
};

/// K in a, K⁻¹ in c, the gradient of η in front of the last entry of d; an eigenvalue as the value.
inline void runSchattenBlock(Device& d, Problems p, const SchattenBench& o,
                             const SchattenForm& form) {
  const Bench& bench = o.bench;
  const Matrix x = o.linesOf(bench.b);
  const Matrix n = o.linesOf(bench.c);
  d.innerProducts(p, o.moment(0), x, x, o.lines);
  d.innerProducts(p, o.moment(1), x, n, o.lines);
  d.innerProducts(p, o.moment(2), n, n, o.lines);
  d.largestEigenvalue(p, o.norm(0), o.moment(0));
  d.congruence(p, o.between(), o.moment(0), o.squareOf(bench.d), o.lines);
  d.largestEigenvalue(p, o.norm(1), o.between());
  d.largestEigenvalue(p, {bench.value().data, 1, 1, bench.value().stride}, o.between());
  d.fill(p, o.eta(), 0.4);
  d.schattenMatrix(p, o.squareOf(bench.a), o.state(), o.inputs(), form);
  d.schattenInverse(p, o.squareOf(bench.c), o.state(), form);
  const Matrix eta = o.eta();
  d.schattenGradient(p, {eta.data - 1, 1, 1, eta.stride}, o.squareOf(bench.b), o.state(),
                     o.inputs(), form);
}

struct Kernel {
  std::string name;
  std::function<void(Device&, Problems, const Bench&)> call;
};

/// Every kernel of a device, each with a, b or the value as what it writes.
inline std::vector<Kernel> kernels() {
  std::vector<Kernel> all{
      {"gram", [](Device& d, Problems p, const Bench& o) { d.gram(p, o.a.view(), o.b.view()); }},
      {"gram with its diagonal",
       [](Device& d, Problems p, const Bench& o) {
         d.gram(p, o.a.view(), o.d.column(), o.b.view());
       }},
      {"centreRows",
       [](Device& d, Problems p, const Bench& o) { d.centreRows(p, o.a.view(), o.b.view()); }},
      {"transposeAndCentreRows",
       [](Device& d, Problems p, const Bench& o) {
         d.transposeAndCentreRows(p, o.a.view(), o.b.view());
       }},
      {"copy", [](Device& d, Problems p, const Bench& o) { d.copy(p, o.a.view(), o.b.view()); }},
      {"add", [](Device& d, Problems p, const Bench& o) { d.add(p, o.a.view(), o.b.view()); }},
      {"dot", [](Device& d, Problems p,
                 const Bench& o) { d.dot(p, o.value(), o.a.view(), o.b.view(), 0.5); }},
      {"adam",
       [](Device& d, Problems p, const Bench& o) {
         constexpr AdamStep kStep{0.9F, 0.1F, 0.999F, 0.001F, 0.01F, 3.0F, 1e-8F};
         d.adam(p, o.a.view(), o.b.view(), o.c.view(), o.d.view(), kStep);
       }},
      {"descend",
       [](Device& d, Problems p, const Bench& o) { d.descend(p, o.a.view(), o.b.view(), 0.1); }},
      {"descend at each problem's rate",
       [](Device& d, Problems p, const Bench& o) {
         d.descend(p, o.a.view(), o.b.view(), o.c.view().rowBlock(0, 1));
       }},
      {"rowSquares, then groupRate, then descend",
       [](Device& d, Problems p, const Bench& o) {
         constexpr GroupRmspropStep kStep{0.9, 0.1, 0.19, 0.01, 1e-4};
         const Matrix rate{o.c.view().data, 1, 1, o.c.view().stride};
         d.rowSquares(p, o.rowSums(), o.b.view());
         d.groupRate(p, rate, {o.value().data, 1, 1, o.value().stride}, o.rowSums(), kStep);
         d.descend(p, o.a.view(), o.b.view(), rate);
       }},
      {"transpose",
       [](Device& d, Problems p, const Bench& o) { d.transpose(p, o.a.view(), o.b.view()); }},
      {"clear", [](Device& d, Problems p, const Bench& o) { d.clear(p, o.a.view()); }},
      {"sum", [](Device& d, Problems p, const Bench& o) { d.sum(p, o.value(), o.rowSums(), 0.3); }},
      {"rowProducts",
       [](Device& d, Problems p, const Bench& o) {
         d.rowProducts(p, o.a.column(), o.b.view(), o.c.view());
       }},
      {"softmin, then the same again",
       [](Device& d, Problems p, const Bench& o) {
         d.softmin(p, o.a.view(), o.c.column(), o.d.column(), o.b.view());
         d.softminAgain(p, o.a.view(), o.b.view(), o.c.column(), o.d.column());
       }},
      {"addColumnSums, then combineLaplacian",
       [](Device& d, Problems p, const Bench& o) {
         const DoubleMatrix sums{o.sums.data(), 1, o.a.view().cols, o.a.view().cols};
         d.addColumnSums(p, sums, o.b.view());
         d.combineLaplacian(p, o.a.view(), o.b.view(), o.c.view(), o.d.view(), sums, 0.7);
       }},
      {"softminGradient",
       [](Device& d, Problems p, const Bench& o) {
         d.softminGradient(p, o.a.view(), o.rowSums(), o.b.view(), o.c.view(), o.d.column(),
                           o.d.column(), 0.7);
       }},
      {"laplacianNorm",
       [](Device& d, Problems p, const Bench& o) {
         d.laplacianNorm(p, o.a.view(), o.value(), o.b.view(), o.c.view(), 0.3);
       }},
      {"thinPlate",
       [](Device& d, Problems p, const Bench& o) {
         d.thinPlate(p, o.a.view(), o.value(), o.b.view(), o.c.view(), o.d.view(), o.a.view(), 0.3);
       }},
      {"spectralEnergy",
       [](Device& d, Problems p, const Bench& o) {
         d.spectralEnergy(p, o.a.view(), o.value(), {o.values.data() + 1, Bench::kValueStride},
                          o.b.view(), o.c.column(), o.d.column(), 0.3, 0.4);
       }},
      {"scaleRows", [](Device& d, Problems p,
                       const Bench& o) { d.scaleRows(p, o.a.view(), o.b.view(), o.c.column()); }},
      {"offDiagonal",
       [](Device& d, Problems p, const Bench& o) { d.offDiagonal(p, o.a.view(), o.value(), 0.3); }},
      {"addScaled",
       [](Device& d, Problems p, const Bench& o) { d.addScaled(p, o.a.view(), o.b.view(), 0.3); }},
      {"fill", [](Device& d, Problems p, const Bench& o) { d.fill(p, o.a.view(), 0.3); }},
      {"columnSums",
       [](Device& d, Problems p, const Bench& o) {
         d.columnSums(p, {o.a.view().data, 1, o.a.view().cols, o.a.view().stride}, o.b.view());
       }},
      {"activateRows",
       [](Device& d, Problems p, const Bench& o) {
         d.activateRows(p, o.a.view(), o.b.view(), o.c.view().rowBlock(0, 1), Activation::tanh_opt);
       }},
      {"rose, then irprop",
       [](Device& d, Problems p, const Bench& o) {
         constexpr IrpropStep kStep{1.2F, 0.5F, 0.0F, 50.0F};
         const Matrix above{o.d.view().data, 1, 1, o.d.view().stride};
         d.rose(p, above, {o.value().data, 1, 1, o.value().stride}, o.rowSums());
         d.irprop(p, o.a.view(), o.b.view(), o.c.view(), o.d.view(), above, kStep);
       }},
      {"variationGradient", [](Device& d, Problems p, const Bench& o) {
         d.variationGradient(p, o.a.view(), o.b.view(), o.c.view(), 0.3);
       }}};
  for (const Product product : {Product::nn, Product::tn, Product::nt}) {
    for (const Write write : {Write::assign, Write::add}) {
      all.push_back({"multiply", [=](Device& d, Problems p, const Bench& o) {
                       d.multiply(p, o.a.view(), o.b.view(), o.c.view(), product, write);
                     }});
    }
  }
  for (const FidelityKind kind : {FidelityKind::mse, FidelityKind::sse, FidelityKind::l1}) {
    all.push_back({"fidelity", [=](Device& d, Problems p, const Bench& o) {
                     d.fidelity(p, o.a.view(), o.value(), o.b.view(), o.c.view(), o.d.view(), kind,
                                o.scale());
                   }});
  }
  for (const LaplacianForm form : {LaplacianForm::row_softmin, LaplacianForm::global_softmax}) {
    all.push_back({"similarity", [=](Device& d, Problems p, const Bench& o) {
                     d.similarity(p, o.a.view(), o.b.view(), form);
                   }});
    all.push_back({"laplacian", [=](Device& d, Problems p, const Bench& o) {
                     d.laplacian(p, o.a.view(), o.b.view(), form, 0.7);
                   }});
    all.push_back({"laplacianGradient", [=](Device& d, Problems p, const Bench& o) {
                     d.laplacianGradient(p, o.a.view(), o.value(), o.b.view(), o.c.view(),
                                         o.d.column(), form, 0.7);
                   }});
  }
  for (const Activation activation : {Activation::linear, Activation::relu, Activation::sigmoid,
                                      Activation::tanh, Activation::tanh_opt}) {
    all.push_back({"activate, activateSum, then activationGradient",
                   [=](Device& d, Problems p, const Bench& o) {
                     d.activate(p, o.b.view(), o.c.view(), activation);
                     d.activateSum(p, o.b.view(), o.b.view(), o.d.view(), activation);
                     d.activationGradient(p, o.a.view(), o.c.view(), o.b.view(), activation);
                   }});
  }
  for (const SchattenPower power :
       {SchattenPower::matrix, SchattenPower::scaled_matrix, SchattenPower::element_wise}) {
    for (const Lines lines : {Lines::rows, Lines::cols}) {
      all.push_back({"Schatten block", [=](Device& d, Problems p, const Bench& o) {
                       runSchattenBlock(d, p, {o, lines}, {power, 1.2, 0.1});
                     }});
    }
  }
  for (const VariationNorm norm : {VariationNorm::l1, VariationNorm::l2, VariationNorm::squared}) {
    all.push_back({"variation", [=](Device& d, Problems p, const Bench& o) {
                     d.variation(p, o.a.view(), o.b.view(), o.value(), o.c.view(), norm, 0.7, 1e-3);
                   }});
  }
  return all;
}

/// All that a kernel may have written for one problem.
struct Result {
  std::array<std::vector<float>, 4> matrices;
  double value;

  bool operator==(const Result&) const = default;
};

inline Result resultOf(const Bench& bench, std::uint32_t problem) {
  return {{bench.a.of(problem), bench.b.of(problem), bench.c.of(problem), bench.d.of(problem)},
          bench.valueOf(problem)};
}

}  // namespace lacuna::test
