// Products in double, exact in any order of sums where entries are small integers.
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

#include "kernel_case.h"
#include "random.h"

namespace lacuna::test {
namespace {

using cpu::KernelTable;
using cpu::Range;

struct Product {
  std::size_t rows;
  std::size_t width;
  std::size_t depth;
};

Guarded<double> randomDoubles(std::size_t count, std::uint64_t seed) {
  Random random(seed);
  std::vector<double> values(count);
  for (double& value : values) {
    value = random.uniform(-1.0, 1.0);
  }
  return Guarded<double>(values);
}

Guarded<double> randomIntegers(std::size_t count, std::uint64_t seed) {
  Random random(seed);
  std::vector<double> values(count);
  for (double& value : values) {
    value = std::floor(random.uniform(-9.0, 9.0));
  }
  return Guarded<double>(values);
}

/// One chain of products and sums, each rounded.
double chain(const Operands& o, const Product& p, std::size_t i, std::size_t j) {
  double sum = 0.0;
  for (std::size_t k = 0; k < p.depth; ++k) {
    const std::size_t tile = j / cpu::kDoubleColumns * cpu::kDoubleColumns * p.depth;
    const double product =
        o.in_sums[0].values()[i * p.depth + k] *
        o.in_sums[1].values()[tile + k * cpu::kDoubleColumns + j % cpu::kDoubleColumns];
    sum = sum + product;
  }
  return sum;
}

using Subtract = void (*KernelTable::*)(const cpu::DoubleProductTask& task, Range rows);

void checkProduct(const Product& p, Subtract subtract, double tolerance) {
  const std::size_t tiles = (p.width + cpu::kDoubleColumns - 1) / cpu::kDoubleColumns;
  check({.name = show(p.rows) + "x" + show(p.width) + " of depth " + show(p.depth),
         .operands = {.out = {},
                      .sums = {randomDoubles(p.rows * p.width, 1)},
                      .in = {},
                      .in_sums = {randomDoubles(p.rows * p.depth, 2),
                                  randomDoubles(tiles * p.depth * cpu::kDoubleColumns, 3)}},
         .rows = p.rows,
         .call =
             [=](const KernelTable& kernels, Operands& o, Range rows) {
               (kernels.*subtract)({o.sums[0].data(), p.width, o.in_sums[0].data(), p.depth,
                                    o.in_sums[1].data(), p.depth, p.width},
                                   rows);
             },
         .expectResult =
             [=](const Operands& before, const Operands& after) {
               for (std::size_t i = 0; i < p.rows; ++i) {
                 for (std::size_t j = 0; j < p.width; ++j) {
                   const std::size_t at = i * p.width + j;
                   expectClose(after.sums[0].values()[at],
                               before.sums[0].values()[at] - chain(before, p, i, j), tolerance,
                               "entry");
                 }
               }
             }});
}

const Case kProducts("products of doubles are subtracted", [] {
  for (const std::size_t rows : {1U, 2U, 3U, 4U, 5U, 7U, 8U, 33U}) {
    for (std::size_t width = 1; width <= cpu::kDoubleColumns; ++width) {
      for (const std::size_t depth : {1U, 2U, 17U, 64U}) {
        checkProduct({rows, width, depth}, &KernelTable::subtractDoubles, 0.0);
        checkProduct({rows, width, depth}, &KernelTable::subtractFused, 1e-14);
      }
    }
    for (const std::size_t width : {9U, 16U, 19U, 32U, 45U}) {
      checkProduct({rows, width, 17}, &KernelTable::subtractFused, 1e-14);
    }
  }
});

// Rows add to entries of each other, so only exact sums have the bits of any split.
const Case kSymmetric("a symmetric matrix of which one half is given, times a vector", [] {
  for (const std::size_t n : {1U, 2U, 5U, 8U, 13U, 16U, 37U}) {
    check({.name = show(n),
           .operands = {.out = {},
                        .sums = {randomIntegers(n, 1)},
                        .in = {},
                        .in_sums = {randomIntegers(n * n, 2), randomIntegers(n, 3)}},
           .rows = n,
           .call =
               [=](const KernelTable& kernels, Operands& o, Range rows) {
                 kernels.symmetricRows(o.sums[0].data(), o.in_sums[0].data(), n,
                                       o.in_sums[1].data(), rows);
               },
           .expectResult =
               [=](const Operands& before, const Operands& after) {
                 for (std::size_t i = 0; i < n; ++i) {
                   double sum = before.sums[0].values()[i];
                   for (std::size_t j = 0; j < n; ++j) {
                     sum += before.in_sums[0].values()[std::max(i, j) * n + std::min(i, j)] *
                            before.in_sums[1].values()[j];
                   }
                   expectEqual(after.sums[0].values()[i], sum, "entry");
                 }
               }});
  }
});

}  // namespace
}  // namespace lacuna::test
