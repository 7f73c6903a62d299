// Small dense symmetric positive definite matrices.
#include "linalg/cholesky.h"

#include <cmath>
#include <vector>

#include "check.h"
#include "random.h"

namespace lacuna::test {
namespace {

/// B·Bᵀ + 1/10 with entries of B drawn, n×n.
std::vector<double> definite(std::size_t n) {
  Random random(n);
  const std::vector<float> b = random.floats(n * n, -1.0, 1.0);
  std::vector<double> a(n * n, 0.0);
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j < n; ++j) {
      for (std::size_t k = 0; k < n; ++k) {
        a[i * n + j] += static_cast<double>(b[i * n + k]) * b[j * n + k];
      }
    }
    a[i * n + i] += 0.1;
  }
  return a;
}

const Case kSolve("solutions, from the upper triangle alone", [] {
  for (const std::size_t n : {0U, 1U, 2U, 7U, 40U}) {
    const std::vector<double> a = definite(n);
    std::vector<double> upper = a;
    std::vector<double> x(n);
    for (std::size_t i = 0; i < n; ++i) {
      x[i] = 1.0 / static_cast<double>(i + 1);
      for (std::size_t j = 0; j < i; ++j) {
        upper[i * n + j] = std::nan("");
      }
    }
    const std::vector<double> b = x;
    solveCholesky(upper.data(), x.data(), n);
    for (std::size_t i = 0; i < n; ++i) {
      double product = 0.0;
      for (std::size_t j = 0; j < n; ++j) {
        product += a[i * n + j] * x[j];
      }
      expectClose(product, b[i], 1e-10, "A·x");
    }
  }
});

const Case kInverse("inverses have both triangles", [] {
  for (const std::size_t n : {0U, 1U, 2U, 7U, 40U}) {
    const std::vector<double> a = definite(n);
    std::vector<double> inverse = a;
    std::vector<double> scratch(n * n);
    factoriseCholesky(inverse.data(), n);
    invertFactor(inverse.data(), scratch.data(), n);
    for (std::size_t i = 0; i < n; ++i) {
      for (std::size_t j = 0; j < n; ++j) {
        double product = 0.0;
        for (std::size_t k = 0; k < n; ++k) {
          product += a[i * n + k] * inverse[k * n + j];
        }
        expectClose(product, i == j ? 1.0 : 0.0, 1e-10, "A·A⁻¹");
        expectEqual(inverse[i * n + j], inverse[j * n + i], "symmetric");
      }
    }
  }
});

const Case kIndefinite("what is not positive definite is NaN", [] {
  std::vector<double> a{1.0, 2.0, 2.0, 1.0};
  std::vector<double> scratch(4);
  factoriseCholesky(a.data(), 2);
  invertFactor(a.data(), scratch.data(), 2);
  expect(std::isnan(a[3]), "NaN");
});

}  // namespace
}  // namespace lacuna::test
