#include "problem.h"

#include <cmath>
#include <random>

namespace lacuna::bench {
namespace {

AdaptiveLaplacianSpec laplacian(Axis over, std::uint32_t order) {
  const double bound = 1.0 / std::sqrt(order);
  return {over, LaplacianForm::row_softmin, 1e-4, UniformStart{-bound, bound}};
}

}  // namespace

std::vector<float> randomFloats(std::size_t count, std::uint64_t seed) {
  std::mt19937_64 generator(seed);
  std::uniform_real_distribution<float> draw(-1.0F, 1.0F);
  std::vector<float> values(count);
  for (float& value : values) {
    value = draw(generator);
  }
  return values;
}

Picture picture(std::uint32_t rows, std::uint32_t cols, std::uint64_t seed) {
  const std::size_t count = static_cast<std::size_t>(rows) * cols;
  Picture result{randomFloats(count, seed), std::vector<std::uint8_t>(count)};
  std::mt19937_64 generator(seed + 1);
  std::bernoulli_distribution observed(0.7);
  for (std::size_t i = 0; i < count; ++i) {
    result.values[i] = 0.5F + 0.5F * result.values[i];
    result.mask[i] = observed(generator) ? 1 : 0;
  }
  return result;
}

Listing listing(std::uint32_t rows, std::uint32_t cols, std::size_t count, std::uint64_t seed) {
  std::mt19937_64 generator(seed);
  std::bernoulli_distribution observed(static_cast<double>(count) /
                                       (static_cast<double>(rows) * cols));
  std::uniform_real_distribution<float> draw(0.0F, 1.0F);
  Listing result{{0}, {}, {}};
  for (std::uint32_t i = 0; i < rows; ++i) {
    for (std::uint32_t j = 0; j < cols; ++j) {
      if (observed(generator)) {
        result.cols.push_back(j);
        result.values.push_back(draw(generator));
      }
    }
    result.offsets.push_back(static_cast<std::uint32_t>(result.cols.size()));
  }
  return result;
}

Spec airnetSpec(std::uint32_t rows, std::uint32_t cols, std::uint64_t steps) {
  // Entries of a product of three have the standard deviation width·σ³.
  const double deviation = std::cbrt(0.3 / rows);
  return {.rows = rows,
          .cols = cols,
          .seed = 1,
          .representation = FactorChainSpec{{rows, rows}, NormalStart{0.0, deviation}},
          .fidelity = FidelityKind::mse,
          .regularizers = {laplacian(Axis::rows, rows), laplacian(Axis::cols, cols)},
          .optimizer = AdamSpec{1e-3, 0.9, 0.999, 1e-8},
          .stopping = {steps, 0.0, 1, 0},
          .trace_every = 0,
          .keep_laplacians = false};
}

double airnetStepFlops(std::uint32_t rows, std::uint32_t cols) {
  const double m = rows;
  const double n = cols;
  const double chain = 3.0 * (2.0 * m * m * m) + 3.0 * (2.0 * m * m * n);
  const double laplacians = 2.0 * m * m * n + 2.0 * m * n * n;
  const double grams = m * (m + 1.0) * n + n * (n + 1.0) * m;
  return chain + laplacians + grams;
}

Spec latentSpec(std::uint32_t rows, std::uint32_t cols, std::uint64_t steps) {
  Spec spec = airnetSpec(rows, cols, steps);
  const std::vector<Start> starts{NormalStart{0.0, 0.1}, UniformStart{-0.5, 0.5},
                                  UniformStart{-0.5, 0.5}, UniformStart{-0.5, 0.5},
                                  UniformStart{-0.5, 0.5}};
  spec.representation = LatentNetworkSpec{
      cols / 10, {cols / 2}, Activation::tanh_opt, Activation::linear, 0.01, 0.01, starts, false};
  spec.fidelity = FidelityKind::half_mean_rows;
  spec.regularizers = {};
  spec.optimizer = IrpropSpec{0.0123, 0.0, 50.0, 1.2, 0.5};
  return spec;
}

double latentStepFlops(std::uint32_t rows, std::uint32_t cols) {
  const double latent = cols / 10;
  const double width = cols / 2;
  return 3.0 * 2.0 * rows * (latent * width + width * cols);
}

std::vector<float> graphLaplacian(std::uint32_t order, std::uint64_t seed) {
  const std::size_t size = static_cast<std::size_t>(order) * order;
  const std::vector<float> draws = randomFloats(size, seed);
  std::vector<float> laplacian(size);
  for (std::size_t i = 0; i < order; ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      const float weight = std::abs(draws[i * order + j]);
      laplacian[i * order + j] = laplacian[j * order + i] = -weight;
      laplacian[i * order + i] += weight;
      laplacian[j * order + j] += weight;
    }
  }
  return laplacian;
}

Spec sgmcSpec(std::uint32_t rows, std::uint32_t cols, std::uint64_t steps) {
  Spec spec = airnetSpec(rows, cols, steps);
  constexpr double kWeight = 1e-4;
  spec.representation = SpectralChainSpec{{graphLaplacian(rows, 1), rows, kWeight, 0.0},
                                          {graphLaplacian(cols, 2), cols, kWeight, 0.0},
                                          {true, true, true},
                                          IdentityStart{0.5},
                                          std::nullopt};
  spec.fidelity = FidelityKind::sse;
  spec.regularizers.clear();
  return spec;
}

double sgmcStepFlops(std::uint32_t rows, std::uint32_t cols) {
  const double m = rows;
  const double n = cols;
  return 10.0 * m * n * (m + n);
}

Spec sparseSpec(std::uint32_t rows, std::uint32_t cols, std::uint32_t width, std::uint64_t steps) {
  Spec spec = airnetSpec(rows, cols, steps);
  const double deviation = std::cbrt(0.3 / width);
  spec.representation = FactorChainSpec{{width, width}, NormalStart{0.0, deviation}};
  return spec;
}

double sparseStepFlops(std::uint32_t rows, std::uint32_t cols, std::uint32_t width,
                       std::size_t observed) {
  const double squares = static_cast<double>(rows) * rows + static_cast<double>(cols) * cols;
  return 6.0 * width * (squares + static_cast<double>(observed));
}

}  // namespace lacuna::bench
