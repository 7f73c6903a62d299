#include "problems.h"

#include <cmath>
#include <string>
#include <utility>

#include "check.h"
#include "cpu/cpu_device.h"
#include "random.h"

namespace lacuna::test {

Sample sample(std::uint32_t rows, std::uint32_t cols, std::uint64_t seed) {
  Random random(seed);
  const double phase = random.uniform(0.0, 3.0);
  const double pitch = random.uniform(0.5, 1.5);
  Sample made;
  for (std::uint32_t i = 0; i < rows; ++i) {
    for (std::uint32_t j = 0; j < cols; ++j) {
      const double y = static_cast<double>(i) / rows;
      const double x = static_cast<double>(j) / cols;
      // sin(a + b) has rank 2, the product with 1 another one.
      made.values.push_back(
          static_cast<float>(0.4 + 0.3 * std::sin(phase + 4 * pitch * y + 3 * x) + 0.2 * y));
    }
  }
  made.mask = random.mask(made.values.size(), 0.65);
  made.mask.front() = 1;
  return made;
}

Sample joined(std::span<const Sample> samples) {
  Sample all;
  for (const Sample& one : samples) {
    all.values.insert(all.values.end(), one.values.begin(), one.values.end());
    all.mask.insert(all.mask.end(), one.mask.begin(), one.mask.end());
  }
  return all;
}

Observations observe(const Sample& samples, std::uint32_t batch) {
  return DenseObservations{batch, samples.values, samples.mask};
}

Target targetOf(const Spec& spec, const Sample& sample) {
  return {DoubleMatrix(spec.rows, spec.cols, sample.values), sample.mask};
}

Spec chainSpec(std::uint32_t rows, std::uint32_t cols, std::uint32_t depth) {
  return {
      .rows = rows,
      .cols = cols,
      .seed = 1,
      .representation =
          FactorChainSpec{std::vector<std::uint32_t>(depth - 1, rows), NormalStart{0.0, 0.3}},
      .fidelity = FidelityKind::mse,
      .regularizers = {},
      .optimizer = AdamSpec{.learning_rate = 0.01, .beta1 = 0.9, .beta2 = 0.999, .epsilon = 1e-8},
      .stopping = {.steps = 20, .tolerance = 0.0, .window = 1, .min_steps = 0},
      .trace_every = 0,
      .keep_laplacians = false};
}

Spec airnetSpec(std::uint32_t rows, std::uint32_t cols) {
  Spec spec = chainSpec(rows, cols, 3);
  for (const Axis over : {Axis::rows, Axis::cols}) {
    spec.regularizers.emplace_back(
        AdaptiveLaplacianSpec{over, LaplacianForm::row_softmin, 1e-2, UniformStart{-0.25, 0.25}});
  }
  return spec;
}

ActivatedNetworkSpec networkSpec(std::vector<std::uint32_t> widths, Activation activation,
                                 bool biases) {
  ActivatedNetworkSpec spec{std::move(widths), activation, NormalStart{0.1, 0.4}, std::nullopt};
  if (biases) {
    spec.bias_start = NormalStart{0.0, 0.2};
  }
  return spec;
}

LatentNetworkSpec latentSpec(std::uint32_t latent, std::vector<std::uint32_t> widths,
                             Activation activation, Activation output_activation) {
  const std::size_t layers = widths.size() + 1;
  std::vector<Start> starts{NormalStart{0.0, 0.5}};
  starts.insert(starts.end(), layers, NormalStart{0.1, 0.4});
  starts.insert(starts.end(), layers, NormalStart{0.0, 0.2});
  return {latent, std::move(widths), activation, output_activation, 0.03,
          0.7,    std::move(starts), false};
}

SpectralChainSpec spectralSpec(std::uint32_t rows, std::uint32_t cols, std::uint32_t row_band,
                               std::uint32_t col_band, SpectralFactors trained,
                               std::uint64_t seed) {
  return {{graphLaplacian(rows, seed), row_band, 0.3, 0.05},
          {graphLaplacian(cols, seed + 1), col_band, 0.2, 0.04},
          trained,
          NormalStart{0.1, 0.3},
          std::nullopt};
}

Spec blocksSpec(std::uint32_t rows, std::uint32_t cols, SchattenPower power) {
  Spec spec = chainSpec(rows, cols, 1);
  spec.fidelity = FidelityKind::half_sse;
  spec.representation = SchattenBlocksSpec{.widths = {4, 3},
                                           .exponents = {1.5, 1.0, 1.2},
                                           .power = power,
                                           .ridge = 0.3,
                                           .eta = GivenStart{{{0.4F}}},
                                           .inputs = {UniformStart{0.2, 0.8}, IdentityStart{1.0}},
                                           .weights = std::nullopt,
                                           .refresh = 0,
                                           .centring = std::nullopt};
  return spec;
}

SchattenBlocksSpec& blocksOf(Spec& spec) {
  return std::get<SchattenBlocksSpec>(spec.representation);
}

std::vector<float> graphLaplacian(std::uint32_t order, std::uint64_t seed) {
  Random random(seed);
  std::vector<float> laplacian(static_cast<std::size_t>(order) * order);
  for (std::size_t i = 0; i < order; ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      // Quarters: their sums are exact.
      const auto weight = static_cast<float>(std::floor(random.uniform(0.0, 4.0)) / 4.0);
      laplacian[i * order + j] = laplacian[j * order + i] = -weight;
      laplacian[i * order + i] += weight;
      laplacian[j * order + j] += weight;
    }
  }
  return laplacian;
}

void Listener::report(std::uint64_t step, std::span<const double> reported) {
  steps.push_back(step);
  terms.insert(terms.end(), reported.begin(), reported.end());
  if (step == stop_at_) {
    stop = true;
  }
}

std::vector<Outcome> solveOnCpu(const Spec& spec, const Sample& samples, std::uint32_t batch,
                                unsigned threads) {
  const auto device = makeCpuDevice(threads);
  Listener listener;
  return solve(*device, spec, observe(samples, batch), listener, listener.stop);
}

void expectSameOutcome(const Outcome& actual, const Outcome& wanted) {
  expectSameBits(actual.x.matrix, wanted.x.matrix, "matrix");
  expectSameBits(actual.x.left, wanted.x.left, "left factor");
  expectSameBits(actual.x.right, wanted.x.right, "right factor");
  expectEqual(actual.steps, wanted.steps, "steps");
  expect(actual.stop_reason == wanted.stop_reason, "the same reason to stop");
  expect(actual.terms == wanted.terms, "the same terms");
  expect(actual.trace.steps == wanted.trace.steps, "the same recorded steps");
  expect(actual.trace.terms == wanted.trace.terms, "the same recorded terms");
  expectEqual(actual.laplacians.size(), wanted.laplacians.size(), "Laplacians");
  for (std::size_t i = 0; i < wanted.laplacians.size(); ++i) {
    expectSameBits(actual.laplacians[i], wanted.laplacians[i], "Laplacian " + std::to_string(i));
  }
}

void expectOwnLoss(const Spec& spec, const Sample& sample, const Outcome& outcome) {
  std::vector<DoubleMatrix> laplacians;
  for (const std::vector<float>& learned : outcome.laplacians) {
    const auto order = static_cast<std::size_t>(std::sqrt(static_cast<double>(learned.size())));
    laplacians.emplace_back(order, order, learned);
  }
  const DoubleMatrix x(spec.rows, spec.cols, outcome.x.matrix);
  const std::vector<double> terms = lossTerms(spec, targetOf(spec, sample), x, laplacians);
  expectEqual(outcome.terms.size(), terms.size(), "number of terms");
  for (std::size_t i = 0; i < terms.size(); ++i) {
    expectClose(outcome.terms[i], terms[i], 1e-5 * std::abs(terms[i]), "term " + show(i));
  }
}

void Recorder::take(Problems /*problems*/, const Parameter& parameter, ConstMatrix gradient) {
  std::vector<float>& whole = gradients.at(parameter.index);
  const std::size_t first = static_cast<std::size_t>(parameter.first_row) * gradient.cols;
  whole.resize(std::max(whole.size(), first + gradient.size()));
  device_.download(whole.data() + first, gradient.data, gradient.size() * sizeof(float));
}

}  // namespace lacuna::test
