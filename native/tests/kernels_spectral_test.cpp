// Energies in the eigenvectors of graphs against plain loops in double.
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
constexpr std::size_t kRows = 5;

Guarded<float> draws(std::uint64_t seed, std::size_t count, double low, double high) {
  return Guarded<float>(Random(seed).floats(count, low, high));
}

void checkEnergy(std::size_t cols) {
  constexpr float kByRows = 0.3F;
  constexpr float kByCols = 0.7F;
  check({.name = "spectral energy of 5x" + std::to_string(cols),
         .operands = {.out = {draws(1, kRows * cols, -1.0, 1.0)},
                      .sums = {unsetSums(kRows), unsetSums(kRows)},
                      .in = {draws(2, kRows * cols, -1.0, 1.0), draws(3, kRows, 0.0, 4.0),
                             draws(4, cols, 0.0, 4.0)},
                      .in_sums = {}},
         .rows = kRows,
         .call =
             [=](const KernelTable& kernels, Operands& o, Range rows) {
               kernels.spectralEnergy(o.out[0].data(), o.sums[0].data(), o.sums[1].data(),
                                      o.in[0].data(), o.in[1].data(), o.in[2].data(), cols, kByRows,
                                      kByCols, rows);
             },
         .expectResult =
             [=](const Operands& before, const Operands& after) {
               const auto g = before.in[0].values();
               const auto lambda = before.in[1].values();
               const auto mu = before.in[2].values();
               for (std::size_t i = 0; i < kRows; ++i) {
                 double by_rows = 0.0;
                 double by_cols = 0.0;
                 for (std::size_t j = 0; j < cols; ++j) {
                   const double x = g[i * cols + j];
                   by_rows += lambda[i] * x * x;
                   by_cols += mu[j] * x * x;
                   const double added =
                       2.0 * (double{kByRows} * lambda[i] + double{kByCols} * mu[j]) * x;
                   const double d_g = before.out[0].values()[i * cols + j];
                   expectClose(after.out[0].values()[i * cols + j], d_g + added,
                               4 * kEpsilon * (std::abs(d_g) + std::abs(added)), "gradient");
                 }
                 expectClose(after.sums[0].values()[i], by_rows, 4 * kEpsilon * by_rows, "by rows");
                 expectClose(after.sums[1].values()[i], by_cols, 4 * kEpsilon * by_cols, "by cols");
               }
             }});
}

void checkScale(std::size_t cols) {
  check({.name = "scaled rows of 5x" + std::to_string(cols),
         .operands = {.out = {unset(kRows * cols)},
                      .sums = {},
                      .in = {draws(5, kRows * cols, -1.0, 1.0), draws(6, kRows, -4.0, 4.0)},
                      .in_sums = {}},
         .rows = kRows,
         .call =
             [=](const KernelTable& kernels, Operands& o, Range rows) {
               kernels.scaleRows(o.out[0].data(), o.in[0].data(), o.in[1].data(), cols, rows);
             },
         .expectResult =
             [=](const Operands& before, const Operands& after) {
               for (std::size_t at = 0; at < kRows * cols; ++at) {
                 expectEqual(after.out[0].values()[at],
                             before.in[0].values()[at] * before.in[1].values()[at / cols],
                             "product");
               }
             }});
}

void checkOffDiagonal(std::size_t order) {
  constexpr float kScale = 1.75F;
  check({.name = "off the diagonal of order " + std::to_string(order),
         .operands = {.out = {draws(7, order * order, -1.0, 1.0)},
                      .sums = {unsetSums(order)},
                      .in = {},
                      .in_sums = {}},
         .rows = order,
         .call =
             [=](const KernelTable& kernels, Operands& o, Range rows) {
               kernels.offDiagonal(o.out[0].data(), o.sums[0].data(), order, kScale, rows);
             },
         .expectResult =
             [=](const Operands& before, const Operands& after) {
               for (std::size_t i = 0; i < order; ++i) {
                 double sum = 0.0;
                 for (std::size_t j = 0; j < order; ++j) {
                   const float m = i == j ? 0.0F : before.out[0].values()[i * order + j];
                   sum += double{m} * m;
                   expectEqual(after.out[0].values()[i * order + j], kScale * m, "entry");
                 }
                 expectClose(after.sums[0].values()[i], sum, 1e-14 * sum, "sum of squares");
               }
             }});
}

const Case kShapes("energies, scaled rows and what is off the diagonal", [] {
  for (const std::size_t size : {1U, 3U, 16U, 17U, 40U}) {
    checkEnergy(size);
    checkScale(size);
    checkOffDiagonal(size);
  }
});

}  // namespace
}  // namespace lacuna::test
