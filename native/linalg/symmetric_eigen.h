// Eigenvalues and eigenvectors of dense symmetric matrices, on the host and in double.
#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <vector>

namespace lacuna {

/// A = Σ_i values[i]·v_i·v_iᵀ with orthonormal v_i.
struct EigenDecomposition {
  std::vector<double> values;   // n, ascending
  std::vector<double> vectors;  // n×n, row-major: row i is v_i, its entry of largest size positive
};

/// All eigenpairs of a symmetric A (n×n, row-major): Householder tridiagonalisation, then
/// implicitly shifted QL steps (Golub & Van Loan, Matrix Computations, 8.3). ‖A·v − λ·v‖ and VᵀV −
/// 1 are a few n·ε·‖A‖. Sums stand in a fixed order and nothing but + − · / √ is used: the same
/// bits on every machine. O(n³) time, 3n² doubles. `between`, if given, is called every few O(n²)
/// operations; what it throws is passed on. Throws Error(invalid_argument) when an entry is not
/// finite.
EigenDecomposition symmetricEigen(std::span<const double> a, std::size_t n,
                                  const std::function<void()>& between = {});

/// The eigenvalues alone, ascending: a fraction of the time.
std::vector<double> symmetricEigenvalues(std::span<const double> a, std::size_t n);

}  // namespace lacuna
