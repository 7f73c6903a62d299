// Eigenvalues and eigenvectors against what defines them.
#include "fold/symmetric_eigen.h"

#include <atomic>
#include <cmath>
#include <cstddef>
#include <vector>

#include "check.h"
#include "random.h"

namespace lacuna::test {
namespace {

constexpr double kTolerance = 1e-13;

std::vector<double> symmetric(std::size_t n, std::uint64_t seed) {
  Random random(seed);
  std::vector<double> a(n * n);
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j <= i; ++j) {
      a[i * n + j] = a[j * n + i] = random.uniform(-1.0, 1.0);
    }
  }
  return a;
}

/// Rows are orthonormal, each is an eigenvector of its value, and values descend.
void expectEigen(const std::vector<double>& a, std::size_t n) {
  const Context context("order " + show(n));
  const std::atomic<bool> stop{false};
  const auto [values, vectors] = symmetricEigen(a, n, stop);
  double scale = 1e-300;
  for (const double value : values) {
    scale = std::fmax(scale, std::abs(value));
  }
  double worst_length = 0.0;
  double worst_image = 0.0;
  for (std::size_t i = 0; i < n; ++i) {
    expect(i == 0 || values[i - 1] >= values[i], "descending values");
    for (std::size_t j = 0; j < n; ++j) {
      double product = i == j ? -1.0 : 0.0;
      double image = -values[i] * vectors[i * n + j];
      for (std::size_t k = 0; k < n; ++k) {
        product += vectors[i * n + k] * vectors[j * n + k];
        image += a[j * n + k] * vectors[i * n + k];
      }
      worst_length = std::fmax(worst_length, std::abs(product));
      worst_image = std::fmax(worst_image, std::abs(image) / scale);
    }
  }
  expectAtMost(worst_length, kTolerance * static_cast<double>(n), "V·Vᵀ − 1");
  expectAtMost(worst_image, kTolerance * static_cast<double>(n), "A·v − value·v");
}

const Case kRandom("random matrices of every small order, and larger ones", [] {
  for (std::size_t n = 1; n <= 12; ++n) {
    expectEigen(symmetric(n, n), n);
  }
  expectEigen(symmetric(50, 1), 50);
  expectEigen(symmetric(131, 2), 131);
});

const Case kSpecial("zeros, the identity, a diagonal, equal values, rank one, spread values", [] {
  constexpr std::size_t kOrder = 9;
  expectEigen(std::vector<double>(kOrder * kOrder, 0.0), kOrder);
  expectEigen(std::vector<double>(kOrder * kOrder, 1.0), kOrder);
  std::vector<double> one(kOrder * kOrder, 0.0);
  std::vector<double> diagonal = one;
  std::vector<double> spread = symmetric(kOrder, 3);
  for (std::size_t i = 0; i < kOrder; ++i) {
    one[i * kOrder + i] = 1.0;
    diagonal[i * kOrder + i] = static_cast<double>(i % 3) - 1.0;
    for (std::size_t j = 0; j < kOrder; ++j) {
      spread[i * kOrder + j] *= std::pow(10.0, -static_cast<double>(i + j));
    }
  }
  expectEigen(one, kOrder);
  expectEigen(diagonal, kOrder);
  expectEigen(spread, kOrder);
});

const Case kStop("a stop flag ends it", [] {
  const std::atomic<bool> stop{true};
  expectError(ErrorCode::cancelled, "cancelled",
              [&] { symmetricEigen(symmetric(20, 1), 20, stop); });
});

}  // namespace
}  // namespace lacuna::test
