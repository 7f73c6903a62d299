// Energies of the adaptive Laplacian and their gradients against plain loops in double.
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
/// All remainders of 8 and of 16, and lengths of several groups.
std::vector<std::size_t> orders() {
  std::vector<std::size_t> all{47, 48, 64, 65, 100, 240, 241};
  for (std::size_t length = 1; length <= 34; ++length) {
    all.push_back(length);
  }
  return all;
}

std::string nameOf(const char* kernel, std::size_t order) {
  return std::string(kernel) + " of order " + std::to_string(order);
}

/// A value, and how far rounding may carry it.
struct Rounded {
  double value;
  double tolerance;
};

/// in[0]: p, in[1]: a Gram matrix, in[2]: its diagonal.
Operands energyOperands(std::size_t order) {
  Random random(order);
  const std::vector<float> p = random.floats(order * order, 0.0, 1.0);
  std::vector<float> gram = random.floats(order * order, -0.5, 0.5);
  const std::vector<float> diagonal = random.floats(order, 1.0, 2.0);
  for (std::size_t i = 0; i < order; ++i) {
    gram[i * order + i] = diagonal[i];
  }
  return {.out = {},
          .sums = {},
          .in = {Guarded<float>(p), Guarded<float>(gram), Guarded<float>(diagonal)},
          .in_sums = {}};
}

/// g_ij.
Rounded distanceOf(const Operands& o, std::size_t order, std::size_t i, std::size_t j) {
  const double diagonals = static_cast<double>(o.in[2].values()[i]) + o.in[2].values()[j];
  const double gram = o.in[1].values()[i * order + j];
  return {diagonals / 2 - gram, kEpsilon * (diagonals + std::abs(gram))};
}

const Case kEnergies("energies of rows", [] {
  for (const std::size_t order : orders()) {
    Operands operands = energyOperands(order);
    operands.sums = {unsetSums(order)};
    check({.name = nameOf("energies", order),
           .operands = operands,
           .rows = order,
           .call =
               [=](const KernelTable& kernels, Operands& o, Range rows) {
                 kernels.rowEnergies(o.sums[0].data(), o.in[0].data(), o.in[1].data(),
                                     o.in[2].data(), o.in[2].data(), order, rows);
               },
           .expectResult =
               [=](const Operands&, const Operands& o) {
                 for (std::size_t i = 0; i < order; ++i) {
                   double energy = 0.0;
                   double tolerance = 0.0;
                   for (std::size_t j = 0; j < order; ++j) {
                     const double p = o.in[0].values()[i * order + j];
                     const Rounded distance = distanceOf(o, order, i, j);
                     energy += p * distance.value;
                     tolerance += p * (distance.tolerance + kEpsilon * std::abs(distance.value));
                   }
                   expectClose(o.sums[0].values()[i], energy, tolerance, "row energy");
                 }
               }});
  }
});

/// d_ij = weight·p_ij·sign·(energy_i − times·g_ij) for both forms of the gradient.
struct SlopeRule {
  double weight;
  double times;  // 1 for the softmin, 2 for the softmax
  double sign;   // 1 for the softmin, −1 for the softmax
};

template <class EnergyOf>
void expectSlopes(const Operands& o, std::size_t order, SlopeRule rule, const EnergyOf& energy_of) {
  for (std::size_t i = 0; i < order; ++i) {
    for (std::size_t j = 0; j < order; ++j) {
      const double p = o.in[0].values()[i * order + j];
      const Rounded distance = distanceOf(o, order, i, j);
      const double energy = energy_of(i);
      const double slope = rule.weight * p * rule.sign * (energy - rule.times * distance.value);
      const double magnitude = std::abs(energy) + rule.times * std::abs(distance.value);
      const double tolerance =
          rule.weight * p * (2 * kEpsilon * magnitude + rule.times * distance.tolerance);
      expectClose(o.out[0].values()[i * order + j], slope, tolerance, "slope");
    }
  }
}

const Case kSoftminSlopes("gradient of the softmin form", [] {
  for (const std::size_t order : orders()) {
    Operands operands = energyOperands(order);
    const std::vector<float> energies = Random(order + 1).floats(order, 0.0, 5.0);
    operands.in_sums = {Guarded<double>(std::vector<double>(energies.begin(), energies.end()))};
    operands.out = {unset(order * order)};
    constexpr float kWeight = 0.25F;
    check({.name = nameOf("softmin gradient", order),
           .operands = operands,
           .rows = order,
           .call =
               [=](const KernelTable& kernels, Operands& o, Range rows) {
                 kernels.softminGradient(o.out[0].data(), o.in_sums[0].data(), o.in[0].data(),
                                         o.in[1].data(), o.in[2].data(), o.in[2].data(), order,
                                         kWeight, rows);
               },
           .expectResult =
               [=](const Operands&, const Operands& o) {
                 expectSlopes(o, order, {kWeight, 1.0, 1.0},
                              [&](std::size_t i) { return o.in_sums[0].values()[i]; });
               }});
  }
});

const Case kSoftmaxSlopes("gradient of the softmax form", [] {
  for (const std::size_t order : orders()) {
    Operands operands = energyOperands(order);
    operands.out = {unset(order * order)};
    constexpr float kWeight = 0.25F;
    constexpr float kEnergy = 1.75F;
    check({.name = nameOf("softmax gradient", order),
           .operands = operands,
           .rows = order,
           .call =
               [=](const KernelTable& kernels, Operands& o, Range rows) {
                 kernels.softmaxGradient(o.out[0].data(), o.in[0].data(), o.in[1].data(),
                                         o.in[2].data(), order, kEnergy, kWeight, rows);
               },
           .expectResult =
               [=](const Operands&, const Operands& o) {
                 expectSlopes(o, order, {kWeight, 2.0, -1.0},
                              [](std::size_t) { return static_cast<double>(kEnergy); });
               }});
  }
});

}  // namespace
}  // namespace lacuna::test
