// e^x over all of [−87, 0], on every instruction set.
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "cpu/isa.h"
#include "kernel_case.h"

namespace lacuna::test {
namespace {

/// [−87, 0] in even steps, and every binade down to 2^−40.
std::vector<float> arguments() {
  std::vector<float> x;
  constexpr int kSteps = 200000;
  for (int i = 0; i <= kSteps; ++i) {
    x.push_back(-87.0F * static_cast<float>(i) / kSteps);
  }
  for (int exponent = -40; exponent <= 6; ++exponent) {
    x.push_back(-std::ldexp(1.0F, exponent));
    x.push_back(-std::ldexp(1.359F, exponent));
  }
  return x;
}

const Case kAccuracy("relative error below 2e-7", [] {
  const std::vector<float> x = arguments();
  const std::size_t count = x.size();
  check({.name = "exponential",
         .operands = {.out = {unset(count)},
                      .sums = {unsetSums(1)},
                      .in = {Guarded<float>(x)},
                      .in_sums = {}},
         .rows = 1,
         .call =
             [=](const cpu::KernelTable& kernels, Operands& o, cpu::Range rows) {
               kernels.exponentials(o.out[0].data(), o.sums[0].data(), o.in[0].data(), count, 0.0F,
                                    rows);
             },
         .expectResult =
             [=](const Operands&, const Operands& o) {
               for (std::size_t i = 0; i < count; ++i) {
                 const double wanted = std::exp(static_cast<double>(x[i]));
                 expectClose(o.out[0].values()[i], wanted, 2e-7 * wanted, "e^" + show(x[i]));
               }
             }});
});

/// e^x on one instruction set, in the first lane and in a lone last one.
void expectExponential(std::string_view isa, float x,
                       const std::function<void(float)>& expect_value) {
  const std::vector<float> arguments(17, x);
  std::vector<float> results(17);
  double sum = 0.0;
  cpu::kernelsOf(isa)->exponentials(results.data(), &sum, arguments.data(), 17, 0.0F, {0, 1});
  expect_value(results.front());
  expect_value(results.back());
}

const Case kEnds("0 gives 1, what lies under -87 gives e^-87, NaN stays", [] {
  constexpr float kInfinity = std::numeric_limits<float>::infinity();
  for (const std::string_view isa : availableIsas()) {
    const Context context{std::string(isa)};
    expectExponential(isa, 0.0F, [](float e) { expectEqual(e, 1.0F, "e^0"); });
    for (const float x : {-87.5F, -1e30F, -kInfinity}) {
      expectExponential(isa, x,
                        [](float e) { expectClose(e, std::exp(-87.0), 1e-44, "the least"); });
    }
    expectExponential(isa, std::numeric_limits<float>::quiet_NaN(),
                      [](float e) { expect(std::isnan(e), "NaN"); });
  }
});

}  // namespace
}  // namespace lacuna::test
