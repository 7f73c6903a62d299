// Networks on a free input: when gradients come, batches, and networks that are given.
#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "check.h"
#include "cpu/cpu_device.h"
#include "problems.h"
#include "solver/start.h"
#include "support/error.h"

namespace lacuna::test {
namespace {

Spec specOf(std::uint32_t rows, std::uint32_t cols, LatentNetworkSpec network) {
  Spec spec = chainSpec(rows, cols, 1);
  spec.fidelity = FidelityKind::half_mean_rows;
  spec.representation = std::move(network);
  spec.optimizer = IrpropSpec{0.0123, 0.0, 50.0, 1.2, 0.5};
  spec.keep_parameters = true;
  return spec;
}

Spec usualSpec(std::uint32_t rows, std::uint32_t cols) {
  return specOf(rows, cols, latentSpec(3, {8}, Activation::tanh_opt, Activation::linear));
}

/// The same network, given and not trained, with Z from 0.
Spec withGiven(const Spec& spec, std::uint32_t rows,
               const std::vector<std::vector<float>>& trained) {
  Spec given = spec;
  given.rows = rows;
  auto& network = std::get<LatentNetworkSpec>(given.representation);
  network.starts = {NormalStart{0.0, 0.0}};
  for (std::size_t i = 1; i < trained.size(); ++i) {
    network.starts.emplace_back(GivenStart{{trained[i]}});
  }
  network.latent_only = true;
  return given;
}

/// Spoils each parameter as soon as its gradient is there.
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

template <class Sink>
Sink evaluated(const Spec& spec, const Sample& observed, Device& device) {
  DenseModel model(device, spec, 1);
  model.start(device, observe(observed, 1));
  Sink sink(device, model.parameters().size());
  const std::uint32_t problem = 0;
  model.evaluate(device, Problems{&problem, 1}, sink);
  device.finish();
  return sink;
}

const Case kOrder("a gradient comes when its parameter is no longer needed", [] {
  const Spec spec = specOf(8, 7, latentSpec(2, {5, 9}, Activation::tanh, Activation::sigmoid));
  const Sample observed = sample(8, 7, 3);
  const auto device = makeCpuDevice(1);
  const auto spoiled = evaluated<SpoilingSink>(spec, observed, *device);
  const std::vector<std::size_t> last_first{3, 6, 2, 5, 1, 4, 0};
  expect(spoiled.order == last_first, "the last layer's weight and bias first, Z last");
  const auto undisturbed = evaluated<Recorder>(spec, observed, *device);
  for (std::size_t i = 0; i < undisturbed.gradients.size(); ++i) {
    expectSameBits(spoiled.recorder.gradients[i], undisturbed.gradients[i], "gradient " + show(i));
  }
});

const Case kBatch("a batch and any number of threads give each problem's own bits", [] {
  Spec spec = specOf(70, 130, latentSpec(5, {33, 65}, Activation::tanh_opt, Activation::sigmoid));
  spec.stopping.steps = 6;
  const std::array samples{sample(70, 130, 1), sample(70, 130, 2), sample(70, 130, 3)};
  const std::vector<Outcome> together = solveOnCpu(spec, joined(samples), 3, 2);
  for (std::size_t problem = 0; problem < samples.size(); ++problem) {
    const Outcome alone = solveOnCpu(spec, samples[problem], 1, 1).front();
    const Context context("problem " + show(problem));
    expectSameBits(together[problem].x.matrix, alone.x.matrix, "X");
    expect(together[problem].terms == alone.terms, "the same terms");
    expectEqual(alone.terms.size(), std::size_t{3}, "fidelity, weight decay, latent decay");
    expect(together[problem].parameters == alone.parameters, "the same parameters");
  }
});

const Case kHandedOut("the parameters that are handed out give X", [] {
  const Spec spec = usualSpec(12, 9);
  const Outcome outcome = solveOnCpu(spec, sample(12, 9, 4), 1).front();
  const std::vector<ParameterStart> starts = startsOf(spec);
  std::vector<DoubleMatrix> parameters;
  for (std::size_t i = 0; i < starts.size(); ++i) {
    parameters.emplace_back(starts[i].shape.rows, starts[i].shape.cols, outcome.parameters.at(i));
  }
  expectAtMost(relativeError(outcome.x.matrix, producedBy(spec, parameters).data), 1e-5,
               "error of X");
  Spec silent = spec;
  silent.keep_parameters = false;
  expect(solveOnCpu(silent, sample(12, 9, 4), 1).front().parameters.empty(), "none unasked");
});

const Case kGiven("a given network stays as it is, and its input learns as if all did", [] {
  const Spec spec = usualSpec(12, 9);
  const Outcome trained = solveOnCpu(spec, sample(12, 9, 4), 1).front();
  const Spec given = withGiven(spec, 5, trained.parameters);
  const std::array rows{sample(5, 9, 6), sample(5, 9, 7)};
  const auto cpu = makeCpuDevice(1);
  // Gradients of Z, beside those of a network that starts from the same values.
  Spec free = given;
  std::get<LatentNetworkSpec>(free.representation).latent_only = false;
  const auto alone = evaluated<Recorder>(given, rows[0], *cpu);
  expectEqual(alone.gradients.size(), std::size_t{1}, "parameters");
  expectSameBits(alone.gradients[0], evaluated<Recorder>(free, rows[0], *cpu).gradients[0],
                 "gradient of Z");
  // A batch shares the network.
  const std::vector<Outcome> together = solveOnCpu(given, joined(rows), 2, 2);
  for (std::size_t problem = 0; problem < rows.size(); ++problem) {
    const Outcome one = solveOnCpu(given, rows[problem], 1).front();
    expectSameBits(together[problem].x.matrix, one.x.matrix, "X of problem " + show(problem));
    expectEqual(one.parameters.size(), std::size_t{1}, "Z alone is handed out");
    expect(one.terms[0] < solveOnCpu(
                              [&] {
                                Spec none = given;
                                none.stopping.steps = 0;
                                return none;
                              }(),
                              rows[problem], 1)
                              .front()
                              .terms[0],
           "a fidelity that has fallen");
  }
});

const Case kChecks("a network that is not trained must be given whole", [] {
  const Spec spec = usualSpec(6, 5);
  Spec given = withGiven(spec, 6, solveOnCpu(spec, sample(6, 5, 1), 1).front().parameters);
  auto& starts = std::get<LatentNetworkSpec>(given.representation).starts;
  starts[2] = NormalStart{0.0, 1.0};
  expectError(ErrorCode::invalid_argument,
              "Expected 40 given values for parameter 2 of a network that is not trained",
              [&] { solveOnCpu(given, sample(6, 5, 1), 1); });
  starts.pop_back();
  expectError(ErrorCode::invalid_argument, "Expected 5 starts but received 4",
              [&] { solveOnCpu(given, sample(6, 5, 1), 1); });
});

}  // namespace
}  // namespace lacuna::test
