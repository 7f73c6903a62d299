// Eigenvalues and eigenvectors of small symmetric matrices.
#include "math/small_eigen.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "check.h"
#include "random.h"

namespace lacuna::test {
namespace {

using Square = std::vector<double>;

struct Eigen {
  std::vector<double> values;
  Square vectors;
};

Eigen eigenOf(Square a, std::size_t n) {
  Eigen eigen{std::vector<double>(n), Square(n * n)};
  std::vector<double> scratch(3 * n);
  math::symmetricEigen(math::Alone{}, n, eigen.values.data(), eigen.vectors.data(), a.data(),
                       scratch.data());
  return eigen;
}

Square randomSymmetric(std::size_t n, std::uint64_t seed) {
  Random random(seed);
  Square a(n * n);
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j <= i; ++j) {
      a[i * n + j] = a[j * n + i] = random.uniform(-1.0, 1.0);
    }
  }
  return a;
}

/// max|Σ λ·v·vᵀ − a| and max|v·vᵀ − 1|, in units of max|a| and 1.
void expectDecomposed(const Square& a, std::size_t n) {
  const Eigen eigen = eigenOf(a, n);
  double largest = 0.0;
  for (const double entry : a) {
    largest = std::max(largest, std::abs(entry));
  }
  double off = 0.0;
  double skew = 0.0;
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j < n; ++j) {
      double rebuilt = 0.0;
      double product = 0.0;
      for (std::size_t k = 0; k < n; ++k) {
        rebuilt += eigen.values[k] * eigen.vectors[k * n + i] * eigen.vectors[k * n + j];
        product += eigen.vectors[i * n + k] * eigen.vectors[j * n + k];
      }
      off = std::max(off, std::abs(rebuilt - a[i * n + j]));
      skew = std::max(skew, std::abs(product - (i == j ? 1.0 : 0.0)));
    }
  }
  expectAtMost(off, 1e-14 * static_cast<double>(n) * largest, "error of the matrix");
  expectAtMost(skew, 1e-14 * static_cast<double>(n), "error of the vectors");
}

const Case kRandom("random matrices of odd sizes", [] {
  for (const std::size_t n : {1U, 2U, 3U, 4U, 7U, 16U, 20U, 33U, 120U}) {
    const Context context("order " + std::to_string(n));
    expectDecomposed(randomSymmetric(n, n), n);
  }
});

const Case kSpecial("diagonal, equal, rank one, graded and zero", [] {
  constexpr std::size_t kOrder = 12;
  Square diagonal(kOrder * kOrder);
  Square ones(kOrder * kOrder, 1.0);
  Square identity(kOrder * kOrder);
  Square graded(kOrder * kOrder);
  for (std::size_t i = 0; i < kOrder; ++i) {
    diagonal[i * kOrder + i] = static_cast<double>(i % 3);
    identity[i * kOrder + i] = 1.0;
    for (std::size_t j = 0; j < kOrder; ++j) {
      graded[i * kOrder + j] = std::pow(10.0, -static_cast<double>(i + j));
    }
  }
  for (const Square& a : {diagonal, ones, identity, graded, Square(kOrder * kOrder, 0.0)}) {
    expectDecomposed(a, kOrder);
  }
  std::vector<double> scratch(4 * kOrder);
  expectClose(math::largestEigenvalue(math::Alone{}, kOrder, ones.data(), scratch.data()), 12.0,
              1e-13, "of all ones");
});

const Case kNan("NaN comes to an end", [] {
  Square a(9, std::numeric_limits<double>::quiet_NaN());
  expect(std::isnan(eigenOf(a, 3).values.front()), "NaN for NaN");
});

}  // namespace
}  // namespace lacuna::test
