// Eigenvalues and eigenvectors of dense symmetric matrices, on the host and in double.
#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <vector>

#include "cpu/team.h"

namespace lacuna {

/// A = Σ_i values[i]·v_i·v_iᵀ with orthonormal v_i.
struct EigenDecomposition {
  std::vector<double> values;   // n, ascending
  std::vector<double> vectors;  // n×n, row-major: row i is v_i, its entry of largest size positive
};

/// All eigenpairs of a symmetric A (n×n, row-major): Householder tridiagonalisation in blocks, then
/// divide and conquer (linalg/tridiagonal_eigen.h). ‖A·v − λ·v‖ and VᵀV − 1 are a few n·ε·‖A‖. Sums
/// stand in a fixed order and nothing but + − · / √ and fused products by the kernels is used: the
/// same bits for any number of threads. O(n³) time, up to 5n² doubles. `between`, if given, is
/// called every few milliseconds from any thread of the team; what it throws is passed on. Throws
/// Error(invalid_argument) when an entry is not finite.
EigenDecomposition symmetricEigen(cpu::Team& team, std::span<const double> a, std::size_t n,
                                  const std::function<void()>& between = {});

/// The same on this thread alone.
EigenDecomposition symmetricEigen(std::span<const double> a, std::size_t n,
                                  const std::function<void()>& between = {});

/// Only the pairs of values above `least`, in less time where these are few.
EigenDecomposition symmetricEigenAbove(cpu::Team& team, std::span<const double> a, std::size_t n,
                                       double least, const std::function<void()>& between = {});

/// The eigenvalues alone, ascending, by QL steps: a fraction of the time.
std::vector<double> symmetricEigenvalues(std::span<const double> a, std::size_t n);

}  // namespace lacuna
