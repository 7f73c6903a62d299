#include "fold/cholesky.h"

#include <cmath>

namespace lacuna {
namespace {

/// Row by row: each entry is one chain of products with the rows above it.
void factorise(double* a, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i) {
    double* const row = a + i * n;
    for (std::size_t j = 0; j < i; ++j) {
      const double* const above = a + j * n;
      double sum = row[j];
      for (std::size_t k = 0; k < j; ++k) {
        sum -= row[k] * above[k];
      }
      row[j] = sum / above[j];
    }
    double square = row[i];
    for (std::size_t k = 0; k < i; ++k) {
      square -= row[k] * row[k];
    }
    row[i] = std::sqrt(square);
  }
}

}  // namespace

void solveCholesky(double* a, double* b, std::size_t n) {
  factorise(a, n);
  for (std::size_t i = 0; i < n; ++i) {
    double sum = b[i];
    for (std::size_t k = 0; k < i; ++k) {
      sum -= a[i * n + k] * b[k];
    }
    b[i] = sum / a[i * n + i];
  }
  for (std::size_t i = n; i-- > 0;) {
    b[i] /= a[i * n + i];
    for (std::size_t k = 0; k < i; ++k) {
      b[k] -= a[i * n + k] * b[i];
    }
  }
}

}  // namespace lacuna
