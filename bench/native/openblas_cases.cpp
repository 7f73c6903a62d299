#include <memory>
#include <string>

#include "bench_case.h"
#include "cpu/isa.h"
#include "kernel_shapes.h"
#include "openblas.h"
#include "problem.h"
#include "timing.h"

namespace lacuna::bench {
namespace {

Case openBlasCase(std::string subject, std::string shape, double flops) {
  return {.suite = "kernels",
          .subject = std::move(subject),
          .shape = std::move(shape),
          .implementation = "openblas",
          // It chooses by itself, and is held against the best that there is.
          .isa = std::string(availableIsas().front()),
          .threads = 1,
          .flops = flops,
          .bytes = 0.0,
          .measure = {}};
}

Case productCase(const OpenBlas& library, Product product, ProductShape shape) {
  Case item = openBlasCase(subjectOf(product), nameOf(shape), flopsOf(shape));
  item.measure = [&library, product, shape](double budget) {
    const auto a = randomFloats(static_cast<std::size_t>(shape.rows) * shape.depth, 1);
    const auto b = randomFloats(static_cast<std::size_t>(shape.depth) * shape.cols, 2);
    std::vector<float> c(static_cast<std::size_t>(shape.rows) * shape.cols);
    return timeCalls(budget, [&] {
      library.multiply(c.data(), a.data(), product == Product::tn, b.data(), product == Product::nt,
                       shape);
    });
  };
  return item;
}

Case gramCase(const OpenBlas& library, GramShape shape) {
  Case item = openBlasCase("gram", nameOf(shape), flopsOf(shape));
  item.measure = [&library, shape](double budget) {
    const auto y = randomFloats(static_cast<std::size_t>(shape.length) * shape.order, 1);
    std::vector<float> k(static_cast<std::size_t>(shape.order) * shape.order);
    return timeCalls(budget,
                     [&] { library.gramLower(k.data(), y.data(), shape.length, shape.order); });
  };
  return item;
}

}  // namespace

std::vector<Case> openBlasCases() {
  std::vector<Case> cases;
  const OpenBlas* const library = OpenBlas::find();
  if (library == nullptr) {
    return cases;
  }
  for (const ProductShape& shape : productShapes()) {
    for (const Product product : {Product::nn, Product::tn, Product::nt}) {
      cases.push_back(productCase(*library, product, shape));
    }
  }
  for (const GramShape& shape : gramShapes()) {
    cases.push_back(gramCase(*library, shape));
  }
  return cases;
}

}  // namespace lacuna::bench
