#include "classic/normal_wishart.h"

#include <cmath>
#include <cstddef>

#include "math/draws.h"

namespace lacuna::classic {
namespace {

using math::Draws;

/// No line of a matrix: its draws have other counters.
constexpr std::uint32_t kPrior = 0xFFFFFFFFU;

/// M = C·Cᵀ; C, lower triangular, replaces M.
void decompose(std::vector<double>& m, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j <= i; ++j) {
      double left = m[i * n + j];
      for (std::size_t k = 0; k < j; ++k) {
        left -= m[i * n + k] * m[j * n + k];
      }
      m[i * n + j] = i == j ? std::sqrt(left) : left / m[j * n + j];
    }
    for (std::size_t j = i + 1; j < n; ++j) {
      m[i * n + j] = 0.0;
    }
  }
}

/// C⁻ᵀ·b for each column b of a lower triangular n×n matrix, in place.
void divideByTransposed(const std::vector<double>& c, std::vector<double>& b, std::size_t n) {
  for (std::size_t i = n; i-- > 0;) {
    for (std::size_t k = i + 1; k < n; ++k) {
      for (std::size_t j = 0; j < n; ++j) {
        b[i * n + j] -= c[k * n + i] * b[k * n + j];
      }
    }
    for (std::size_t j = 0; j < n; ++j) {
      b[i * n + j] /= c[i * n + i];
    }
  }
}

/// W⁻¹ of drawPrior.
std::vector<double> inverseScale(const Moments& moments, double beta0, std::size_t n) {
  const auto count = static_cast<double>(moments.count);
  // N·S + β0·N/(β0 + N)·x̄·x̄ᵀ = Σ x·xᵀ − Σx·(Σx)ᵀ/(β0 + N)
  std::vector<double> m = moments.gram;
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j < n; ++j) {
      m[i * n + j] -= moments.sum[i] * moments.sum[j] / (beta0 + count);
    }
    m[i * n + i] += 1.0;
  }
  return m;
}

/// Bartlett's factor A of a Wishart(1, degrees) draw A·Aᵀ, lower triangular.
std::vector<double> drawBartlett(Draws& draws, double degrees, std::size_t n) {
  std::vector<double> a(n * n, 0.0);
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      a[i * n + j] = draws.normal();
    }
    a[i * n + i] =
        std::sqrt(2.0 * math::drawGamma(draws, (degrees - static_cast<double>(i)) / 2.0));
  }
  return a;
}

std::vector<double> timesTransposed(const std::vector<double>& b, std::size_t n) {
  std::vector<double> product(n * n);
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j <= i; ++j) {
      double sum = 0.0;
      for (std::size_t k = 0; k < n; ++k) {
        sum += b[i * n + k] * b[j * n + k];
      }
      product[i * n + j] = sum;
      product[j * n + i] = sum;
    }
  }
  return product;
}

/// mean + C·A⁻ᵀ·z/√β: with Λ = (C⁻ᵀ·A)·(C⁻ᵀ·A)ᵀ that has the covariance (β·Λ)⁻¹.
void spreadMean(std::vector<double>& mean, Draws& draws, const std::vector<double>& c,
                const std::vector<double>& a, double beta) {
  const std::size_t n = mean.size();
  std::vector<double> z(n);
  for (double& draw : z) {
    draw = draws.normal();
  }
  for (std::size_t i = n; i-- > 0;) {
    for (std::size_t k = i + 1; k < n; ++k) {
      z[i] -= a[k * n + i] * z[k];
    }
    z[i] /= a[i * n + i];
  }
  for (std::size_t i = 0; i < n; ++i) {
    double sum = 0.0;
    for (std::size_t k = 0; k <= i; ++k) {
      sum += c[i * n + k] * z[k];
    }
    mean[i] += sum / std::sqrt(beta);
  }
}

}  // namespace

GaussianPrior drawPrior(const Moments& moments, double beta0, const math::DrawKey& key) {
  const std::size_t n = moments.sum.size();
  const auto count = static_cast<double>(moments.count);
  Draws draws(key, kPrior);
  std::vector<double> c = inverseScale(moments, beta0, n);
  decompose(c, n);  // W⁻¹ = C·Cᵀ, W = C⁻ᵀ·C⁻¹
  const std::vector<double> a = drawBartlett(draws, static_cast<double>(n) + count, n);
  std::vector<double> root = a;
  divideByTransposed(c, root, n);
  GaussianPrior prior{std::vector<double>(n), timesTransposed(root, n)};
  for (std::size_t k = 0; k < n; ++k) {
    prior.mean[k] = moments.sum[k] / (beta0 + count);
  }
  spreadMean(prior.mean, draws, c, a, beta0 + count);
  return prior;
}

}  // namespace lacuna::classic
