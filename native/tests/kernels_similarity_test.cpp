// Similarities and Laplacians against plain loops in double.
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

constexpr double kEpsilon = 0x1p-23;  // of float
/// All remainders of 8 and of 16, and lengths of several groups.
std::vector<std::size_t> orders() {
  std::vector<std::size_t> all{47, 48, 64, 65, 100, 240, 241};
  for (std::size_t length = 1; length <= 34; ++length) {
    all.push_back(length);
  }
  return all;
}

Guarded<float> square(std::uint64_t seed, std::size_t order, double low, double high) {
  return Guarded<float>(Random(seed).floats(order * order, low, high));
}

std::string nameOf(const char* kernel, std::size_t order) {
  return std::string(kernel) + " of order " + std::to_string(order);
}

/// e^argument as the kernels give it: the argument is a rounded difference, and e^−87 is the least.
struct Power {
  double value;
  double tolerance;
};

Power powerOf(double argument) {
  const double value = std::exp(std::max(argument, -87.0));
  return {value, value * kEpsilon * (std::abs(argument) + 2.0)};
}

void expectSoftmin(const Operands& o, std::size_t order) {
  expectSameBits(o.out[3].values(), o.out[0].values(), "the shares once more");
  for (std::size_t i = 0; i < order; ++i) {
    const auto v = o.in[0].values().subspan(i * order, order);
    const double smallest = *std::ranges::min_element(v);
    double sum = 0.0;
    double tolerance = 0.0;
    for (const float entry : v) {
      const Power power = powerOf(smallest - entry);
      sum += power.value;
      tolerance += power.tolerance;
    }
    for (std::size_t j = 0; j < order; ++j) {
      const Power power = powerOf(smallest - v[j]);
      const double share = power.value / sum;
      const double slack = (power.tolerance + share * tolerance) / sum + 2 * kEpsilon * share;
      expectClose(o.out[0].values()[i * order + j], share, slack, "share of the row");
    }
  }
}

void checkSoftmin(std::size_t order, double range) {
  check(
      {.name = nameOf("softmin", order),
       .operands = {.out = {unset(order * order), unset(order), unset(order), unset(order * order)},
                    .sums = {},
                    .in = {square(order, order, -range, range)},
                    .in_sums = {}},
       .rows = order,
       .call =
           [=](const KernelTable& kernels, Operands& o, Range rows) {
             kernels.softminRows(o.out[0].data(), o.out[1].data(), o.out[2].data(), o.in[0].data(),
                                 order, rows);
             kernels.softminAgain(o.out[3].data(), o.in[0].data(), o.out[1].data(), o.out[2].data(),
                                  order, rows);
           },
       .expectResult = [=](const Operands&, const Operands& o) { expectSoftmin(o, order); }});
}

const Case kSoftmin("softmin of rows, of near and of far values", [] {
  for (const std::size_t order : orders()) {
    checkSoftmin(order, 1.0);
    checkSoftmin(order, 200.0);
  }
});

const Case kSoftminNaN("a NaN makes its whole row NaN, and no other", [] {
  constexpr std::size_t kOrder = 18;
  for (const std::string_view isa : availableIsas()) {
    const Context context{std::string(isa)};
    for (const std::size_t place : {std::size_t{0}, std::size_t{5}, kOrder - 1}) {
      std::vector<float> v = Random(1).floats(kOrder * kOrder, -1.0, 1.0);
      v[kOrder + place] = std::numeric_limits<float>::quiet_NaN();
      std::vector<float> p(v.size());
      std::vector<float> minima(kOrder);
      std::vector<float> inverses(kOrder);
      cpu::kernelsOf(isa)->softminRows(p.data(), minima.data(), inverses.data(), v.data(), kOrder,
                                       {0, kOrder});
      for (std::size_t at = 0; at < p.size(); ++at) {
        expectEqual(std::isnan(p[at]), at / kOrder == 1, "NaN");
      }
    }
  }
});

const Case kMaxima("the largest entry of each row", [] {
  for (const std::size_t cols : orders()) {
    const std::size_t rows = 9;
    const Guarded<float> v(Random(cols).floats(rows * cols, -5.0, 1.0));
    check({.name = nameOf("maxima", cols),
           .operands = {.out = {unset(rows)}, .sums = {}, .in = {v}, .in_sums = {}},
           .rows = rows,
           .call =
               [=](const KernelTable& kernels, Operands& o, Range range) {
                 kernels.rowMaxima(o.out[0].data(), o.in[0].data(), cols, range);
               },
           .expectResult =
               [=](const Operands&, const Operands& o) {
                 for (std::size_t i = 0; i < rows; ++i) {
                   const auto row = o.in[0].values().subspan(i * cols, cols);
                   expectEqual(o.out[0].values()[i], *std::ranges::max_element(row), "maximum");
                 }
               }});
  }
});

void expectExponentials(const Operands& o, std::size_t cols, float maximum) {
  for (std::size_t i = 0; i < o.sums[0].values().size(); ++i) {
    double sum = 0.0;
    double tolerance = 0.0;
    for (std::size_t at = i * cols; at < (i + 1) * cols; ++at) {
      const Power power = powerOf(static_cast<double>(o.in[0].values()[at]) - maximum);
      expectClose(o.out[0].values()[at], power.value, power.tolerance, "exponential");
      sum += power.value;
      tolerance += power.tolerance;
    }
    expectClose(o.sums[0].values()[i], sum, tolerance, "row sum");
  }
}

const Case kExponentials("exponentials under a maximum, and their sums", [] {
  for (const std::size_t cols : orders()) {
    const std::size_t rows = 9;
    check({.name = nameOf("exponentials", cols),
           .operands = {.out = {unset(rows * cols)},
                        .sums = {unsetSums(rows)},
                        .in = {Guarded<float>(Random(cols).floats(rows * cols, -20.0, 3.0))},
                        .in_sums = {}},
           .rows = rows,
           .call =
               [=](const KernelTable& kernels, Operands& o, Range range) {
                 kernels.exponentials(o.out[0].data(), o.sums[0].data(), o.in[0].data(), cols, 3.0F,
                                      range);
               },
           .expectResult = [=](const Operands&,
                               const Operands& o) { expectExponentials(o, cols, 3.0F); }});
  }
});

void expectLaplacian(const Operands& o, std::size_t order, double scale) {
  const auto l = o.out[0].values();
  const auto p = o.in[0].values();
  for (std::size_t i = 0; i < order; ++i) {
    double degree = 0.0;
    double off_diagonal = 0.0;
    for (std::size_t j = 0; j < order; ++j) {
      if (i == j) {
        continue;
      }
      const std::size_t at = i * order + j;
      const double similarity = scale * (static_cast<double>(p[at]) + p[j * order + i]);
      expectClose(l[at], -similarity, 2 * kEpsilon * similarity, "similarity");
      expectEqual(l[at], l[j * order + i], "symmetric entry");
      degree += similarity;
      off_diagonal += l[at];
    }
    const double diagonal = l[i * order + i];
    expectClose(diagonal, degree, 2 * kEpsilon * degree, "degree");
    expectClose(diagonal, -off_diagonal, kEpsilon * degree, "sum of the row");
  }
}

const Case kLaplacian("Laplacians: symmetric, rows sum to zero", [] {
  for (const std::size_t order : orders()) {
    constexpr float kScale = 0.37F;
    check({.name = nameOf("Laplacian", order),
           .operands = {.out = {unset(order * order)},
                        .sums = {},
                        .in = {square(order, order, 0.0, 1.0)},
                        .in_sums = {}},
           .rows = order,
           .call =
               [=](const KernelTable& kernels, Operands& o, Range rows) {
                 kernels.laplacian(o.out[0].data(), o.in[0].data(), order, kScale, rows);
               },
           .expectResult = [=](const Operands&,
                               const Operands& o) { expectLaplacian(o, order, kScale); }});
  }
});

}  // namespace
}  // namespace lacuna::test
