#include "linalg/cholesky.h"

#include <algorithm>
#include <cmath>

namespace lacuna {
namespace {

/// U⁻ᵀ, lower triangular, of an upper triangular U. Rows are added up from the first one on, so
/// that row k is final when it is taken out of those below.
void invertTransposed(const double* u, double* inverse, std::size_t n) {
  std::fill(inverse, inverse + n * n, 0.0);
  for (std::size_t k = 0; k < n; ++k) {
    double* const row = inverse + k * n;
    row[k] = 1.0;
    for (std::size_t j = 0; j <= k; ++j) {
      row[j] /= u[k * n + k];
    }
    for (std::size_t i = k + 1; i < n; ++i) {
      double* const below = inverse + i * n;
      const double factor = u[k * n + i];
      for (std::size_t j = 0; j <= k; ++j) {
        below[j] -= factor * row[j];
      }
    }
  }
}

}  // namespace

/// Each row, once it is final, is taken out of those below: passes over rows, which vectors can do.
void factoriseCholesky(double* a, std::size_t n) {
  for (std::size_t k = 0; k < n; ++k) {
    double* const row = a + k * n;
    row[k] = std::sqrt(row[k]);
    for (std::size_t j = k + 1; j < n; ++j) {
      row[j] /= row[k];
    }
    for (std::size_t i = k + 1; i < n; ++i) {
      double* const below = a + i * n;
      const double factor = row[i];
      for (std::size_t j = i; j < n; ++j) {
        below[j] -= factor * row[j];
      }
    }
  }
}

void solveCholesky(double* a, double* b, std::size_t n) {
  factoriseCholesky(a, n);
  for (std::size_t k = 0; k < n; ++k) {
    b[k] /= a[k * n + k];
    for (std::size_t j = k + 1; j < n; ++j) {
      b[j] -= a[k * n + j] * b[k];
    }
  }
  for (std::size_t k = n; k-- > 0;) {
    for (std::size_t j = k + 1; j < n; ++j) {
      b[k] -= a[k * n + j] * b[j];
    }
    b[k] /= a[k * n + k];
  }
}

void invertFactor(double* u, double* scratch, std::size_t n) {
  invertTransposed(u, scratch, n);
  std::fill(u, u + n * n, 0.0);
  // U⁻¹·U⁻ᵀ is the sum over k of row k of U⁻ᵀ with itself.
  for (std::size_t k = 0; k < n; ++k) {
    const double* const row = scratch + k * n;
    for (std::size_t i = 0; i <= k; ++i) {
      for (std::size_t j = i; j <= k; ++j) {
        u[i * n + j] += row[i] * row[j];
      }
    }
  }
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      u[i * n + j] = u[j * n + i];
    }
  }
}

}  // namespace lacuna
