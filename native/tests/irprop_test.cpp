// iRprop+ against a plain twin of the algorithm: the same bits along whole runs.
#include <algorithm>
#include <array>
#include <cstdint>
#include <numeric>
#include <string>
#include <vector>

#include "check.h"
#include "cpu/cpu_device.h"
#include "problems.h"
#include "random.h"

namespace lacuna::test {
namespace {

constexpr IrpropSpec kSpec{0.1, 1e-4, 2.0, 1.2, 0.5};

int signOf(float a) { return a > 0.0F ? 1 : (a < 0.0F ? -1 : 0); }

/// The algorithm as it is printed, with an update that is remembered.
class IrpropTwin {
 public:
  explicit IrpropTwin(std::size_t count)
      : before_(count), update_(count), delta_(count, static_cast<float>(kSpec.initial_step)) {}

  void step(std::vector<float>& w, std::vector<float> gradient, double loss, bool first) {
    const bool rose = !first && loss > loss_;
    for (std::size_t i = 0; i < w.size(); ++i) {
      const int agreement = signOf(gradient[i]) * signOf(before_[i]);
      if (agreement > 0) {
        delta_[i] = std::min(delta_[i] * static_cast<float>(kSpec.increase),
                             static_cast<float>(kSpec.max_step));
      }
      if (agreement < 0) {
        delta_[i] = std::max(delta_[i] * static_cast<float>(kSpec.decrease),
                             static_cast<float>(kSpec.min_step));
        if (rose) {
          w[i] -= update_[i];
          ++back;
        } else {
          ++stayed;
        }
        gradient[i] = 0.0F;
      } else {
        update_[i] = static_cast<float>(-signOf(gradient[i])) * delta_[i];
        w[i] += update_[i];
      }
    }
    before_ = gradient;
    loss_ = loss;
  }

  int back = 0;    // entries that went back because the loss rose
  int stayed = 0;  // entries whose sign changed without

 private:
  std::vector<float> before_;
  std::vector<float> update_;
  std::vector<float> delta_;
  double loss_ = 0.0;
};

/// A valley that is steep in one direction: Σ c_i·(w_i − w_{i+1})² + Σ w_i².
struct Valley {
  double stiffness;

  [[nodiscard]] double loss(const std::vector<float>& w) const {
    double sum = 0.0;
    for (std::size_t i = 0; i < w.size(); ++i) {
      const double next = i + 1 < w.size() ? w[i + 1] : 0.0;
      sum += stiffness * (w[i] - next) * (w[i] - next) + double{w[i]} * w[i];
    }
    return sum;
  }
  [[nodiscard]] std::vector<float> gradient(const std::vector<float>& w) const {
    std::vector<double> slopes(w.size());
    for (std::size_t i = 0; i < w.size(); ++i) {
      const double next = i + 1 < w.size() ? w[i + 1] : 0.0;
      slopes[i] += 2.0 * stiffness * (w[i] - next) + 2.0 * w[i];
      if (i + 1 < w.size()) {
        slopes[i + 1] -= 2.0 * stiffness * (w[i] - next);
      }
    }
    return {slopes.begin(), slopes.end()};
  }
};

const Case kTwin("30 steps of two problems, each with the bits of the twin", [] {
  constexpr std::array<std::uint32_t, 2> kBoth{0, 1};
  constexpr std::array kValleys{Valley{3.0}, Valley{30.0}};
  const auto device = makeCpuDevice(2);
  const MatrixBuffer value(*device, 2, 7, 3);
  const MatrixBuffer slope(*device, 2, 7, 3);
  const Buffer<double> terms(*device, 4);
  const std::vector<Parameter> parameters{{value.view(), 0}};
  const auto optimizer = makeOptimizer(*device, 2, parameters, kSpec);
  std::array<std::vector<float>, 2> w;
  std::array twins{IrpropTwin(21), IrpropTwin(21)};
  for (const std::uint32_t problem : kBoth) {
    w[problem] = Random(1 + problem).floats(21, -1.0, 1.0);
    device->upload(value.view().of(problem), w[problem].data(), 21 * sizeof(float));
  }
  for (std::uint64_t t = 1; t <= 30; ++t) {
    const Context context("step " + show(t));
    optimizer->beginStep(*device, t);
    for (const std::uint32_t problem : kBoth) {
      const double loss = kValleys[problem].loss(w[problem]);
      const std::array parts{0.25 * loss, loss - 0.25 * loss};
      const std::vector<float> gradient = kValleys[problem].gradient(w[problem]);
      device->upload(terms.data() + 2 * problem, parts.data(), sizeof parts);
      device->upload(slope.view().of(problem), gradient.data(), 21 * sizeof(float));
      twins[problem].step(w[problem], gradient, parts[0] + parts[1], t == 1);
    }
    optimizer->take(kBoth, parameters[0], slope.view());
    optimizer->endStep(kBoth, {terms.data(), 1, 2, 2});
    for (const std::uint32_t problem : kBoth) {
      std::vector<float> moved(21);
      device->download(moved.data(), value.view().of(problem), 21 * sizeof(float));
      expectSameBits(moved, w[problem], "parameter of problem " + show(problem));
    }
  }
  expect(twins[0].back + twins[1].back > 0, "sign changes with a risen loss");
  for (const IrpropTwin& twin : twins) {
    expect(twin.stayed > 0, "sign changes without");
  }
});

/// The twin at the gradients of the model, evaluated one by one.
std::vector<float> trainedByTwin(const Spec& spec, const Sample& observed) {
  const std::uint32_t problem = 0;
  const auto device = makeCpuDevice(1);
  DenseModel model(*device, spec, 1);
  model.start(*device, observe(observed, 1));
  std::vector<IrpropTwin> twins;
  for (const Parameter& parameter : model.parameters()) {
    twins.emplace_back(parameter.value.size());
  }
  for (std::uint64_t step = 0;; ++step) {
    Recorder recorder(*device, model.parameters().size());
    model.evaluate(*device, Problems{&problem, 1}, recorder);
    if (step == spec.stopping.steps) {
      return model.read(*device, 0, Model::Which::last).matrix;
    }
    std::vector<double> terms(model.terms());
    device->download(terms.data(), model.termValues().data(), terms.size() * sizeof(double));
    const double loss = std::accumulate(terms.begin(), terms.end(), 0.0);
    for (const Parameter& parameter : model.parameters()) {
      std::vector<float> w(parameter.value.size());
      device->download(w.data(), parameter.value.data, w.size() * sizeof(float));
      twins[parameter.index].step(w, recorder.gradients[parameter.index], loss, step == 0);
      device->upload(parameter.value.data, w.data(), w.size() * sizeof(float));
    }
  }
}

const Case kRuns("whole runs are those of the twin, with terms of every kind", [] {
  Spec chain = airnetSpec(9, 7);
  chain.optimizer = kSpec;
  chain.stopping.steps = 30;
  Spec network = chain;
  network.representation = latentSpec(2, {4}, Activation::tanh_opt, Activation::linear);
  network.regularizers.emplace_back(TotalVariationSpec{VariationNorm::l2, 0.1, 1e-2});
  for (const Spec& spec : {chain, network}) {
    const std::array samples{sample(9, 7, 1), sample(9, 7, 2), sample(9, 7, 3)};
    for (const unsigned threads : {1U, 2U}) {
      const std::vector<Outcome> together = solveOnCpu(spec, joined(samples), 3, threads);
      for (std::size_t problem = 0; problem < samples.size(); ++problem) {
        expectEqual(together[problem].steps, std::uint64_t{30}, "steps");
        expectSameBits(together[problem].x.matrix, trainedByTwin(spec, samples[problem]),
                       "X of problem " + show(problem) + " on " + show(threads) + " threads");
      }
    }
  }
});

}  // namespace
}  // namespace lacuna::test
