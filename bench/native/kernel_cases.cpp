// The kernels of CpuDevice on one thread.
#include <memory>
#include <string>
#include <utility>

#include "bench_case.h"
#include "cpu/cpu_device.h"
#include "cpu/isa.h"
#include "kernel_shapes.h"
#include "problem.h"
#include "timing.h"

namespace lacuna::bench {
namespace {

constexpr std::uint32_t kFirst = 0;
constexpr Problems kOne{&kFirst, 1};

/// A device and the matrices that a kernel works on, filled with random values.
class Bench {
 public:
  Device& device() { return *device_; }

  Matrix matrix(std::uint32_t rows, std::uint32_t cols) {
    buffers_.emplace_back(*device_, 1, rows, cols);
    const Matrix view = buffers_.back().view();
    const auto values = randomFloats(view.size(), buffers_.size());
    device_->upload(view.data, values.data(), values.size() * sizeof(float));
    return view;
  }

  Scalars scalar() { return {&value_, 1}; }
  DoubleMatrix scale() { return {&scale_, 1, 1, 1}; }

 private:
  std::unique_ptr<Device> device_ = makeCpuDevice(1);
  std::vector<MatrixBuffer> buffers_;
  double value_ = 0.0;
  double scale_ = 1e-4;
};

Case kernelCase(std::string_view isa, std::string subject, std::string shape) {
  return {.suite = "kernels",
          .subject = std::move(subject),
          .shape = std::move(shape),
          .implementation = "lacuna",
          .isa = std::string(isa),
          .threads = 1,
          .flops = 0.0,
          .bytes = 0.0,
          .measure = {}};
}

Case productCase(std::string_view isa, Product product, ProductShape shape) {
  Case item = kernelCase(isa, subjectOf(product), nameOf(shape));
  item.flops = flopsOf(shape);
  item.measure = [product, shape](double budget) {
    Bench bench;
    const Matrix c = bench.matrix(shape.rows, shape.cols);
    const Matrix a = product == Product::tn ? bench.matrix(shape.depth, shape.rows)
                                            : bench.matrix(shape.rows, shape.depth);
    const Matrix b = product == Product::nt ? bench.matrix(shape.cols, shape.depth)
                                            : bench.matrix(shape.depth, shape.cols);
    return timeCalls(budget, [&] {
      bench.device().multiply(kOne, c, a, b, product, Write::assign);
      bench.device().finish();
    });
  };
  return item;
}

Case gramCase(std::string_view isa, GramShape shape) {
  Case item = kernelCase(isa, "gram", nameOf(shape));
  item.flops = flopsOf(shape);
  item.measure = [shape](double budget) {
    Bench bench;
    const Matrix k = bench.matrix(shape.order, shape.order);
    const Matrix y = bench.matrix(shape.length, shape.order);
    return timeCalls(budget, [&] {
      bench.device().gram(kOne, k, y);
      bench.device().finish();
    });
  };
  return item;
}

/// One call of an elementwise kernel on square matrices of one order.
using Kernel = void (*)(Bench& bench, const std::vector<Matrix>& matrices);

struct Elementwise {
  const char* subject;
  int matrices;
  int passes;  // matrices read and written, each pass counted
  Kernel call;
};

constexpr LaplacianForm kForm = LaplacianForm::row_softmin;
constexpr AdamStep kStep{0.9F, 0.1F, 0.999F, 0.001F, 1e-6F, 1.0F, 1e-8F};

constexpr Elementwise kElementwise[] = {
    {"softmin", 2, 2,
     [](Bench& bench, const std::vector<Matrix>& m) {
       bench.device().similarity(kOne, m[0], m[1], kForm);
     }},
    {"laplacian", 2, 2,
     [](Bench& bench, const std::vector<Matrix>& m) {
       bench.device().laplacian(kOne, m[0], m[1], kForm, 1.0);
     }},
    {"laplacian-gradient", 3, 3,
     [](Bench& bench, const std::vector<Matrix>& m) {
       const Matrix diagonal{m[2].data, m[2].rows, 1, 0};
       bench.device().laplacianGradient(kOne, m[0], bench.scalar(), m[1], m[2], diagonal, kForm,
                                        1.0);
     }},
    {"centre", 2, 2,
     [](Bench& bench, const std::vector<Matrix>& m) {
       bench.device().centreRows(kOne, m[0], m[1]);
     }},
    {"transpose-centre", 2, 2,
     [](Bench& bench, const std::vector<Matrix>& m) {
       bench.device().transposeAndCentreRows(kOne, m[0], m[1]);
     }},
    {"fidelity", 4, 4,
     [](Bench& bench, const std::vector<Matrix>& m) {
       bench.device().fidelity(kOne, m[0], bench.scalar(), m[1], m[2], m[3], FidelityKind::mse,
                               bench.scale());
     }},
    {"variation", 3, 3,
     [](Bench& bench, const std::vector<Matrix>& m) {
       bench.device().variation(kOne, m[0], m[1], bench.scalar(), m[2], VariationNorm::l2, 1.0,
                                1e-3);
     }},
    {"variation-gradient", 3, 4,
     [](Bench& bench, const std::vector<Matrix>& m) {
       bench.device().variationGradient(kOne, m[0], m[1], m[2], 1e-6);
     }},
    {"adam", 4, 7,
     [](Bench& bench, const std::vector<Matrix>& m) {
       bench.device().adam(kOne, m[0], m[1], m[2], m[3], kStep);
     }},
};

Case elementwiseCase(std::string_view isa, const Elementwise& kernel, std::uint32_t order) {
  Case item = kernelCase(isa, kernel.subject, std::to_string(order) + 'x' + std::to_string(order));
  item.bytes = static_cast<double>(sizeof(float)) * kernel.passes * order * order;
  item.measure = [&kernel, order](double budget) {
    Bench bench;
    std::vector<Matrix> matrices;
    for (int i = 0; i < kernel.matrices; ++i) {
      matrices.push_back(bench.matrix(order, order));
    }
    return timeCalls(budget, [&] {
      kernel.call(bench, matrices);
      bench.device().finish();
    });
  };
  return item;
}

}  // namespace

std::vector<Case> kernelCases() {
  std::vector<Case> cases;
  for (const std::string_view isa : availableIsas()) {
    // The portable set without vectors is there to be compared with, not to be fast.
    if (isa == "scalar") {
      continue;
    }
    for (const ProductShape& shape : productShapes()) {
      for (const Product product : {Product::nn, Product::tn, Product::nt}) {
        cases.push_back(productCase(isa, product, shape));
      }
    }
    for (const GramShape& shape : gramShapes()) {
      cases.push_back(gramCase(isa, shape));
    }
    for (const std::uint32_t order : {240U, 1024U}) {
      for (const Elementwise& kernel : kElementwise) {
        cases.push_back(elementwiseCase(isa, kernel, order));
      }
    }
  }
  return cases;
}

}  // namespace lacuna::bench
