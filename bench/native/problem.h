// Matrices to compute with.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "solver/solve.h"
#include "solver/spec.h"

namespace lacuna::bench {

/// Draws from the uniform distribution on [−1, 1).
std::vector<float> randomFloats(std::size_t count, std::uint64_t seed);

/// A matrix in [0, 1], 30 % of it missing.
struct Picture {
  std::vector<float> values;
  std::vector<std::uint8_t> mask;

  [[nodiscard]] Observations observed() const { return DenseObservations{1, values, mask}; }
};

Picture picture(std::uint32_t rows, std::uint32_t cols, std::uint64_t seed);

/// Observed entries row by row.
struct Listing {
  std::vector<std::uint32_t> offsets;
  std::vector<std::uint32_t> cols;
  std::vector<float> values;

  [[nodiscard]] Observations observed() const {
    return SparseObservations{1, offsets, cols, values};
  }
};

/// About `count` entries in [0, 1], spread evenly.
Listing listing(std::uint32_t rows, std::uint32_t cols, std::size_t count, std::uint64_t seed);

/// AIR-Net with three factors and both Laplacians, from a start at which X is as large as the
/// picture: the cost of a step once training is under way.
Spec airnetSpec(std::uint32_t rows, std::uint32_t cols, std::uint64_t steps);

/// Floating-point operations that one such step needs in its ten products; a Gram matrix counts at
/// and below the diagonal.
double airnetStepFlops(std::uint32_t rows, std::uint32_t cols);

/// The network of Fan & Cheng 2018 on cols/10 inputs with one hidden layer of cols/2, and iRprop+.
Spec latentSpec(std::uint32_t rows, std::uint32_t cols, std::uint64_t steps);

/// Floating-point operations that one such step needs in its six products.
double latentStepFlops(std::uint32_t rows, std::uint32_t cols);

/// The Laplacian of a graph whose edges have weights in [0, 1).
std::vector<float> graphLaplacian(std::uint32_t order, std::uint64_t seed);

/// A spectral chain of full bands on two random graphs: ten products in a step.
Spec sgmcSpec(std::uint32_t rows, std::uint32_t cols, std::uint64_t steps);

/// Floating-point operations of those products.
double sgmcStepFlops(std::uint32_t rows, std::uint32_t cols);

/// AIR-Net with three factors of inner width `width`: evaluated without forming X.
Spec sparseSpec(std::uint32_t rows, std::uint32_t cols, std::uint32_t width, std::uint64_t steps);

/// Floating-point operations that one such step needs: P·A, Pᵀ·A and the Gram matrix of each side,
/// residuals and gradients at the observed entries.
double sparseStepFlops(std::uint32_t rows, std::uint32_t cols, std::uint32_t width,
                       std::size_t observed);

}  // namespace lacuna::bench
