// Networks of layers beside chains of factors, and how they hand over gradients.
#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "check.h"
#include "cpu/cpu_device.h"
#include "device_proxy.h"
#include "problems.h"

namespace lacuna::test {
namespace {

constexpr std::array kActivations{Activation::linear, Activation::relu, Activation::sigmoid,
                                  Activation::tanh};

Spec withNetwork(std::uint32_t rows, std::uint32_t cols, ActivatedNetworkSpec network) {
  Spec spec = chainSpec(rows, cols, 1);
  spec.representation = std::move(network);
  return spec;
}

/// Notes the order of parameters, and spoils each as soon as its gradient is there.
class SpoilingSink final : public GradientSink {
 public:
  SpoilingSink(Device& device, std::size_t parameters) : recorder(device, parameters) {}

  void take(Problems problems, const Parameter& parameter, ConstMatrix gradient) override {
    recorder.take(problems, parameter, gradient);
    order.push_back(parameter.index);
    std::fill_n(parameter.value.data, parameter.value.size(), 1e6F);
  }

  Recorder recorder;
  std::vector<std::size_t> order;
};

std::vector<std::vector<float>> gradientsOf(const Spec& spec, const Sample& observed) {
  const auto device = makeCpuDevice(1);
  DenseModel model(*device, spec, 1);
  model.start(*device, observe(observed, 1));
  Recorder recorder(*device, model.parameters().size());
  const std::uint32_t problem = 0;
  model.evaluate(*device, Problems{&problem, 1}, recorder);
  return recorder.gradients;
}

const Case kOrder("a gradient comes when its parameter is no longer needed", [] {
  for (const Activation activation : kActivations) {
    for (const bool biases : {false, true}) {
      const Spec spec = withNetwork(8, 7, networkSpec({5, 9}, activation, biases));
      const Sample observed = sample(8, 7, 3);
      const auto device = makeCpuDevice(1);
      DenseModel model(*device, spec, 1);
      model.start(*device, observe(observed, 1));
      SpoilingSink sink(*device, model.parameters().size());
      const std::uint32_t problem = 0;
      model.evaluate(*device, Problems{&problem, 1}, sink);
      const std::vector<std::size_t> last_first =
          biases ? std::vector<std::size_t>{5, 2, 4, 1, 3, 0} : std::vector<std::size_t>{2, 1, 0};
      expect(sink.order == last_first, "the last layer's bias and weight first");
      const auto undisturbed = gradientsOf(spec, observed);
      for (std::size_t i = 0; i < undisturbed.size(); ++i) {
        expectSameBits(sink.recorder.gradients[i], undisturbed[i], "gradient " + show(i));
      }
    }
  }
});

const Case kProduct("two linear layers without biases are a chain of two factors, to the bit", [] {
  const Sample observed = sample(9, 17, 4);
  const std::vector<float> left = sample(9, 5, 5).values;
  const std::vector<float> right = sample(5, 17, 6).values;
  Spec chain = chainSpec(9, 17, 2);
  chain.representation = FactorChainSpec{{5}, GivenStart{{left, right}}};
  const Spec network =
      withNetwork(9, 17, {{5}, Activation::linear, GivenStart{{right, left}}, std::nullopt});
  expectSameBits(solveOnCpu(network, observed, 1).front().x.matrix,
                 solveOnCpu(chain, observed, 1).front().x.matrix, "X after 20 steps");
});

/// Counts what a step costs.
class CostDevice final : public DeviceProxy {
 public:
  using DeviceProxy::DeviceProxy;

  void multiply(Problems problems, Matrix c, ConstMatrix a, ConstMatrix b, Product product,
                Write write) override {
    ++products;
    DeviceProxy::multiply(problems, c, a, b, product, write);
  }
  void copy(Problems problems, Matrix y, ConstMatrix x) override {
    ++passes;
    DeviceProxy::copy(problems, y, x);
  }
  void activate(Problems problems, Matrix y, ConstMatrix z, Activation activation) override {
    ++passes;
    DeviceProxy::activate(problems, y, z, activation);
  }
  void activationGradient(Problems problems, Matrix d_z, ConstMatrix d_y, ConstMatrix y,
                          Activation activation) override {
    ++passes;
    DeviceProxy::activationGradient(problems, d_z, d_y, y, activation);
  }

  std::size_t products = 0;
  std::size_t passes = 0;
};

const Case kCost("three layers take six products, linear ones no pass beside", [] {
  for (const Activation activation : {Activation::linear, Activation::tanh}) {
    const Spec spec = withNetwork(6, 6, networkSpec({6, 6}, activation, false));
    const auto cpu = makeCpuDevice(1);
    CostDevice device(*cpu);
    DenseModel model(device, spec, 1);
    model.start(device, observe(sample(6, 6, 2), 1));
    Recorder recorder(device, model.parameters().size());
    const std::uint32_t problem = 0;
    model.evaluate(device, Problems{&problem, 1}, recorder);
    expectEqual(device.products, std::size_t{6}, "products");
    expectEqual(device.passes, std::size_t{activation == Activation::linear ? 0U : 6U}, "passes");
  }
});

const Case kBatch("a batch and any number of threads give each problem's own bits", [] {
  for (const Activation activation : kActivations) {
    Spec spec = withNetwork(70, 130, networkSpec({33, 65}, activation, true));
    spec.regularizers = {LaplacianStencilSpec{StencilForm::norm, 1e-3},
                         LaplacianStencilSpec{StencilForm::thin_plate, 1e-3},
                         TotalVariationSpec{VariationNorm::squared, 1e-3, 0.0}};
    spec.stopping.steps = 3;
    const std::vector<Sample> samples{sample(70, 130, 1), sample(70, 130, 2), sample(70, 130, 3)};
    const std::vector<Outcome> together = solveOnCpu(spec, joined(samples), 3, 3);
    for (std::size_t i = 0; i < samples.size(); ++i) {
      const Outcome alone = solveOnCpu(spec, samples[i], 1, 1).front();
      expectSameBits(together[i].x.matrix, alone.x.matrix, "X");
      expect(together[i].terms == alone.terms, "the same loss terms");
    }
  }
});

const Case kFlat("a flat matrix has no second-order roughness and no slope", [] {
  Spec spec = chainSpec(5, 6, 1);
  spec.representation = FactorChainSpec{{}, NormalStart{0.5, 0.0}};
  spec.regularizers = {LaplacianStencilSpec{StencilForm::norm, 1.0}};
  spec.stopping.steps = 0;
  const Outcome outcome = solveOnCpu(spec, sample(5, 6, 1), 1).front();
  expectEqual(outcome.terms.at(1), 0.0, "norm");
  spec.regularizers.clear();
  const auto plain = gradientsOf(spec, sample(5, 6, 1));
  spec.regularizers = {LaplacianStencilSpec{StencilForm::norm, 1.0},
                       LaplacianStencilSpec{StencilForm::thin_plate, 1.0}};
  expectSameBits(gradientsOf(spec, sample(5, 6, 1)).front(), plain.front(), "gradient");
});

}  // namespace
}  // namespace lacuna::test
