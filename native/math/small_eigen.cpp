#include "math/small_eigen.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace lacuna::math {
namespace {

/// QR steps that are enough for one eigenvalue of any finite matrix.
constexpr std::size_t kStepsPerValue = 60;

/// A tridiagonal matrix on the way to a diagonal one, and the rotations that took it there.
class Tridiagonal {
 public:
  /// `vectors`: rows of the matrix Qᵀ that has been applied so far; empty when nobody asks for it.
  Tridiagonal(std::span<double> diagonal, std::span<double> vectors, std::span<double> scratch)
      : diagonal_(diagonal),
        beside_(scratch.subspan(0, diagonal.size())),
        v_(scratch.subspan(diagonal.size(), diagonal.size())),
        w_(scratch.subspan(2 * diagonal.size(), diagonal.size())),
        vectors_(vectors) {}

  /// H = 1 − β·v·vᵀ on both sides of a, one column after the other.
  void reduce(std::span<double> a) {
    const std::size_t n = diagonal_.size();
    setIdentity();
    for (std::size_t k = 0; k + 2 < n; ++k) {
      const double beta = reflector(a, k);
      beside_[k] = beta == 0.0 ? a[(k + 1) * n + k] : -std::copysign(norm_, a[(k + 1) * n + k]);
      if (beta != 0.0) {
        reflect(a, beta, k + 1);
        reflectVectors(beta, k + 1);
      }
    }
    for (std::size_t i = 0; i < n; ++i) {
      diagonal_[i] = a[i * n + i];
    }
    if (n > 1) {
      beside_[n - 2] = a[(n - 1) * n + n - 2];
    }
  }

  void diagonalise() {
    std::size_t last = diagonal_.size() - 1;
    std::size_t steps = kStepsPerValue * diagonal_.size();
    while (last > 0 && steps > 0) {
      if (isSmall(last - 1)) {
        --last;
        continue;
      }
      std::size_t first = last - 1;
      while (first > 0 && !isSmall(first - 1)) {
        --first;
      }
      step(first, last);
      --steps;
    }
  }

 private:
  void setIdentity() {
    const std::size_t n = diagonal_.size();
    std::ranges::fill(vectors_, 0.0);
    for (std::size_t i = 0; i < n && !vectors_.empty(); ++i) {
      vectors_[i * n + i] = 1.0;
    }
  }

  /// v below row k so that H·a's column k ends there; β, and its norm in norm_.
  double reflector(std::span<const double> a, std::size_t k) {
    const std::size_t n = diagonal_.size();
    double squares = 0.0;
    for (std::size_t i = k + 1; i < n; ++i) {
      v_[i] = a[i * n + k];
      squares += v_[i] * v_[i];
    }
    norm_ = std::sqrt(squares);
    const double head = v_[k + 1];
    if (squares - head * head == 0.0) {
      return 0.0;
    }
    v_[k + 1] = head + std::copysign(norm_, head);
    return 1.0 / (squares + std::abs(head) * norm_);
  }

  /// a ← H·a·H from row `first` on: a − v·wᵀ − w·vᵀ with w = β·(a·v − β/2·(vᵀ·a·v)·v).
  void reflect(std::span<double> a, double beta, std::size_t first) const {
    const std::size_t n = diagonal_.size();
    double product = 0.0;
    for (std::size_t i = first; i < n; ++i) {
      double sum = 0.0;
      for (std::size_t j = first; j < n; ++j) {
        sum += a[i * n + j] * v_[j];
      }
      w_[i] = beta * sum;
      product += w_[i] * v_[i];
    }
    for (std::size_t i = first; i < n; ++i) {
      w_[i] -= 0.5 * beta * product * v_[i];
    }
    for (std::size_t i = first; i < n; ++i) {
      for (std::size_t j = first; j < n; ++j) {
        a[i * n + j] -= v_[i] * w_[j] + w_[i] * v_[j];
      }
    }
  }

  /// Qᵀ ← H·Qᵀ.
  void reflectVectors(double beta, std::size_t first) {
    const std::size_t n = diagonal_.size();
    for (std::size_t j = 0; j < n && !vectors_.empty(); ++j) {
      double sum = 0.0;
      for (std::size_t i = first; i < n; ++i) {
        sum += v_[i] * vectors_[i * n + j];
      }
      for (std::size_t i = first; i < n; ++i) {
        vectors_[i * n + j] -= beta * sum * v_[i];
      }
    }
  }

  [[nodiscard]] bool isSmall(std::size_t i) const {
    const double scale = std::abs(diagonal_[i]) + std::abs(diagonal_[i + 1]);
    return std::abs(beside_[i]) <= std::numeric_limits<double>::epsilon() * scale;
  }

  /// One QR step on the rows first … last.
  void step(std::size_t first, std::size_t last) {
    double x = diagonal_[first] - shift(last);
    double z = beside_[first];
    for (std::size_t k = first; k < last; ++k) {
      const double r = std::hypot(x, z);
      const double c = x / r;
      const double s = z / r;
      if (k > first) {
        beside_[k - 1] = r;
      }
      rotate(k, c, s);
      if (k + 1 < last) {
        x = beside_[k];
        z = s * beside_[k + 1];
        beside_[k + 1] *= c;
      }
    }
  }

  /// The eigenvalue of the trailing 2×2 block that is nearer to its last entry.
  [[nodiscard]] double shift(std::size_t last) const {
    const double half = 0.5 * (diagonal_[last - 1] - diagonal_[last]);
    const double e = beside_[last - 1];
    return diagonal_[last] - e * e / (half + std::copysign(std::hypot(half, e), half));
  }

  void rotate(std::size_t k, double c, double s) {
    const double a = diagonal_[k];
    const double b = beside_[k];
    const double g = diagonal_[k + 1];
    diagonal_[k] = c * c * a + 2.0 * c * s * b + s * s * g;
    diagonal_[k + 1] = s * s * a - 2.0 * c * s * b + c * c * g;
    beside_[k] = c * s * (g - a) + (c * c - s * s) * b;
    const std::size_t n = diagonal_.size();
    for (std::size_t j = 0; j < n && !vectors_.empty(); ++j) {
      const double upper = vectors_[k * n + j];
      const double lower = vectors_[(k + 1) * n + j];
      vectors_[k * n + j] = c * upper + s * lower;
      vectors_[(k + 1) * n + j] = c * lower - s * upper;
    }
  }

  std::span<double> diagonal_;
  std::span<double> beside_;  // beside_[i]: between i and i + 1
  std::span<double> v_;
  std::span<double> w_;
  std::span<double> vectors_;
  double norm_ = 0.0;
};

}  // namespace

void symmetricEigen(std::span<double> values, std::span<double> vectors, std::span<double> a,
                    std::span<double> scratch) {
  Tridiagonal tridiagonal(values, vectors, scratch);
  tridiagonal.reduce(a);
  tridiagonal.diagonalise();
}

double largestEigenvalue(std::span<double> a, std::size_t order, std::span<double> scratch) {
  const std::span<double> values = scratch.subspan(0, order);
  symmetricEigen(values, {}, a, scratch.subspan(order));
  return *std::ranges::max_element(values);
}

}  // namespace lacuna::math
