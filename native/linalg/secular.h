// The eigenvalues of a diagonal matrix that a vector is added to.
#pragma once

#include <cstddef>
#include <span>

namespace lacuna {

/// λ of D + ρ·z·zᵀ in the interval behind d_index: the root of 1/ρ + Σ z_i²/(d_i − λ) between
/// d_index and d_{index+1}, or behind the last. Writes d_i − λ, each to nearly all digits, and
/// returns λ. d ascends, all its differences and z_i are not 0, ρ > 0, ‖z‖ = 1.
double secularRoot(std::span<const double> d, std::span<const double> z, double rho,
                   std::size_t index, std::span<double> differences);

}  // namespace lacuna
