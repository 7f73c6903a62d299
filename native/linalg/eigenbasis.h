// The eigenvectors of the Laplacians that are in use, worked out once for the process.
#pragma once

#include <atomic>
#include <cstddef>
#include <memory>
#include <span>
#include <vector>

namespace lacuna {

/// L = Σ_i values[i]·v_i·v_iᵀ with orthonormal v_i: worked out in double, rounded to float.
struct Eigenbasis {
  std::vector<float> values;   // n, ascending
  std::vector<float> vectors;  // n×n, row-major: row i is v_i
};

/// Host memory that eigenbasisOf() takes at its peak for a matrix of order n, and what it keeps.
constexpr std::size_t eigenbasisBytes(std::size_t order) {
  constexpr std::size_t kDoubles = 6;  // of symmetricEigen(), its result included
  constexpr std::size_t kFloats = 2;   // the matrix and its eigenvectors
  return order * order * (kDoubles * sizeof(double) + kFloats * sizeof(float));
}

/// The eigenpairs of a symmetric matrix (n×n, row-major). Those of matrices used lately are kept
/// and found by their entries; threads that ask for the same matrix at once wait for the one that
/// works it out. Throws Error(cancelled) once `stop` is set, and what symmetricEigen() throws.
std::shared_ptr<const Eigenbasis> eigenbasisOf(std::span<const float> matrix, std::size_t order,
                                               const std::atomic<bool>& stop);

}  // namespace lacuna
