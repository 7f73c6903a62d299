// Centring, sums, fidelity and Adam against plain loops in double.
#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "cpu/isa.h"
#include "kernel_case.h"
#include "random.h"

namespace lacuna::test {
namespace {

using cpu::KernelTable;
using cpu::Range;
using cpu::Shape;

constexpr double kEpsilon = 0x1p-23;  // of float
/// All remainders of 8 and of 16, and lengths of several groups.
std::vector<std::size_t> lengths() {
  std::vector<std::size_t> all{47, 48, 64, 65, 100, 240, 241};
  for (std::size_t length = 1; length <= 34; ++length) {
    all.push_back(length);
  }
  return all;
}

Guarded<float> draws(std::uint64_t seed, std::size_t count, double low, double high) {
  return Guarded<float>(Random(seed).floats(count, low, high));
}

/// Calls body(shape) for row lengths of all kinds.
template <class Body>
void forShapes(const Body& body) {
  for (const std::size_t cols : lengths()) {
    body(Shape{1, cols});
    body(Shape{17, cols});
  }
}

std::string nameOf(const char* kernel, Shape shape) {
  return std::string(kernel) + " of " + std::to_string(shape.rows) + "x" +
         std::to_string(shape.cols);
}

void expectCentred(const Operands& o, Shape shape) {
  for (std::size_t i = 0; i < shape.rows; ++i) {
    const auto x = o.in[0].values().subspan(i * shape.cols, shape.cols);
    double sum = 0.0;
    for (const float entry : x) {
      sum += static_cast<double>(entry);
    }
    const double mean = sum / static_cast<double>(shape.cols);
    for (std::size_t j = 0; j < shape.cols; ++j) {
      const double entry = x[j];
      expectClose(o.out[0].values()[i * shape.cols + j], entry - mean,
                  kEpsilon * (std::abs(mean) + std::abs(entry)), "centred entry");
    }
  }
}

const Case kCentre("rows minus their means", [] {
  forShapes([](Shape shape) {
    const std::size_t count = shape.rows * shape.cols;
    check({.name = nameOf("centring", shape),
           .operands = {.out = {unset(count)},
                        .sums = {},
                        .in = {draws(count, count, 0.0, 255.0)},
                        .in_sums = {}},
           .rows = shape.rows,
           .call =
               [=](const KernelTable& kernels, Operands& o, Range rows) {
                 kernels.centreRows(o.out[0].data(), o.in[0].data(), shape.cols, rows);
               },
           .expectResult = [=](const Operands&, const Operands& o) { expectCentred(o, shape); }});
  });
});

void checkTranspose(Shape shape) {
  const std::size_t count = shape.rows * shape.cols;
  check(
      {.name = nameOf("transpose", shape),
       .operands = {.out = {unset(count)},
                    .sums = {},
                    .in = {draws(count, count, -1.0, 1.0)},
                    .in_sums = {}},
       .rows = shape.cols,
       .call = [=](const KernelTable& kernels, Operands& o,
                   Range rows) { kernels.transpose(o.out[0].data(), o.in[0].data(), shape, rows); },
       .expectResult =
           [=](const Operands&, const Operands& o) {
             for (std::size_t at = 0; at < count; ++at) {
               const std::size_t mirrored = at % shape.cols * shape.rows + at / shape.cols;
               expectEqual(o.out[0].values()[mirrored], o.in[0].values()[at], "entry");
             }
           }});
}

const Case kTranspose("transposes with every remainder of a block", [] {
  for (std::size_t rest = 1; rest <= 17; ++rest) {
    for (std::size_t other = 1; other <= 17; ++other) {
      checkTranspose({rest, other});
      checkTranspose({rest + 16, other + 32});
    }
  }
});

const Case kMirror("lower triangles mirrored", [] {
  for (const std::size_t order : lengths()) {
    check(
        {.name = nameOf("mirror", {order, order}),
         .operands =
             {.out = {draws(order, order * order, -1.0, 1.0)}, .sums = {}, .in = {}, .in_sums = {}},
         .rows = order,
         .call = [=](const KernelTable& kernels, Operands& o,
                     Range rows) { kernels.mirrorLower(o.out[0].data(), order, rows); },
         .expectResult =
             [=](const Operands& before, const Operands& o) {
               for (std::size_t at = 0; at < order * order; ++at) {
                 const std::size_t i = std::max(at / order, at % order);
                 const std::size_t j = std::min(at / order, at % order);
                 expectEqual(o.out[0].values()[at], before.out[0].values()[i * order + j], "entry");
               }
             }});
  }
});

const Case kAdd("sums entry by entry", [] {
  for (const std::size_t count : lengths()) {
    check({.name = "add of " + std::to_string(count),
           .operands = {.out = {draws(1, count, -1.0, 1.0)},
                        .sums = {},
                        .in = {draws(2, count, -1.0, 1.0)},
                        .in_sums = {}},
           .rows = count,
           .call = [](const KernelTable& kernels, Operands& o,
                      Range flat) { kernels.add(o.out[0].data(), o.in[0].data(), flat); },
           .expectResult =
               [=](const Operands& before, const Operands& o) {
                 for (std::size_t i = 0; i < count; ++i) {
                   expectEqual(o.out[0].values()[i],
                               before.out[0].values()[i] + o.in[0].values()[i], "sum");
                 }
               }});
  }
});

const Case kScale("products with a factor", [] {
  for (const std::size_t count : lengths()) {
    check({.name = "scale of " + std::to_string(count),
           .operands = {.out = {draws(3, count, -1.0, 1.0)}, .sums = {}, .in = {}, .in_sums = {}},
           .rows = count,
           .call = [](const KernelTable& kernels, Operands& o,
                      Range flat) { kernels.scale(o.out[0].data(), 0.3F, flat); },
           .expectResult =
               [=](const Operands& before, const Operands& o) {
                 for (std::size_t i = 0; i < count; ++i) {
                   expectEqual(o.out[0].values()[i], before.out[0].values()[i] * 0.3F, "product");
                 }
               }});
  }
});

void expectRowDots(const Operands& o, Shape shape) {
  for (std::size_t i = 0; i < shape.rows; ++i) {
    double sum = 0.0;
    double magnitude = 0.0;
    for (std::size_t at = i * shape.cols; at < (i + 1) * shape.cols; ++at) {
      const double product =
          static_cast<double>(o.in[0].values()[at]) * static_cast<double>(o.in[1].values()[at]);
      sum += product;
      magnitude += std::abs(product);
    }
    expectClose(o.sums[0].values()[i], sum, kEpsilon * magnitude, "row sum");
  }
}

const Case kDot("inner products of rows", [] {
  forShapes([](Shape shape) {
    const std::size_t count = shape.rows * shape.cols;
    check({.name = nameOf("dot", shape),
           .operands = {.out = {},
                        .sums = {unsetSums(shape.rows)},
                        .in = {draws(4, count, -1.0, 1.0), draws(5, count, -1.0, 1.0)},
                        .in_sums = {}},
           .rows = shape.rows,
           .call =
               [=](const KernelTable& kernels, Operands& o, Range rows) {
                 kernels.dot(o.sums[0].data(), o.in[0].data(), o.in[1].data(), shape.cols, rows);
               },
           .expectResult = [=](const Operands&, const Operands& o) { expectRowDots(o, shape); }});
  });
});

struct Fidelity {
  Shape shape;
  FidelityKind kind;
  float scale;
};

double slopeOf(double residual, FidelityKind kind) {
  if (kind == FidelityKind::l1) {
    return residual > 0.0 ? 1.0 : (residual < 0.0 ? -1.0 : 0.0);
  }
  return 2.0 * residual;
}

void expectFidelity(const Operands& o, const Fidelity& fidelity) {
  for (std::size_t i = 0; i < fidelity.shape.rows; ++i) {
    double sum = 0.0;
    for (std::size_t at = i * fidelity.shape.cols; at < (i + 1) * fidelity.shape.cols; ++at) {
      const double x = o.in[0].values()[at];
      const double target = o.in[1].values()[at];
      const double residual = o.in[2].values()[at] * (x - target);
      sum += fidelity.kind == FidelityKind::l1 ? std::abs(residual) : residual * residual;
      const double slope = fidelity.scale * slopeOf(residual, fidelity.kind);
      expectClose(o.out[0].values()[at], slope, 2 * kEpsilon * std::abs(slope), "slope");
    }
    expectClose(o.sums[0].values()[i], sum, 2 * kEpsilon * sum, "row sum");
  }
}

/// x, with every fifth entry equal to the target, where the slope of |r| is 0.
std::vector<float> meetingTarget(std::vector<float> x, const std::vector<float>& target) {
  for (std::size_t i = 0; i < x.size(); i += 5) {
    x[i] = target[i];
  }
  return x;
}

void checkFidelity(const Fidelity& fidelity) {
  const std::size_t count = fidelity.shape.rows * fidelity.shape.cols;
  Random random(count);
  const std::vector<float> target = random.floats(count, 0.0, 1.0);
  const std::vector<float> x = meetingTarget(random.floats(count, -1.0, 2.0), target);
  const std::vector<std::uint8_t> bytes = random.mask(count, 0.6);
  const std::vector<float> mask(bytes.begin(), bytes.end());
  check({.name = nameOf("fidelity", fidelity.shape),
         .operands = {.out = {unset(count)},
                      .sums = {unsetSums(fidelity.shape.rows)},
                      .in = {Guarded<float>(x), Guarded<float>(target), Guarded<float>(mask)},
                      .in_sums = {}},
         .rows = fidelity.shape.rows,
         .call =
             [=](const KernelTable& kernels, Operands& o, Range rows) {
               kernels.fidelity(o.out[0].data(), o.sums[0].data(), o.in[0].data(), o.in[1].data(),
                                o.in[2].data(), fidelity.shape.cols, fidelity.kind, fidelity.scale,
                                rows);
             },
         .expectResult = [=](const Operands&, const Operands& o) { expectFidelity(o, fidelity); }});
}

const Case kFidelity("fidelity and its slopes", [] {
  forShapes([](Shape shape) {
    checkFidelity({shape, FidelityKind::mse, 0.125F});
    checkFidelity({shape, FidelityKind::sse, 1.0F});
    checkFidelity({shape, FidelityKind::l1, 1.0F});
  });
});

const Case kBroken("a value that is not finite reaches the sum, observed or not", [] {
  constexpr float kInfinity = std::numeric_limits<float>::infinity();
  for (const std::string_view isa : availableIsas()) {
    const Context context{std::string(isa)};
    for (const FidelityKind kind : {FidelityKind::sse, FidelityKind::l1}) {
      std::vector<float> x(19, 0.5F);
      const std::vector<float> zeros(19, 0.0F);
      std::vector<float> slope(19);
      double sum = 0.0;
      for (const std::size_t place : {std::size_t{3}, std::size_t{18}}) {
        x[place] = kInfinity;
        cpu::kernelsOf(isa)->fidelity(slope.data(), &sum, x.data(), zeros.data(), zeros.data(), 19,
                                      kind, 1.0F, {0, 1});
        x[place] = 0.5F;
        expect(!std::isfinite(sum), "a sum that is not finite");
      }
    }
  }
});

constexpr AdamStep kStep{.beta1 = 0.9F,
                         .one_minus_beta1 = 0.1F,
                         .beta2 = 0.999F,
                         .one_minus_beta2 = 0.001F,
                         .step_size = 0.0025F,
                         .inverse_sqrt_second = 12.9F,
                         .epsilon = 1e-8F};

void expectAdam(const Operands& before, const Operands& after, std::size_t i) {
  const double gradient = before.in[0].values()[i];
  const double w = before.out[0].values()[i];
  const double old_first = static_cast<double>(kStep.beta1) * before.out[1].values()[i];
  const double new_first = static_cast<double>(kStep.one_minus_beta1) * gradient;
  const double first = old_first + new_first;
  const double second = static_cast<double>(kStep.beta2) * before.out[2].values()[i] +
                        static_cast<double>(kStep.one_minus_beta2) * gradient * gradient;
  const double denominator = std::sqrt(second) * static_cast<double>(kStep.inverse_sqrt_second) +
                             static_cast<double>(kStep.epsilon);
  const double rate = static_cast<double>(kStep.step_size) / denominator;
  const double first_tolerance = kEpsilon * (std::abs(old_first) + std::abs(new_first));
  expectClose(after.out[1].values()[i], first, first_tolerance, "first moment");
  expectClose(after.out[2].values()[i], second, 2 * kEpsilon * second, "second moment");
  expectClose(after.out[0].values()[i], w - rate * first,
              kEpsilon * (std::abs(w) + 4 * rate * std::abs(first)) + rate * first_tolerance,
              "parameter");
}

const Case kAdam("steps of Adam", [] {
  for (const std::size_t count : lengths()) {
    check({.name = "Adam on " + std::to_string(count),
           .operands = {.out = {draws(6, count, -1.0, 1.0), draws(7, count, -0.1, 0.1),
                                draws(8, count, 0.0, 0.01)},
                        .sums = {},
                        .in = {draws(9, count, -1.0, 1.0)},
                        .in_sums = {}},
           .rows = count,
           .call =
               [](const KernelTable& kernels, Operands& o, Range flat) {
                 kernels.adam(o.out[0].data(), o.out[1].data(), o.out[2].data(), o.in[0].data(),
                              kStep, flat);
               },
           .expectResult =
               [=](const Operands& before, const Operands& after) {
                 for (std::size_t i = 0; i < count; ++i) {
                   expectAdam(before, after, i);
                 }
               }});
  }
});

}  // namespace
}  // namespace lacuna::test
