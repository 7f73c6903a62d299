// Eigenvalues and eigenvectors of a symmetric matrix.
#pragma once

#include <atomic>
#include <cstddef>
#include <vector>

namespace lacuna {

/// A = Σ values[i]·v_i·v_iᵀ, v_i row i of `vectors`.
struct Eigen {
  std::vector<double> values;   // n, descending
  std::vector<double> vectors;  // n×n, orthonormal rows
};

/// Of the symmetric n×n matrix `a` with finite entries: Householder reflections to tridiagonal
/// form, then QL steps with implicit shifts, all in double; about 9·n³ operations. Throws
/// Error(cancelled) when `stop` was set.
Eigen symmetricEigen(std::vector<double> a, std::size_t n, const std::atomic<bool>& stop);

}  // namespace lacuna
