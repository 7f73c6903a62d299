// Small symmetric positive definite systems.
#pragma once

#include <cstddef>

namespace lacuna {

/// Solves A·x = b for a symmetric positive definite n×n matrix, of which only the upper triangle is
/// read: A = Uᵀ·U, U replaces it, and x replaces b. n³/3 + 2·n² operations in double.
void solveCholesky(double* a, double* b, std::size_t n);

}  // namespace lacuna
