#include "classic/normal_wishart.h"

#include <cmath>
#include <cstddef>
#include <numbers>

namespace lacuna::classic {
namespace {

/// Draws one after the other.
class Draws {
 public:
  explicit Draws(const math::DrawKey& key) : key_(key) {}

  double normal() {
    if (!has_spare_) {
      const auto words = key_.words(kLine, next_++);
      const auto pair = math::normalPair(words[0], words[1]);
      spare_ = pair[1];
      has_spare_ = true;
      return pair[0];
    }
    has_spare_ = false;
    return spare_;
  }

  double uniform() { return math::uniform(key_.words(kLine, next_++)[0]); }

 private:
  /// No line of a matrix: their draws have other counters.
  static constexpr std::uint32_t kLine = 0xFFFFFFFFU;

  math::DrawKey key_;
  std::uint32_t next_ = 0;
  bool has_spare_ = false;
  double spare_ = 0.0;
};

/// ln x for x > 0, by the series of 2·artanh((m − 1)/(m + 1)): no C library decides a draw.
double logarithm(double x) {
  int exponent = 0;
  double m = std::frexp(x, &exponent);
  if (m < std::numbers::sqrt2 / 2.0) {
    m *= 2.0;
    --exponent;
  }
  const double s = (m - 1.0) / (m + 1.0);
  double series = 0.0;
  for (int k = 21; k > 0; k -= 2) {
    series = series * s * s + 2.0 / k;
  }
  return exponent * std::numbers::ln2 + s * series;
}

/// Gamma(shape, 1), shape >= 1 (Marsaglia & Tsang 2000).
double drawGamma(Draws& draws, double shape) {
  const double d = shape - 1.0 / 3.0;
  const double c = 1.0 / std::sqrt(9.0 * d);
  for (;;) {
    const double x = draws.normal();
    const double root = 1.0 + c * x;
    const double v = root * root * root;
    const double u = draws.uniform();
    if (v > 0.0 && logarithm(u) < 0.5 * x * x + d - d * v + d * logarithm(v)) {
      return d * v;
    }
  }
}

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
    a[i * n + i] = std::sqrt(2.0 * drawGamma(draws, (degrees - static_cast<double>(i)) / 2.0));
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
  Draws draws(key);
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
