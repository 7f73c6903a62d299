// Gradient steps and sums of squares against plain loops in double.
#include <algorithm>
#include <cmath>
#include <cstdint>
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

/// Slopes of every combination of signs.
std::vector<float> signs(std::uint64_t seed, std::size_t count) {
  std::vector<float> slopes = Random(seed).floats(count, -1.0, 1.0);
  for (std::size_t i = 0; i < count; ++i) {
    slopes[i] = i % 5 == seed % 5 ? 0.0F : slopes[i] * (i % 3 == 0 ? 1e-30F : 1.0F);
  }
  return slopes;
}

int signOf(float a) { return a > 0.0F ? 1 : (a < 0.0F ? -1 : 0); }

void expectIrprop(const Operands& from, const Operands& to, float rose, const IrpropStep& step) {
  for (std::size_t i = 0; i < from.in[0].values().size(); ++i) {
    const Context context("entry " + show(i));
    const float g = from.in[0].values()[i];
    const float before = from.out[2].values()[i];
    const int agreement = signOf(g) * signOf(before);
    float w = from.out[0].values()[i];
    float delta = from.out[1].values()[i];
    if (agreement < 0) {
      w += rose != 0.0F ? static_cast<float>(signOf(before)) * delta : 0.0F;
      delta = std::max(delta * step.decrease, step.least);
    } else {
      delta = agreement > 0 ? std::min(delta * step.increase, step.most) : delta;
      w -= static_cast<float>(signOf(g)) * delta;
    }
    expectEqual(to.out[0].values()[i], w, "w");
    expectEqual(to.out[1].values()[i], delta, "delta");
    expectEqual(to.out[2].values()[i], agreement < 0 ? 0.0F : g, "slope kept");
  }
}

const Case kIrprop("steps of iRprop+, as the algorithm is printed", [] {
  constexpr IrpropStep kStep{1.2F, 0.5F, 0.02F, 0.9F};
  for (const std::size_t count : {1U, 7U, 16U, 33U, 240U}) {
    for (const float rose : {0.0F, 1.0F}) {
      check({.name = "irprop on " + std::to_string(count) + ", loss rose: " + show(rose),
             .operands = {.out = {draws(1, count, -1.0, 1.0), draws(2, count, 0.01, 1.0),
                                  Guarded<float>(signs(3, count))},
                          .sums = {},
                          .in = {Guarded<float>(signs(4, count))},
                          .in_sums = {}},
             .rows = count,
             .call =
                 [=](const KernelTable& kernels, Operands& o, Range flat) {
                   kernels.irprop(o.out[0].data(), o.out[1].data(), o.out[2].data(), o.in[0].data(),
                                  rose, kStep, flat);
                 },
             .expectResult = [=](const Operands& from,
                                 const Operands& to) { expectIrprop(from, to, rose, kStep); }});
    }
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
