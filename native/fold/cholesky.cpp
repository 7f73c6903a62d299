#include "fold/cholesky.h"

#include <cmath>

namespace lacuna {
namespace {

/// Each row, once it is final, is taken out of those below: passes over rows, which vectors can do.
void factorise(double* a, std::size_t n) {
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

}  // namespace

void solveCholesky(double* a, double* b, std::size_t n) {
  factorise(a, n);
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

}  // namespace lacuna
