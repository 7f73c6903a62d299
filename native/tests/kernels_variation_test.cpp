// Total variation and its adjoint against plain loops in double.
#include <array>
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

struct Node {
  double value;
  double slope_row;
  double slope_col;
};

double signOf(double a) { return a > 0.0 ? 1.0 : (a < 0.0 ? -1.0 : 0.0); }

Node nodeOf(double d_row, double d_col, VariationNorm norm, double epsilon) {
  if (norm == VariationNorm::l1) {
    return {std::abs(d_row) + std::abs(d_col), signOf(d_row), signOf(d_col)};
  }
  if (norm == VariationNorm::squared) {
    return {d_row * d_row + d_col * d_col, 2 * d_row, 2 * d_col};
  }
  const double length = std::sqrt(d_row * d_row + d_col * d_col + epsilon * epsilon);
  return length == 0.0 ? Node{0.0, 0.0, 0.0} : Node{length, d_row / length, d_col / length};
}

struct Variation {
  Shape shape;
  VariationNorm norm;
  float epsilon;
};

void expectVariation(const Operands& o, const Variation& variation) {
  const auto x = o.in[0].values();
  const std::size_t cols = variation.shape.cols;
  for (std::size_t i = 0; i < variation.shape.rows; ++i) {
    double sum = 0.0;
    for (std::size_t j = 0; j < cols; ++j) {
      const std::size_t at = i * cols + j;
      const double here = x[at];
      const double d_row = i + 1 < variation.shape.rows ? x[at + cols] - here : 0.0;
      const double d_col = j + 1 < cols ? x[at + 1] - here : 0.0;
      const Node wanted = nodeOf(d_row, d_col, variation.norm, variation.epsilon);
      expectClose(o.out[0].values()[at], wanted.slope_row, 4 * kEpsilon, "slope along the rows");
      expectClose(o.out[1].values()[at], wanted.slope_col, 4 * kEpsilon, "slope along the columns");
      sum += wanted.value;
    }
    expectClose(o.sums[0].values()[i], sum, 4 * kEpsilon * sum, "row sum");
  }
}

/// Values on a coarse grid, so that many neighbours are equal.
std::vector<float> steps(std::uint64_t seed, std::size_t count) {
  std::vector<float> values = Random(seed).floats(count, 0.0, 6.0);
  for (float& value : values) {
    value = std::floor(value) / 3.0F;
  }
  return values;
}

void checkVariation(const Variation& variation) {
  const std::size_t count = variation.shape.rows * variation.shape.cols;
  check(
      {.name = nameOf("variation", variation.shape),
       .operands = {.out = {unset(count), unset(count)},
                    .sums = {unsetSums(variation.shape.rows)},
                    .in = {Guarded<float>(steps(count, count))},
                    .in_sums = {}},
       .rows = variation.shape.rows,
       .call =
           [=](const KernelTable& kernels, Operands& o, Range rows) {
             kernels.variation(o.out[0].data(), o.out[1].data(), o.sums[0].data(), o.in[0].data(),
                               variation.shape, variation.norm, variation.epsilon, rows);
           },
       .expectResult = [=](const Operands&, const Operands& o) { expectVariation(o, variation); }});
}

const Case kVariation("variation and the slopes of its summands", [] {
  forGridShapes([](Shape shape) {
    checkVariation({shape, VariationNorm::l1, 0.0F});
    checkVariation({shape, VariationNorm::l2, 0.0F});
    checkVariation({shape, VariationNorm::l2, 1e-3F});
    checkVariation({shape, VariationNorm::squared, 0.0F});
  });
});

void expectAdjoint(const Operands& before, const Operands& after, Shape shape, float weight) {
  const auto along_rows = after.in[0].values();
  const auto along_cols = after.in[1].values();
  for (std::size_t i = 0; i < shape.rows; ++i) {
    for (std::size_t j = 0; j < shape.cols; ++j) {
      const std::size_t at = i * shape.cols + j;
      const double above = i > 0 ? along_rows[at - shape.cols] : 0.0;
      const double left = j > 0 ? along_cols[at - 1] : 0.0;
      const double down = along_rows[at];
      const double right = along_cols[at];
      const double was = before.out[0].values()[at];
      const double magnitude = std::abs(above) + std::abs(left) + std::abs(down) + std::abs(right);
      expectClose(after.out[0].values()[at], was + weight * (above - down + left - right),
                  kEpsilon * (std::abs(was) + 3 * std::abs(weight) * magnitude), "gradient");
    }
  }
}

const Case kAdjoint("adjoint differences of the slopes", [] {
  forGridShapes([](Shape shape) {
    const std::size_t count = shape.rows * shape.cols;
    Random random(count);
    constexpr float kWeight = 0.05F;
    check({.name = nameOf("adjoint", shape),
           .operands = {.out = {Guarded<float>(random.floats(count, -1.0, 1.0))},
                        .sums = {},
                        .in = {Guarded<float>(random.floats(count, -1.0, 1.0)),
                               Guarded<float>(random.floats(count, -1.0, 1.0))},
                        .in_sums = {}},
           .rows = shape.rows,
           .call =
               [=](const KernelTable& kernels, Operands& o, Range rows) {
                 kernels.variationGradient(o.out[0].data(), o.in[0].data(), o.in[1].data(), shape,
                                           kWeight, rows);
               },
           .expectResult =
               [=](const Operands& before, const Operands& after) {
                 expectAdjoint(before, after, shape, kWeight);
               }});
  });
});

}  // namespace
}  // namespace lacuna::test
