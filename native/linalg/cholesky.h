// Small dense symmetric positive definite matrices, on one thread and in double: row-major, of
// which only the upper triangle is read. What is not positive definite comes out as NaN.
#pragma once

#include <cstddef>

namespace lacuna {

/// A = Uᵀ·U; U replaces the upper triangle of A (n×n). n³/3 operations.
void factoriseCholesky(double* a, std::size_t n);

/// Solves A·x = b: U replaces A, and x replaces b. n³/3 + 2·n² operations.
void solveCholesky(double* a, double* b, std::size_t n);

/// (Uᵀ·U)⁻¹ replaces U, in both triangles. `scratch` is n×n. 2n³/3 operations.
void invertFactor(double* u, double* scratch, std::size_t n);

}  // namespace lacuna
