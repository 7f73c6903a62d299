// Products in double, exact in any order of sums where entries are small integers.
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

/// One chain of products and sums, each rounded.
double chain(const Operands& o, const Product& p, std::size_t i, std::size_t j) {
  double sum = 0.0;
  for (std::size_t k = 0; k < p.depth; ++k) {
    const double product =
        o.in_sums[0].values()[i * p.depth + k] * o.in_sums[1].values()[k * cpu::kDoubleColumns + j];
    sum = sum + product;
  }
  return sum;
}

void checkProduct(const Product& p) {
  check({.name = show(p.rows) + "x" + show(p.width) + " of depth " + show(p.depth),
         .operands = {.out = {},
                      .sums = {randomDoubles(p.rows * p.width, 1)},
                      .in = {},
                      .in_sums = {randomDoubles(p.rows * p.depth, 2),
                                  randomDoubles(p.depth * cpu::kDoubleColumns, 3)}},
         .rows = p.rows,
         .call =
             [=](const KernelTable& kernels, Operands& o, Range rows) {
               kernels.subtractDoubles({o.sums[0].data(), p.width, o.in_sums[0].data(), p.depth,
                                        o.in_sums[1].data(), p.depth, p.width},
                                       rows);
             },
         .expectResult =
             [=](const Operands& before, const Operands& after) {
               for (std::size_t i = 0; i < p.rows; ++i) {
                 for (std::size_t j = 0; j < p.width; ++j) {
                   const std::size_t at = i * p.width + j;
                   expectEqual(after.sums[0].values()[at],
                               before.sums[0].values()[at] - chain(before, p, i, j), "entry");
                 }
               }
             }});
}

const Case kProducts("products of doubles are subtracted", [] {
  for (const std::size_t rows : {1U, 2U, 3U, 4U, 5U, 7U, 8U, 33U}) {
    for (std::size_t width = 1; width <= cpu::kDoubleColumns; ++width) {
      for (const std::size_t depth : {1U, 2U, 17U, 64U}) {
        checkProduct({rows, width, depth});
      }
    }
  }
});

}  // namespace
}  // namespace lacuna::test
