// Eigenvalues and eigenvectors of small symmetric matrices, in double.
#pragma once

#include <cstddef>
#include <span>

namespace lacuna::math {

/// a (n×n, row-major, symmetric) = Σ values[i]·vᵢ·vᵢᵀ with the orthonormal rows vᵢ of `vectors`
/// (n×n), in no order. Householder reflections to a tridiagonal matrix, then implicit QR steps with
/// Wilkinson's shift (Golub & Van Loan, Matrix Computations, 8.3): about 9n³ operations, absolute
/// errors of a few units in the last place of the largest eigenvalue. A matrix that holds NaN gives
/// NaN. `a` is destroyed; `scratch` has room for 3n. Nothing is allocated.
void symmetricEigen(std::span<double> values, std::span<double> vectors, std::span<double> a,
                    std::span<double> scratch);

/// The largest eigenvalue alone, of a matrix of that order; `scratch` has room for 4·order.
double largestEigenvalue(std::span<double> a, std::size_t order, std::span<double> scratch);

}  // namespace lacuna::math
