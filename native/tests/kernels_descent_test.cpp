// Gradient steps and sums of squares against plain loops in double.
#include <cmath>
#include <string>
#include <vector>

#include "kernel_case.h"
#include "random.h"

namespace lacuna::test {
namespace {

using cpu::KernelTable;
using cpu::Range;

constexpr double kEpsilon = 0x1p-23;  // of float
constexpr float kRate = 0.37F;

Guarded<float> draws(std::uint64_t seed, std::size_t count, double low, double high) {
  return Guarded<float>(Random(seed).floats(count, low, high));
}

const Case kDescend("steps along the gradient", [] {
  for (const std::size_t count : {1U, 7U, 16U, 33U, 240U}) {
    check(
        {.name = "descend on " + std::to_string(count),
         .operands = {.out = {draws(1, count, -1.0, 1.0)},
                      .sums = {},
                      .in = {draws(2, count, -1.0, 1.0)},
                      .in_sums = {}},
         .rows = count,
         .call = [](const KernelTable& kernels, Operands& o,
                    Range flat) { kernels.descend(o.out[0].data(), o.in[0].data(), kRate, flat); },
         .expectResult =
             [=](const Operands& before, const Operands& after) {
               for (std::size_t i = 0; i < count; ++i) {
                 const double w = before.out[0].values()[i];
                 const double step = static_cast<double>(kRate) * before.in[0].values()[i];
                 expectClose(after.out[0].values()[i], w - step,
                             kEpsilon * (std::abs(w) + std::abs(step)), "parameter");
               }
             }});
  }
});

const Case kAddScaled("adding a multiple is one fused operation", [] {
  for (const std::size_t count : {1U, 7U, 16U, 33U, 240U}) {
    check({.name = "addScaled on " + std::to_string(count),
           .operands = {.out = {draws(1, count, -1.0, 1.0)},
                        .sums = {},
                        .in = {draws(2, count, -1.0, 1.0)},
                        .in_sums = {}},
           .rows = count,
           .call =
               [](const KernelTable& kernels, Operands& o, Range flat) {
                 kernels.addScaled(o.out[0].data(), o.in[0].data(), kRate, flat);
               },
           .expectResult =
               [=](const Operands& before, const Operands& after) {
                 for (std::size_t i = 0; i < count; ++i) {
                   const double y = before.out[0].values()[i];
                   const double x = static_cast<double>(kRate) * before.in[0].values()[i];
                   expectClose(after.out[0].values()[i], y + x,
                               kEpsilon * (std::abs(y) + std::abs(x)), "entry");
                 }
               }});
  }
});

/// Sums of squares of values around `size`, which float may not hold.
void checkSquares(std::size_t cols, double size) {
  const std::size_t rows = 5;
  check({.name = "row squares of 5x" + std::to_string(cols) + " around " + show(size),
         .operands = {.out = {},
                      .sums = {unsetSums(rows)},
                      .in = {draws(3, rows * cols, -size, size)},
                      .in_sums = {}},
         .rows = rows,
         .call =
             [=](const KernelTable& kernels, Operands& o, Range range) {
               kernels.rowSquares(o.sums[0].data(), o.in[0].data(), cols, range);
             },
         .expectResult =
             [=](const Operands& /*before*/, const Operands& after) {
               for (std::size_t i = 0; i < rows; ++i) {
                 double sum = 0.0;
                 for (const double x : after.in[0].values().subspan(i * cols, cols)) {
                   sum += x * x;
                 }
                 expectClose(after.sums[0].values()[i], sum, 1e-14 * sum, "sum of squares");
               }
             }});
}

const Case kSquares("sums of squares in double", [] {
  for (const std::size_t cols : {1U, 3U, 16U, 17U, 100U}) {
    for (const double size : {1.0, 1e-30, 1e30}) {
      checkSquares(cols, size);
    }
  }
});

}  // namespace
}  // namespace lacuna::test
