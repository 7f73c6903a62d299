// Problems for the tests of models and of the solver.
#pragma once

#include <atomic>
#include <cstdint>
#include <span>
#include <vector>

#include "loss_twin.h"
#include "solver/dense_model.h"
#include "solver/solve.h"

namespace lacuna::test {

/// A matrix with missing entries.
struct Sample {
  std::vector<float> values;
  std::vector<std::uint8_t> mask;
};

/// A smooth matrix in [0, 1] of rank 3, about a third of it missing.
Sample sample(std::uint32_t rows, std::uint32_t cols, std::uint64_t seed);

/// Samples one behind the other.
Sample joined(std::span<const Sample> samples);

Observations observe(const Sample& samples, std::uint32_t batch);

Target targetOf(const Spec& spec, const Sample& sample);

/// mse, `depth` factors of full width from N(0, standard_deviation²), Adam at 0.01, no
/// regularizers.
Spec chainSpec(std::uint32_t rows, std::uint32_t cols, std::uint32_t depth);

/// chainSpec of depth 3 with softmin Laplacians over rows and columns.
Spec airnetSpec(std::uint32_t rows, std::uint32_t cols);

/// A network whose weights start from N(0.1, 0.4²) and whose biases, if it has any, from
/// N(0, 0.2²).
ActivatedNetworkSpec networkSpec(std::vector<std::uint32_t> widths, Activation activation,
                                 bool biases);

/// A network on a free input of `latent` columns, from N(0, 0.5²), whose weights start from
/// N(0.1, 0.4²) and whose biases from N(0, 0.2²).
LatentNetworkSpec latentSpec(std::uint32_t latent, std::vector<std::uint32_t> widths,
                             Activation activation, Activation output_activation);

/// A spectral chain on two random graphs with the weights 0.3 and 0.2 (Dirichlet), 0.05 and 0.04
/// (diagonal), from N(0.1, 0.3²).
SpectralChainSpec spectralSpec(std::uint32_t rows, std::uint32_t cols, std::uint32_t row_band,
                               std::uint32_t col_band, SpectralFactors trained,
                               std::uint64_t seed = 1);

/// Three Schatten blocks of widths 4 and 3 whose weights are matched to inputs from [0.2, 0.8], for
/// half the sum of squares.
Spec blocksSpec(std::uint32_t rows, std::uint32_t cols, SchattenPower power);

SchattenBlocksSpec& blocksOf(Spec& spec);

/// The Laplacian of a random weighted graph with `order` nodes.
std::vector<float> graphLaplacian(std::uint32_t order, std::uint64_t seed);

/// Remembers what the solver reports; sets the stop flag at a chosen step.
class Listener final : public ProgressSink {
 public:
  static constexpr std::uint64_t kNever = ~std::uint64_t{0};

  explicit Listener(std::uint64_t stop_at = kNever) : stop_at_(stop_at) {}

  void report(std::uint64_t step, std::span<const double> terms) override;

  std::vector<std::uint64_t> steps;
  std::vector<double> terms;  // of all steps, one after the other
  std::atomic<bool> stop{false};

 private:
  std::uint64_t stop_at_;
};

/// solve() on a CPU device with that many threads.
std::vector<Outcome> solveOnCpu(const Spec& spec, const Sample& samples, std::uint32_t batch,
                                unsigned threads = 1);

/// The same bits, steps and reason to stop.
void expectSameOutcome(const Outcome& actual, const Outcome& wanted);

/// The terms are those of the matrix and the Laplacians (spec.keep_laplacians), worked out by hand.
void expectOwnLoss(const Spec& spec, const Sample& sample, const Outcome& outcome);

/// Gradients as they come, one for each parameter of a batch of one.
class Recorder final : public GradientSink {
 public:
  Recorder(Device& device, std::size_t parameters) : gradients(parameters), device_(device) {}

  void take(Problems problems, const Parameter& parameter, ConstMatrix gradient) override;

  std::vector<std::vector<float>> gradients;

 private:
  Device& device_;
};

}  // namespace lacuna::test
