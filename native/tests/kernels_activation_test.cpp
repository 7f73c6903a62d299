// Activations and their gradients against the C library in double, on every instruction set.
#include <array>
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

constexpr std::array kActivations{Activation::linear, Activation::relu, Activation::sigmoid,
                                  Activation::tanh, Activation::tanh_opt};
constexpr std::array<std::size_t, 10> kLengths{1, 2, 7, 16, 17, 63, 64, 65, 131, 240};
constexpr double kAccuracy = 6e-7;    // of tanh_opt, which rounds twice more than the others
constexpr double kEpsilon = 0x1p-23;  // of float

std::string nameOf(const char* kernel, Activation activation) {
  constexpr std::array kNames{"linear", "relu", "sigmoid", "tanh", "tanh_opt"};
  return std::string(kernel) + " " + kNames.at(static_cast<std::size_t>(activation));
}

double valueOf(Activation activation, double z) {
  switch (activation) {
    case Activation::linear:
      return z;
    case Activation::relu:
      return z > 0.0 ? z : 0.0;
    case Activation::sigmoid:
      return 1.0 / (1.0 + std::exp(-z));
    case Activation::tanh:
      return std::tanh(z);
    case Activation::tanh_opt:
      return 1.7159 * std::tanh(2.0 * z / 3.0);
  }
  return 0.0;
}

/// σ'(z) from y = σ(z).
double slopeOf(Activation activation, double y) {
  switch (activation) {
    case Activation::linear:
      return 1.0;
    case Activation::relu:
      return y > 0.0 ? 1.0 : 0.0;
    case Activation::sigmoid:
      return y * (1.0 - y);
    case Activation::tanh:
      return 1.0 - y * y;
    case Activation::tanh_opt:
      return 1.7159 * 2.0 / 3.0 * (1.0 - y / 1.7159 * (y / 1.7159));
  }
  return 0.0;
}

/// Both signs of every binade from 2^−40 to 2^6, an even grid over [−20, 20], and 0.
std::vector<float> arguments() {
  std::vector<float> z{0.0F};
  for (int exponent = -40; exponent <= 6; ++exponent) {
    for (const float mantissa : {1.0F, -1.0F, 1.359F, -1.359F}) {
      z.push_back(std::ldexp(mantissa, exponent));
    }
  }
  for (int i = -20000; i <= 20000; ++i) {
    z.push_back(static_cast<float>(i) * 1e-3F);
  }
  return z;
}

void checkValues(Activation activation, const std::vector<float>& z) {
  check(
      {.name = nameOf("activate", activation),
       .operands = {.out = {unset(z.size())}, .sums = {}, .in = {Guarded<float>(z)}, .in_sums = {}},
       .rows = z.size(),
       .call =
           [=](const KernelTable& kernels, Operands& o, Range flat) {
             kernels.activate(o.out[0].data(), o.in[0].data(), activation, flat);
           },
       .expectResult =
           [=](const Operands&, const Operands& o) {
             for (std::size_t i = 0; i < z.size(); ++i) {
               const double wanted = valueOf(activation, z[i]);
               expectClose(o.out[0].values()[i], wanted, kAccuracy * std::abs(wanted),
                           "at " + show(z[i]));
             }
           }});
}

const Case kAccurate("relative error below 4e-7, for arguments of every size", [] {
  const std::vector<float> z = arguments();
  for (const Activation activation : kActivations) {
    checkValues(activation, z);
  }
});

const Case kLengthsOfValues("any length, with and without a bias", [] {
  for (const Activation activation : kActivations) {
    for (const std::size_t count : kLengths) {
      Random random(count);
      checkValues(activation, random.floats(count, -3.0, 3.0));
      const std::vector<float> z = random.floats(count, -3.0, 3.0);
      const std::vector<float> bias = random.floats(count, -3.0, 3.0);
      check({.name = nameOf("activateSum", activation),
             .operands = {.out = {unset(count)},
                          .sums = {},
                          .in = {Guarded<float>(z), Guarded<float>(bias)},
                          .in_sums = {}},
             .rows = count,
             .call =
                 [=](const KernelTable& kernels, Operands& o, Range flat) {
                   kernels.activateSum(o.out[0].data(), o.in[0].data(), o.in[1].data(), activation,
                                       flat);
                 },
             .expectResult =
                 [=](const Operands&, const Operands& o) {
                   for (std::size_t i = 0; i < count; ++i) {
                     const double wanted = valueOf(activation, z[i] + bias[i]);
                     expectClose(o.out[0].values()[i], wanted, kAccuracy * std::abs(wanted),
                                 "entry " + show(i));
                   }
                 }});
    }
  }
});

const Case kRows("a row of biases for all rows gives the bits of a matrix of them", [] {
  for (const Activation activation : kActivations) {
    for (const std::size_t cols : {1U, 15U, 16U, 40U}) {
      const std::size_t rows = 5;
      Random random(cols);
      const std::vector<float> z = random.floats(rows * cols, -3.0, 3.0);
      const std::vector<float> bias = random.floats(cols, -3.0, 3.0);
      std::vector<float> all;
      for (std::size_t i = 0; i < rows; ++i) {
        all.insert(all.end(), bias.begin(), bias.end());
      }
      check({.name = nameOf("activateRows", activation),
             .operands = {.out = {unset(z.size()), unset(z.size())},
                          .sums = {},
                          .in = {Guarded<float>(z), Guarded<float>(bias), Guarded<float>(all)},
                          .in_sums = {}},
             .rows = rows,
             .call =
                 [=](const KernelTable& kernels, Operands& o, Range range) {
                   kernels.activateRows(o.out[0].data(), o.in[0].data(), o.in[1].data(), cols,
                                        activation, range);
                   for (std::size_t i = range.begin; i < range.end; ++i) {
                     kernels.activateSum(o.out[1].data(), o.in[0].data(), o.in[2].data(),
                                         activation, {i * cols, (i + 1) * cols});
                   }
                 },
             .expectResult =
                 [=](const Operands&, const Operands& o) {
                   expectSameBits(o.out[0].values(), o.out[1].values(), "y");
                 }});
    }
  }
});

const Case kGradients("gradients from the values, into their own place as well", [] {
  for (const Activation activation : kActivations) {
    for (const std::size_t count : kLengths) {
      Random random(count);
      const std::vector<float> d_y = random.floats(count, -2.0, 2.0);
      std::vector<float> y = random.floats(count, -3.0, 3.0);
      for (float& value : y) {
        value = static_cast<float>(valueOf(activation, value));
      }
      check({.name = nameOf("gradient of", activation),
             .operands = {.out = {unset(count), Guarded<float>(d_y)},
                          .sums = {},
                          .in = {Guarded<float>(d_y), Guarded<float>(y)},
                          .in_sums = {}},
             .rows = count,
             .call =
                 [=](const KernelTable& kernels, Operands& o, Range flat) {
                   const float* const values = o.in[1].data();
                   kernels.activationGradient(o.out[0].data(), o.in[0].data(), values, activation,
                                              flat);
                   kernels.activationGradient(o.out[1].data(), o.out[1].data(), values, activation,
                                              flat);
                 },
             .expectResult =
                 [=](const Operands&, const Operands& o) {
                   for (std::size_t i = 0; i < count; ++i) {
                     const double wanted = d_y[i] * slopeOf(activation, y[i]);
                     expectClose(o.out[0].values()[i], wanted, 4 * kEpsilon * std::abs(d_y[i]),
                                 "entry " + show(i));
                   }
                   expectSameBits(o.out[1].values(), o.out[0].values(), "in place");
                 }});
    }
  }
});

const Case kEnds("far arguments reach the bounds, NaN stays", [] {
  constexpr float kInfinity = std::numeric_limits<float>::infinity();
  for (const std::string_view isa : availableIsas()) {
    const Context context{std::string(isa)};
    const auto value = [&](Activation activation, float z) {
      float y = 0.0F;
      cpu::kernelsOf(isa)->activate(&y, &z, activation, {0, 1});
      return y;
    };
    for (const float far : {100.0F, 1e30F, kInfinity}) {
      expectEqual(value(Activation::sigmoid, far), 1.0F, "sigmoid far above");
      expectClose(value(Activation::sigmoid, -far), 0.0, 2e-38, "sigmoid far below");
      expectEqual(value(Activation::tanh, far), 1.0F, "tanh far above");
      expectEqual(value(Activation::tanh, -far), -1.0F, "tanh far below");
      expectEqual(value(Activation::relu, -far), 0.0F, "relu below");
    }
    for (const Activation activation : kActivations) {
      expect(std::isnan(value(activation, std::numeric_limits<float>::quiet_NaN())), "NaN");
    }
  }
});

}  // namespace
}  // namespace lacuna::test
