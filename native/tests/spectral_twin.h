// Spectral chains in plain double loops, written from the formulas and not from the engine; only
// the eigenvectors are the engine's, which have a test of their own.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "loss_twin.h"

namespace lacuna::test {

std::size_t parametersOf(const SpectralChainSpec& chain);

/// Φ·P·C·Qᵀ·Ψᵀ of a rows×cols matrix from the factors that are trained.
DoubleMatrix spectralProduct(const SpectralChainSpec& chain, std::size_t rows, std::size_t cols,
                             std::span<const DoubleMatrix> trained);

/// The chain's own loss terms.
std::vector<double> spectralTerms(const SpectralChainSpec& chain, std::size_t rows,
                                  std::size_t cols, std::span<const DoubleMatrix> trained);

}  // namespace lacuna::test
