// Second-order smoothness and its gradients against plain loops in double.
#include <cmath>
#include <string>
#include <vector>

#include "grid_shapes.h"
#include "kernel_case.h"
#include "random.h"

namespace lacuna::test {
namespace {

using cpu::KernelTable;
using cpu::Range;
using cpu::Shape;

constexpr double kEpsilon = 0x1p-23;  // of float
constexpr float kWeight = 0.05F;

/// A field in double that is 0 outside.
class Field {
 public:
  Field(std::span<const float> values, Shape shape) : values_(values), shape_(shape) {}

  [[nodiscard]] double at(std::size_t i, std::size_t j, int down, int right) const {
    const auto row = static_cast<std::ptrdiff_t>(i) + down;
    const auto col = static_cast<std::ptrdiff_t>(j) + right;
    const auto rows = static_cast<std::ptrdiff_t>(shape_.rows);
    const auto cols = static_cast<std::ptrdiff_t>(shape_.cols);
    const bool inside = row >= 0 && row < rows && col >= 0 && col < cols;
    return inside ? values_[static_cast<std::size_t>(row * cols + col)] : 0.0;
  }

 private:
  std::span<const float> values_;
  Shape shape_;
};

bool isInner(std::size_t i, std::size_t count) { return i > 0 && i + 1 < count; }

double fivePoint(const Field& x, std::size_t i, std::size_t j) {
  return x.at(i, j, -1, 0) + x.at(i, j, 1, 0) + x.at(i, j, 0, -1) + x.at(i, j, 0, 1) -
         4 * x.at(i, j, 0, 0);
}

void expectFivePoint(const Operands& o, Shape shape) {
  const Field x(o.in[0].values(), shape);
  for (std::size_t i = 0; i < shape.rows; ++i) {
    double sum = 0.0;
    for (std::size_t j = 0; j < shape.cols; ++j) {
      const bool inner = isInner(i, shape.rows) && isInner(j, shape.cols);
      const double wanted = inner ? fivePoint(x, i, j) : 0.0;
      expectClose(o.out[0].values()[i * shape.cols + j], wanted, 8 * kEpsilon, "Laplacian");
      sum += wanted * wanted;
    }
    expectClose(o.sums[0].values()[i], sum, 1e-6 * (1.0 + sum), "row sum");
  }
}

Guarded<float> draws(Random& random, Shape shape) {
  return Guarded<float>(random.floats(shape.rows * shape.cols, -1.0, 1.0));
}

const Case kFivePoint("the 5-point Laplacian at interior entries", [] {
  forGridShapes([](Shape shape) {
    const std::size_t count = shape.rows * shape.cols;
    Random random(count);
    check({.name = nameOf("5-point Laplacian", shape),
           .operands = {.out = {unset(count)},
                        .sums = {unsetSums(shape.rows)},
                        .in = {draws(random, shape)},
                        .in_sums = {}},
           .rows = shape.rows,
           .call =
               [=](const KernelTable& kernels, Operands& o, Range rows) {
                 kernels.fivePoint(o.out[0].data(), o.sums[0].data(), o.in[0].data(), shape, rows);
               },
           .expectResult = [=](const Operands&, const Operands& o) { expectFivePoint(o, shape); }});
  });
});

void expectAdjoint(const Operands& before, const Operands& after, Shape shape) {
  const Field l(after.in[0].values(), shape);
  for (std::size_t i = 0; i < shape.rows; ++i) {
    for (std::size_t j = 0; j < shape.cols; ++j) {
      const std::size_t at = i * shape.cols + j;
      const double was = before.out[0].values()[at];
      expectClose(after.out[0].values()[at], was + kWeight * fivePoint(l, i, j), 4 * kEpsilon,
                  "gradient");
    }
  }
}

const Case kAdjoint("its adjoint", [] {
  forGridShapes([](Shape shape) {
    Random random(shape.rows * shape.cols);
    check({.name = nameOf("adjoint", shape),
           .operands = {.out = {draws(random, shape)},
                        .sums = {},
                        .in = {draws(random, shape)},
                        .in_sums = {}},
           .rows = shape.rows,
           .call =
               [=](const KernelTable& kernels, Operands& o, Range rows) {
                 kernels.fivePointGradient(o.out[0].data(), o.in[0].data(), shape, kWeight, rows);
               },
           .expectResult = [=](const Operands& before,
                               const Operands& after) { expectAdjoint(before, after, shape); }});
  });
});

void expectBending(const Operands& o, Shape shape) {
  const Field x(o.in[0].values(), shape);
  for (std::size_t i = 0; i < shape.rows; ++i) {
    double sum = 0.0;
    for (std::size_t j = 0; j < shape.cols; ++j) {
      const double twice = 2 * x.at(i, j, 0, 0);
      const double rr = isInner(i, shape.rows) ? x.at(i, j, -1, 0) + x.at(i, j, 1, 0) - twice : 0.0;
      const double cc = isInner(j, shape.cols) ? x.at(i, j, 0, -1) + x.at(i, j, 0, 1) - twice : 0.0;
      const bool has_rc = i + 1 < shape.rows && j + 1 < shape.cols;
      const double rc =
          has_rc ? twice / 2 - x.at(i, j, 1, 0) - x.at(i, j, 0, 1) + x.at(i, j, 1, 1) : 0.0;
      const std::size_t at = i * shape.cols + j;
      expectClose(o.out[0].values()[at], rr, 4 * kEpsilon, "second difference along the rows");
      expectClose(o.out[1].values()[at], rc, 4 * kEpsilon, "mixed difference");
      expectClose(o.out[2].values()[at], cc, 4 * kEpsilon, "second difference along the columns");
      sum += rr * rr + 2 * rc * rc + cc * cc;
    }
    expectClose(o.sums[0].values()[i], sum, 1e-6 * (1.0 + sum), "row sum");
  }
}

const Case kBending("second differences within the grid", [] {
  forGridShapes([](Shape shape) {
    const std::size_t count = shape.rows * shape.cols;
    Random random(count);
    check({.name = nameOf("bending", shape),
           .operands = {.out = {unset(count), unset(count), unset(count)},
                        .sums = {unsetSums(shape.rows)},
                        .in = {draws(random, shape)},
                        .in_sums = {}},
           .rows = shape.rows,
           .call =
               [=](const KernelTable& kernels, Operands& o, Range rows) {
                 kernels.bending(o.out[0].data(), o.out[1].data(), o.out[2].data(),
                                 o.sums[0].data(), o.in[0].data(), shape, rows);
               },
           .expectResult = [=](const Operands&, const Operands& o) { expectBending(o, shape); }});
  });
});

void expectBendingGradient(const Operands& before, const Operands& after, Shape shape) {
  const Field rr(after.in[0].values(), shape);
  const Field rc(after.in[1].values(), shape);
  const Field cc(after.in[2].values(), shape);
  for (std::size_t i = 0; i < shape.rows; ++i) {
    for (std::size_t j = 0; j < shape.cols; ++j) {
      const double along_rows = rr.at(i, j, -1, 0) + rr.at(i, j, 1, 0) - 2 * rr.at(i, j, 0, 0);
      const double along_cols = cc.at(i, j, 0, -1) + cc.at(i, j, 0, 1) - 2 * cc.at(i, j, 0, 0);
      const double mixed =
          rc.at(i, j, 0, 0) - rc.at(i, j, -1, 0) - rc.at(i, j, 0, -1) + rc.at(i, j, -1, -1);
      const std::size_t at = i * shape.cols + j;
      const double wanted =
          before.out[0].values()[at] + 2.0 * kWeight * (along_rows + 2 * mixed + along_cols);
      expectClose(after.out[0].values()[at], wanted, 8 * kEpsilon, "gradient");
    }
  }
}

const Case kBendingGradient("their adjoints together", [] {
  forGridShapes([](Shape shape) {
    Random random(shape.rows * shape.cols);
    check({.name = nameOf("gradient of bending", shape),
           .operands = {.out = {draws(random, shape)},
                        .sums = {},
                        .in = {draws(random, shape), draws(random, shape), draws(random, shape)},
                        .in_sums = {}},
           .rows = shape.rows,
           .call =
               [=](const KernelTable& kernels, Operands& o, Range rows) {
                 kernels.bendingGradient(o.out[0].data(), o.in[0].data(), o.in[1].data(),
                                         o.in[2].data(), shape, kWeight, rows);
               },
           .expectResult =
               [=](const Operands& before, const Operands& after) {
                 expectBendingGradient(before, after, shape);
               }});
  });
});

}  // namespace
}  // namespace lacuna::test
