#include "fold/symmetric_eigen.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "support/error.h"

namespace lacuna {
namespace {

constexpr int kMostIterations = 60;  // for one eigenvalue; two or three are usual

void throwIfStopped(const std::atomic<bool>& stop) {
  if (stop.load(std::memory_order_relaxed)) {
    throw Error(ErrorCode::cancelled, "The job was cancelled");
  }
}

/// Tridiagonal, with the reflections that lead there: A = Q·T·Qᵀ.
struct Tridiagonal {
  std::vector<double> diagonal;  // n
  std::vector<double> beside;    // n; beside[i] joins i and i + 1, the last one is 0
  std::vector<double> vectors;   // n×n, rows q_iᵀ
};

/// H = 1 − scale·v·vᵀ takes the part of column k below the diagonal to a multiple of the first unit
/// vector. v replaces that part, in row k as in column k.
struct Reflection {
  double scale;
  double image;  // what H makes of the first entry
};

Reflection reflectionOf(double* v, std::size_t count) {
  const double square = std::inner_product(v, v + count, v, 0.0);
  const double rest = square - v[0] * v[0];
  if (!(rest > 0.0)) {
    return {0.0, v[0]};
  }
  const double image = v[0] > 0.0 ? -std::sqrt(square) : std::sqrt(square);
  v[0] -= image;
  return {2.0 / (rest + v[0] * v[0]), image};
}

/// a (the block of rows and columns from `first` on) = H·a·H for H = 1 − scale·v·vᵀ.
void reflectBothSides(std::vector<double>& a, std::size_t n, std::size_t first, const double* v,
                      double scale, std::vector<double>& p) {
  const std::size_t count = n - first;
  std::fill_n(p.begin(), count, 0.0);
  for (std::size_t i = 0; i < count; ++i) {
    const double* const row = &a[(first + i) * n + first];
    const double factor = scale * v[i];
    for (std::size_t j = 0; j < count; ++j) {
      p[j] += factor * row[j];
    }
  }
  const double half = 0.5 * scale * std::inner_product(v, v + count, p.begin(), 0.0);
  for (std::size_t i = 0; i < count; ++i) {
    p[i] -= half * v[i];
  }
  for (std::size_t i = 0; i < count; ++i) {
    double* const row = &a[(first + i) * n + first];
    for (std::size_t j = 0; j < count; ++j) {
      row[j] -= v[i] * p[j] + p[i] * v[j];
    }
  }
}

/// Rows of Qᵀ for Q = H_0·H_1·…, from the vectors that stand in the rows of `a` right of the
/// diagonal. Q is built from its small end, so that each reflection meets only its own block.
std::vector<double> reflected(const std::vector<double>& a, std::size_t n,
                              const std::vector<double>& scales, const std::atomic<bool>& stop) {
  std::vector<double> q(n * n, 0.0);
  for (std::size_t i = 0; i < n; ++i) {
    q[i * n + i] = 1.0;
  }
  std::vector<double> sums(n);
  for (std::size_t k = scales.size(); k-- > 0;) {
    throwIfStopped(stop);
    const std::size_t first = k + 1;
    const double* const v = &a[k * n + first];
    std::fill(sums.begin(), sums.end(), 0.0);
    for (std::size_t i = first; i < n; ++i) {
      for (std::size_t j = first; j < n; ++j) {
        sums[j] += v[i - first] * q[i * n + j];
      }
    }
    for (std::size_t i = first; i < n; ++i) {
      const double factor = scales[k] * v[i - first];
      for (std::size_t j = first; j < n; ++j) {
        q[i * n + j] -= factor * sums[j];
      }
    }
  }
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      std::swap(q[i * n + j], q[j * n + i]);
    }
  }
  return q;
}

Tridiagonal tridiagonal(std::vector<double> a, std::size_t n, const std::atomic<bool>& stop) {
  Tridiagonal t{std::vector<double>(n), std::vector<double>(n, 0.0), {}};
  std::vector<double> scales(n > 2 ? n - 2 : 0);
  std::vector<double> p(n);
  for (std::size_t k = 0; k < scales.size(); ++k) {
    throwIfStopped(stop);
    double* const v = &a[k * n + k + 1];
    const auto [scale, image] = reflectionOf(v, n - k - 1);
    scales[k] = scale;
    t.beside[k] = image;
    if (scale != 0.0) {
      reflectBothSides(a, n, k + 1, v, scale, p);
    }
  }
  if (n > 1) {
    t.beside[n - 2] = a[(n - 2) * n + n - 1];
  }
  for (std::size_t i = 0; i < n; ++i) {
    t.diagonal[i] = a[i * n + i];
  }
  t.vectors = reflected(a, n, scales, stop);
  return t;
}

double hypotenuse(double x, double y) { return std::sqrt(x * x + y * y); }

/// The first index from `from` on behind which the matrix falls apart.
std::size_t blockEnd(const Tridiagonal& t, std::size_t from) {
  std::size_t end = from;
  while (end + 1 < t.diagonal.size()) {
    const double near = std::abs(t.diagonal[end]) + std::abs(t.diagonal[end + 1]);
    if (std::abs(t.beside[end]) <= std::numeric_limits<double>::epsilon() * near) {
      break;
    }
    ++end;
  }
  return end;
}

void rotateRows(std::vector<double>& z, std::size_t n, std::size_t i, double c, double s) {
  double* const upper = &z[i * n];
  double* const lower = upper + n;
  for (std::size_t j = 0; j < n; ++j) {
    const double low = lower[j];
    lower[j] = s * upper[j] + c * low;
    upper[j] = c * upper[j] - s * low;
  }
}

/// One QL step with Wilkinson's shift on the block [first, last].
void step(Tridiagonal& t, std::size_t n, std::size_t first, std::size_t last) {
  auto& [d, e, z] = t;
  double g = (d[first + 1] - d[first]) / (2.0 * e[first]);
  g = d[last] - d[first] + e[first] / (g + std::copysign(hypotenuse(g, 1.0), g));
  double s = 1.0;
  double c = 1.0;
  double shift = 0.0;
  for (std::size_t i = last; i-- > first;) {
    const double f = s * e[i];
    const double b = c * e[i];
    const double r = hypotenuse(f, g);
    e[i + 1] = r;
    if (r == 0.0) {  // the block falls apart here
      d[i + 1] -= shift;
      e[last] = 0.0;
      return;
    }
    s = f / r;
    c = g / r;
    g = d[i + 1] - shift;
    const double q = (d[i] - g) * s + 2.0 * c * b;
    shift = s * q;
    d[i + 1] = g + shift;
    g = c * q - b;
    rotateRows(z, n, i, c, s);
  }
  d[first] -= shift;
  e[first] = g;
  e[last] = 0.0;
}

}  // namespace

Eigen symmetricEigen(std::vector<double> a, std::size_t n, const std::atomic<bool>& stop) {
  Tridiagonal t = tridiagonal(std::move(a), n, stop);
  for (std::size_t first = 0; first < n; ++first) {
    int iterations = 0;
    for (std::size_t last = blockEnd(t, first); last != first; last = blockEnd(t, first)) {
      throwIfStopped(stop);
      if (++iterations > kMostIterations) {
        throw Error(ErrorCode::internal, "The eigenvalues of a Gram matrix did not converge");
      }
      step(t, n, first, last);
    }
  }
  std::vector<std::size_t> order(n);
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t i, std::size_t j) { return t.diagonal[i] > t.diagonal[j]; });
  Eigen eigen{std::vector<double>(n), std::vector<double>(n * n)};
  for (std::size_t i = 0; i < n; ++i) {
    eigen.values[i] = t.diagonal[order[i]];
    std::copy_n(&t.vectors[order[i] * n], n, &eigen.vectors[i * n]);
  }
  return eigen;
}

}  // namespace lacuna
