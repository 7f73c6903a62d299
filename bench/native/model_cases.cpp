// A step of every model at 240×240 on one thread, against the products that it cannot do without.
#include <string>
#include <utility>

#include "bench_case.h"
#include "cpu/isa.h"
#include "problem.h"
#include "step_clock.h"

namespace lacuna::bench {
namespace {

constexpr std::uint32_t kOrder = 240;

/// Floating-point operations of that many products of square matrices.
constexpr double products(double count) { return count * 2.0 * kOrder * kOrder * kOrder; }

Case modelCase(const std::string& name, double flops, Spec spec) {
  return {.suite = "models",
          .subject = name,
          .shape = "240x240",
          .implementation = "lacuna",
          .isa = std::string(availableIsas().front()),
          .threads = 1,
          .flops = flops,
          .bytes = 0.0,
          .measure = [spec = std::move(spec)](double budget) {
            const Picture data = picture(kOrder, kOrder, 1);
            return timeSteps(spec, data.observed(), 1, budget);
          }};
}

Spec dmfSpec() {
  Spec spec = airnetSpec(kOrder, kOrder, kEndless);
  spec.regularizers.clear();
  return spec;
}

Spec withVariation(Spec spec) {
  spec.fidelity = FidelityKind::sse;
  spec.regularizers.emplace_back(TotalVariationSpec{VariationNorm::l2, 1.0 / kOrder, 1e-3});
  return spec;
}

Spec networkSpec(Activation activation) {
  Spec spec = dmfSpec();
  spec.representation = ActivatedNetworkSpec{
      {kOrder, kOrder}, activation, NormalStart{0.0, 0.06}, NormalStart{0.0, 0.1}};
  return spec;
}

Spec dirichletSpec() {
  Spec spec = dmfSpec();
  for (const auto& [over, seed] : {std::pair{Axis::rows, 1U}, std::pair{Axis::cols, 2U}}) {
    spec.regularizers.emplace_back(DirichletSpec{over, 1e-4, graphLaplacian(kOrder, seed)});
  }
  return spec;
}

}  // namespace

std::vector<Case> modelCases() {
  // Three layers: two products forward and four back; W_1·I is none.
  constexpr double kChain = products(6);
  return {
      modelCase("dmf", kChain, dmfSpec()),
      modelCase("rdmf", kChain, withVariation(dmfSpec())),
      modelCase("rdmf-tanh", kChain, withVariation(networkSpec(Activation::tanh))),
      modelCase("dmf-de", products(8), dirichletSpec()),
      modelCase("airnet", airnetStepFlops(kOrder, kOrder), airnetSpec(kOrder, kOrder, kEndless)),
      modelCase("airnet-tv", airnetStepFlops(kOrder, kOrder),
                withVariation(airnetSpec(kOrder, kOrder, kEndless))),
      modelCase("sgmc", sgmcStepFlops(kOrder, kOrder), sgmcSpec(kOrder, kOrder, kEndless)),
      modelCase("dmf-fan", latentStepFlops(kOrder, kOrder), latentSpec(kOrder, kOrder, kEndless)),
  };
}

}  // namespace lacuna::bench
