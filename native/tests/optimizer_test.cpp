// Gradient descent and GroupRMSprop against a twin in double: whole runs, problems of a batch,
// parameters in blocks of rows.
#include <array>
#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

#include "chain_twin.h"
#include "check.h"
#include "cpu/cpu_device.h"
#include "problems.h"
#include "random.h"
#include "solver/start.h"

namespace lacuna::test {
namespace {

constexpr std::uint64_t kSteps = 25;
constexpr GroupRmspropSpec kGroup{0.02, 0.9, 1e-4};
constexpr GradientDescentSpec kDescent{0.3};

Spec specOf(const OptimizerSpec& optimizer, FidelityKind fidelity) {
  Spec spec = chainSpec(9, 7, 3);
  spec.representation = FactorChainSpec{{6, 8}, NormalStart{0.1, 0.3}};
  spec.fidelity = fidelity;
  spec.optimizer = optimizer;
  spec.stopping.steps = kSteps;
  return spec;
}

std::size_t observedIn(const Sample& sample) {
  std::size_t observed = 0;
  for (const std::uint8_t known : sample.mask) {
    observed += known;
  }
  return observed;
}

DoubleMatrix trainedTwin(const Spec& spec, const Sample& sample) {
  const double scale = spec.fidelity == FidelityKind::mse_observed
                           ? 1.0 / static_cast<double>(observedIn(sample))
                           : 1.0 / (spec.rows * spec.cols);
  ChainTwin twin(factorsOf(spec), targetOf(spec, sample), scale);
  for (std::uint64_t step = 0; step < spec.stopping.steps; ++step) {
    if (const auto* group = std::get_if<GroupRmspropSpec>(&spec.optimizer)) {
      twin.groupStep(*group);
    } else {
      twin.descend(std::get<GradientDescentSpec>(spec.optimizer).learning_rate);
    }
  }
  return twin.product();
}

void expectAsTwin(const Spec& spec) {
  const std::array samples{sample(9, 7, 1), sample(9, 7, 2), sample(9, 7, 3)};
  const std::vector<Outcome> together = solveOnCpu(spec, joined(samples), 3, 2);
  for (std::size_t problem = 0; problem < samples.size(); ++problem) {
    const Context context("problem " + std::to_string(problem));
    const Outcome& outcome = together[problem];
    expectEqual(outcome.steps, kSteps, "steps");
    const std::vector<double> wanted = trainedTwin(spec, samples[problem]).data;
    const std::vector<double> start = chainProduct(factorsOf(spec)).data;
    expectAtMost(relativeError(outcome.x.matrix, wanted), 1e-5, "error of X");
    expect(relativeError(outcome.x.matrix, start) > 0.05, "an X that has moved");
    expectOwnLoss(spec, samples[problem], outcome);
    expectSameBits(outcome.x.matrix, solveOnCpu(spec, samples[problem], 1).front().x.matrix,
                   "the problem alone");
  }
}

const Case kTwins("runs of gradient descent and GroupRMSprop are those of the twin", [] {
  for (const FidelityKind fidelity : {FidelityKind::mse, FidelityKind::mse_observed}) {
    {
      const Context context("gradient descent");
      expectAsTwin(specOf(kDescent, fidelity));
    }
    const Context context("GroupRMSprop");
    expectAsTwin(specOf(kGroup, fidelity));
  }
});

/// Two parameters of two problems and a gradient for each, on the device.
class Bench {
 public:
  static constexpr std::array<std::uint32_t, 1> kSecond{1};

  Bench() {
    for (std::size_t i = 0; i < values_.size(); ++i) {
      fill(values_[i], 1 + i);
      parameters_.push_back({values_[i].view(), i});
    }
  }

  [[nodiscard]] Device& device() const { return *device_; }
  [[nodiscard]] const std::vector<Parameter>& parameters() const { return parameters_; }

  /// New gradients; those of the first problem are never to be used.
  void draw(std::uint64_t step) {
    for (std::size_t i = 0; i < gradients_.size(); ++i) {
      fill(gradients_[i], 10 * step + i);
    }
  }
  /// Of the loss: one for each problem.
  [[nodiscard]] lacuna::DoubleMatrix terms() const { return {terms_.data(), 1, 1, 1}; }
  [[nodiscard]] Matrix gradient(std::size_t i) const { return gradients_[i].view(); }

  [[nodiscard]] std::vector<float> value(std::size_t i, std::uint32_t problem) const {
    return read(values_[i], problem);
  }
  [[nodiscard]] std::vector<float> gradientOf(std::size_t i, std::uint32_t problem) const {
    return read(gradients_[i], problem);
  }

 private:
  void fill(const MatrixBuffer& buffer, std::uint64_t seed) {
    const std::vector<float> values = Random(seed).floats(2 * buffer.size(), -1.0, 1.0);
    device_->upload(buffer.view().data, values.data(), values.size() * sizeof(float));
  }
  [[nodiscard]] std::vector<float> read(const MatrixBuffer& buffer, std::uint32_t problem) const {
    std::vector<float> values(buffer.size());
    device_->download(values.data(), buffer.view().of(problem), values.size() * sizeof(float));
    return values;
  }

  std::unique_ptr<Device> device_ = makeCpuDevice(2);
  std::array<MatrixBuffer, 2> values_{MatrixBuffer(*device_, 2, 7, 5),
                                      MatrixBuffer(*device_, 2, 3, 4)};
  std::array<MatrixBuffer, 2> gradients_{MatrixBuffer(*device_, 2, 7, 5),
                                         MatrixBuffer(*device_, 2, 3, 4)};
  std::vector<Parameter> parameters_;
  Buffer<double> terms_{*device_, 2};
};

void takeWhole(Optimizer& optimizer, const Bench& bench) {
  for (const std::size_t i : {0, 1}) {
    optimizer.take(Bench::kSecond, bench.parameters()[i], bench.gradient(i));
  }
}

/// The first parameter in blocks, the last one first, and behind the second one.
void takeBlocks(Optimizer& optimizer, const Bench& bench) {
  optimizer.take(Bench::kSecond, bench.parameters()[1], bench.gradient(1));
  for (const auto& [first, rows] : {std::array{4U, 3U}, std::array{1U, 3U}, std::array{0U, 1U}}) {
    optimizer.take(Bench::kSecond, bench.parameters()[0].rowBlock(first, rows),
                   bench.gradient(0).rowBlock(first, rows));
  }
}

template <class Take>
void train(Bench& bench, const OptimizerSpec& spec, const Take& take) {
  const auto optimizer = makeOptimizer(bench.device(), 2, bench.parameters(), spec);
  for (std::uint64_t step = 1; step <= 5; ++step) {
    bench.draw(step);
    optimizer->beginStep(bench.device(), step);
    take(*optimizer, bench);
    optimizer->endStep(Bench::kSecond, bench.terms());
    bench.device().finish();
  }
}

const Case kBlocks("blocks of rows in any order give the bits of whole parameters", [] {
  for (const OptimizerSpec& spec : {OptimizerSpec{kGroup}, OptimizerSpec{kDescent},
                                    OptimizerSpec{AdamSpec{0.1, 0.9, 0.99, 1e-8}},
                                    OptimizerSpec{IrpropSpec{0.01, 0.0, 50.0, 1.2, 0.5}}}) {
    Bench whole;
    Bench blocks;
    train(whole, spec, takeWhole);
    train(blocks, spec, takeBlocks);
    for (const std::size_t i : {0, 1}) {
      expectSameBits(blocks.value(i, 1), whole.value(i, 1), "parameter " + std::to_string(i));
      expectSameBits(whole.value(i, 0), Bench().value(i, 0), "the other problem, as it was");
    }
  }
});

const Case kByHand("steps of GroupRMSprop share one rate, by hand", [] {
  Bench bench;
  std::array<std::vector<double>, 2> wanted;
  for (const std::size_t i : {0, 1}) {
    const std::vector<float> start = bench.value(i, 1);
    wanted[i].assign(start.begin(), start.end());
  }
  double average = 0.0;
  const auto optimizer = makeOptimizer(bench.device(), 2, bench.parameters(), kGroup);
  for (int step = 1; step <= 4; ++step) {
    bench.draw(static_cast<std::uint64_t>(step));
    optimizer->beginStep(bench.device(), static_cast<std::uint64_t>(step));
    takeWhole(*optimizer, bench);
    optimizer->endStep(Bench::kSecond, bench.terms());
    double squares = 0.0;
    for (const std::size_t i : {0, 1}) {
      for (const double g : bench.gradientOf(i, 1)) {
        squares += g * g;
      }
    }
    average = 0.9 * average + 0.1 * squares;
    const double rate = 0.02 / (std::sqrt(average / (1.0 - std::pow(0.9, step))) + 1e-4);
    for (const std::size_t i : {0, 1}) {
      const std::vector<float> gradient = bench.gradientOf(i, 1);
      for (std::size_t at = 0; at < gradient.size(); ++at) {
        wanted[i][at] -= rate * static_cast<double>(gradient[at]);
      }
      expectAtMost(relativeError(bench.value(i, 1), wanted[i]), 1e-6,
                   "error of parameter " + std::to_string(i) + " after step " + show(step));
    }
  }
});

}  // namespace
}  // namespace lacuna::test
