// The kernels of line systems against plain loops in double.
#include <array>
#include <cmath>
#include <cstdint>
#include <vector>

#include "cpu/isa.h"
#include "kernel_case.h"
#include "random.h"

namespace lacuna::test {
namespace {

using cpu::KernelTable;
using cpu::LineTask;
using cpu::Range;

constexpr double kEpsilon = 0x1p-23;  // of float
constexpr std::array<std::size_t, 14> kOrders{1, 2, 3, 4, 7, 8, 11, 15, 16, 17, 20, 33, 50, 65};
constexpr std::size_t kLines = 21;  // a group of sixteen, and one of five
constexpr std::size_t kGroups = 2;
constexpr std::size_t kOthers = 9;

std::size_t strideOf(std::size_t order) { return (order + 15) / 16 * 16; }

/// Rows of `order` entries with zeros behind.
Guarded<float> padded(std::size_t rows, std::size_t order, std::uint64_t seed) {
  const std::size_t stride = strideOf(order);
  const std::vector<float> drawn = Random(seed).floats(rows * order, -1.0, 1.0);
  std::vector<float> values(rows * stride, 0.0F);
  for (std::size_t i = 0; i < rows; ++i) {
    for (std::size_t k = 0; k < order; ++k) {
      values[i * stride + k] = drawn[i * order + k];
    }
  }
  return Guarded<float>(values);
}

/// Line i has (5·i) % 8 entries: some have none.
struct Listed {
  std::vector<std::uint32_t> offsets{0};
  std::vector<std::uint32_t> others;

  Listed() {
    for (std::uint32_t i = 0; i < kLines; ++i) {
      for (std::uint32_t e = 0; e < (5 * i) % 8; ++e) {
        others.push_back((3 * i + e) % kOthers);
      }
      offsets.push_back(static_cast<std::uint32_t>(others.size()));
    }
  }
};

std::size_t entryAt(std::size_t order, std::size_t i, std::size_t j) {
  return 16 * (cpu::columnStart(order, j) + i - j);
}

void expectSystems(const Operands& o, const Listed& listed, std::size_t order) {
  const std::size_t stride = strideOf(order);
  const float* const factor = o.in[0].data();
  for (std::size_t line = 0; line < kGroups * 16; ++line) {
    const float* const lane = o.out[0].data() + line / 16 * cpu::systemFloats(order) + line % 16;
    const std::size_t begin = line < kLines ? listed.offsets[line] : 0;
    const std::size_t end = line < kLines ? listed.offsets[line + 1] : 0;
    for (std::size_t j = 0; j < order; ++j) {
      double right = 0.0;
      for (std::size_t e = begin; e < end; ++e) {
        right += static_cast<double>(o.in[1].data()[e]) * factor[listed.others[e] * stride + j];
      }
      expectClose(lane[16 * (cpu::columnStart(order, order) + j)], right, 8 * kEpsilon, "b");
      for (std::size_t i = j; i < order; ++i) {
        double sum = 0.0;
        for (std::size_t e = begin; e < end; ++e) {
          const float* const row = factor + listed.others[e] * stride;
          sum += static_cast<double>(row[i]) * row[j];
        }
        expectClose(lane[entryAt(order, i, j)], sum, 8 * kEpsilon, "A");
      }
    }
  }
}

const Case kSystems("sums of lines, side by side", [] {
  const Listed listed;
  for (const std::size_t order : kOrders) {
    const std::size_t stride = strideOf(order);
    check({.name = "systems of order " + show(order),
           .operands = {.out = {unset(kGroups * cpu::systemFloats(order))},
                        .sums = {},
                        .in = {padded(kOthers, order, order),
                               Guarded<float>(Random(2).floats(listed.others.size(), -1.0, 1.0))},
                        .in_sums = {}},
           .rows = kGroups,
           .call =
               [&, order, stride](const KernelTable& kernels, Operands& o, Range groups) {
                 const LineTask task{listed.offsets.data(),
                                     listed.others.data(),
                                     o.in[1].data(),
                                     o.in[0].data(),
                                     stride,
                                     order};
                 std::vector<float> scratch(16 * cpu::lineFloats(order, stride));
                 for (std::size_t g = groups.begin; g < groups.end; ++g) {
                   kernels.lineSystems(o.out[0].data() + g * cpu::systemFloats(order),
                                       scratch.data(), task,
                                       {16 * g, g == 0 ? std::size_t{16} : kLines});
                 }
               },
           .expectResult = [&, order](const Operands&,
                                      const Operands& o) { expectSystems(o, listed, order); }});
  }
});

/// Groups of systems A = F·Fᵀ + 1 with right sides.
Guarded<float> definite(std::size_t order) {
  std::vector<float> systems(kGroups * cpu::systemFloats(order));
  for (std::size_t line = 0; line < kGroups * 16; ++line) {
    const std::vector<float> f = Random(line).floats(order * 3 + order, -1.0, 1.0);
    float* const lane = systems.data() + line / 16 * cpu::systemFloats(order) + line % 16;
    for (std::size_t j = 0; j < order; ++j) {
      lane[16 * (cpu::columnStart(order, order) + j)] = f[order * 3 + j];
      for (std::size_t i = j; i < order; ++i) {
        float sum = i == j ? 1.0F : 0.0F;
        for (std::size_t k = 0; k < 3; ++k) {
          sum += f[i * 3 + k] * f[j * 3 + k];
        }
        lane[entryAt(order, i, j)] = sum;
      }
    }
  }
  return Guarded<float>(systems);
}

/// With L of A in double: Lᵀ·x − noise = L⁻¹·b.
void expectSolved(const Operands& before, const Operands& after, std::size_t order, bool is_noisy) {
  for (std::size_t line = 0; line < kGroups * 16; ++line) {
    const std::size_t at = line / 16 * cpu::systemFloats(order) + line % 16;
    const float* const a = before.out[0].data() + at;
    std::vector<double> l(order * order, 0.0);
    std::vector<double> y(order);
    for (std::size_t i = 0; i < order; ++i) {
      for (std::size_t j = 0; j <= i; ++j) {
        double left = a[entryAt(order, i, j)];
        for (std::size_t k = 0; k < j; ++k) {
          left -= l[i * order + k] * l[j * order + k];
        }
        l[i * order + j] = i == j ? std::sqrt(left) : left / l[j * order + j];
      }
      y[i] = a[16 * (cpu::columnStart(order, order) + i)];
      for (std::size_t k = 0; k < i; ++k) {
        y[i] -= l[i * order + k] * y[k];
      }
      y[i] /= l[i * order + i];
    }
    for (std::size_t i = order; i-- > 0;) {
      double x = y[i] + (is_noisy ? before.in[0].data()[line / 16 * 16 * order + i * 16 + line % 16]
                                  : 0.0);
      for (std::size_t k = i + 1; k < order; ++k) {
        x -= l[k * order + i] * y[k];
      }
      y[i] = x / l[i * order + i];
      expectClose(after.out[0].data()[at + 16 * (cpu::columnStart(order, order) + i)], y[i],
                  200 * kEpsilon, "x");
    }
  }
}

const Case kSolved("sixteen systems at once, with noise and without", [] {
  for (const std::size_t order : kOrders) {
    for (const bool is_noisy : {false, true}) {
      check({.name = "solutions of order " + show(order),
             .operands = {.out = {definite(order)},
                          .sums = {},
                          .in = {Guarded<float>(Random(7).floats(kGroups * 16 * order, -1.0, 1.0))},
                          .in_sums = {}},
             .rows = kGroups,
             .call =
                 [order, is_noisy](const KernelTable& kernels, Operands& o, Range groups) {
                   for (std::size_t g = groups.begin; g < groups.end; ++g) {
                     kernels.solveSystems(o.out[0].data() + g * cpu::systemFloats(order), order,
                                          is_noisy ? o.in[0].data() + g * 16 * order : nullptr);
                   }
                 },
             .expectResult =
                 [order, is_noisy](const Operands& before, const Operands& after) {
                   expectSolved(before, after, order, is_noisy);
                 }});
    }
  }
});

const Case kSingular("a pivot of rounding errors stays finite", [] {
  // A = [[1, 1], [1, 1]] in every lane.
  std::vector<float> systems(cpu::systemFloats(2), 1.0F);
  cpu::kernelsOf("scalar")->solveSystems(systems.data(), 2, nullptr);
  for (const float entry : systems) {
    expect(std::isfinite(entry), "finite solutions");
  }
});

const Case kPlaces("entries of a product at places", [] {
  const std::vector<std::uint32_t> places{0, 3, 2, 0, 2, 8, 4, 4, 0, 0};
  for (const std::size_t order : kOrders) {
    const std::size_t stride = strideOf(order);
    check({.name = "places of width " + show(order),
           .operands = {.out = {unset(places.size() / 2)},
                        .sums = {},
                        .in = {padded(5, order, 3), padded(kOthers, order, 4)},
                        .in_sums = {}},
           .rows = places.size() / 2,
           .call =
               [&, stride](const KernelTable& kernels, Operands& o, Range range) {
                 kernels.placeProducts(o.out[0].data(),
                                       {places.data(), o.in[0].data(), o.in[1].data(), stride},
                                       range);
               },
           .expectResult =
               [&, order, stride](const Operands&, const Operands& o) {
                 for (std::size_t e = 0; e < places.size() / 2; ++e) {
                   double sum = 0.0;
                   for (std::size_t k = 0; k < order; ++k) {
                     sum += static_cast<double>(o.in[0].data()[places[2 * e] * stride + k]) *
                            o.in[1].data()[places[2 * e + 1] * stride + k];
                   }
                   expectClose(o.out[0].data()[e], sum, static_cast<double>(order) * kEpsilon,
                               "product");
                 }
               }});
  }
});

}  // namespace
}  // namespace lacuna::test
