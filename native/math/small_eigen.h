// Eigenvalues and eigenvectors of small symmetric matrices, in double.
#pragma once

#include <cmath>
#include <cstddef>

#include "math/crew.h"
#include "math/powers.h"

namespace lacuna::math {

/// A symmetric matrix on the way to a tridiagonal and to a diagonal one. The leader alone works out
/// what is one chain: the reflectors, and the rotations of a QR step, which the others then apply.
template <class Crew>
class SmallEigen {
 public:
  /// `values` (n), `vectors` (n×n; nullptr when nobody asks for them), room for 3n.
  LACUNA_HD SmallEigen(const Crew& crew, std::size_t n, double* values, double* vectors,
                       double* scratch)
      : crew_(crew),
        n_(n),
        diagonal_(values),
        beside_(scratch),
        v_(scratch + n),
        w_(scratch + 2 * n),
        vectors_(vectors) {}

  /// H = 1 − β·v·vᵀ on both sides of a, one column after the other.
  LACUNA_EITHER_SIDE
  LACUNA_HD void reduce(double* a) const {
    setIdentity();
    for (std::size_t k = 0; k + 2 < n_; ++k) {
      crew_.meet();
      if (crew_.leads()) {
        v_[k] = reflector(a, k);
      }
      crew_.meet();
      const double beta = v_[k];
      if (beta != 0.0) {
        reflect(a, beta, k + 1);
        reflectVectors(beta, k + 1);
      }
    }
    crew_.meet();
    crew_.each(n_, [this, a](std::size_t i) { diagonal_[i] = a[i * n_ + i]; });
    if (crew_.leads() && n_ > 1) {
      beside_[n_ - 2] = a[(n_ - 1) * n_ + n_ - 2];
    }
    crew_.meet();
  }

  LACUNA_EITHER_SIDE
  LACUNA_HD void diagonalise() const {
    std::size_t last = n_ - 1;
    std::size_t steps = kStepsPerValue * n_;
    while (last > 0 && steps > 0) {
      if (isSmall(last - 1)) {
        --last;
        continue;
      }
      std::size_t first = last - 1;
      while (first > 0 && !isSmall(first - 1)) {
        --first;
      }
      crew_.meet();
      if (crew_.leads()) {
        step(first, last);
      }
      crew_.meet();
      rotateVectors(first, last);
      --steps;
    }
    crew_.meet();
  }

 private:
  /// QR steps that are enough for one eigenvalue of any finite matrix.
  static constexpr std::size_t kStepsPerValue = 60;

  LACUNA_EITHER_SIDE
  LACUNA_HD void setIdentity() const {
    if (vectors_ != nullptr) {
      crew_.grid(n_, n_, [this](std::size_t i, std::size_t j) {
        vectors_[i * n_ + j] = i == j ? 1.0 : 0.0;
      });
    }
  }

  /// v below row k so that H·a's column k ends there; β. beside_[k] becomes what is left of it.
  LACUNA_HD double reflector(const double* a, std::size_t k) const {
    double squares = 0.0;
    for (std::size_t i = k + 1; i < n_; ++i) {
      v_[i] = a[i * n_ + k];
      squares += v_[i] * v_[i];
    }
    const double norm = ::sqrt(squares);
    const double head = v_[k + 1];
    if (squares - head * head == 0.0) {
      beside_[k] = head;
      return 0.0;
    }
    beside_[k] = -::copysign(norm, head);
    v_[k + 1] = head + ::copysign(norm, head);
    return 1.0 / (squares + ::fabs(head) * norm);
  }

  /// a ← H·a·H from row `first` on: a − v·wᵀ − w·vᵀ with w = β·(a·v − β/2·(vᵀ·a·v)·v).
  LACUNA_EITHER_SIDE
  LACUNA_HD void reflect(double* a, double beta, std::size_t first) const {
    crew_.each(n_ - first, [this, a, beta, first](std::size_t at) {
      const std::size_t i = first + at;
      double sum = 0.0;
      for (std::size_t j = first; j < n_; ++j) {
        sum += a[i * n_ + j] * v_[j];
      }
      w_[i] = beta * sum;
    });
    crew_.meet();
    if (crew_.leads()) {
      double product = 0.0;
      for (std::size_t i = first; i < n_; ++i) {
        product += w_[i] * v_[i];
      }
      for (std::size_t i = first; i < n_; ++i) {
        w_[i] -= 0.5 * beta * product * v_[i];
      }
    }
    crew_.meet();
    crew_.grid(n_ - first, n_ - first, [this, a, first](std::size_t row, std::size_t col) {
      const std::size_t i = first + row;
      const std::size_t j = first + col;
      a[i * n_ + j] -= v_[i] * w_[j] + w_[i] * v_[j];
    });
  }

  /// Qᵀ ← H·Qᵀ.
  LACUNA_EITHER_SIDE
  LACUNA_HD void reflectVectors(double beta, std::size_t first) const {
    if (vectors_ == nullptr) {
      return;
    }
    crew_.each(n_, [this, beta, first](std::size_t j) {
      double sum = 0.0;
      for (std::size_t i = first; i < n_; ++i) {
        sum += v_[i] * vectors_[i * n_ + j];
      }
      for (std::size_t i = first; i < n_; ++i) {
        vectors_[i * n_ + j] -= beta * sum * v_[i];
      }
    });
  }

  [[nodiscard]] LACUNA_HD bool isSmall(std::size_t i) const {
    const double scale = ::fabs(diagonal_[i]) + ::fabs(diagonal_[i + 1]);
    return ::fabs(beside_[i]) <= kEpsilon * scale;
  }

  /// One QR step on the rows first … last; its rotations are kept in v and w.
  LACUNA_HD void step(std::size_t first, std::size_t last) const {
    double x = diagonal_[first] - shift(last);
    double z = beside_[first];
    for (std::size_t k = first; k < last; ++k) {
      const double r = hypotenuse(x, z);
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
  [[nodiscard]] LACUNA_HD double shift(std::size_t last) const {
    const double half = 0.5 * (diagonal_[last - 1] - diagonal_[last]);
    const double e = beside_[last - 1];
    return diagonal_[last] - e * e / (half + ::copysign(hypotenuse(half, e), half));
  }

  LACUNA_HD void rotate(std::size_t k, double c, double s) const {
    const double a = diagonal_[k];
    const double b = beside_[k];
    const double g = diagonal_[k + 1];
    diagonal_[k] = c * c * a + 2.0 * c * s * b + s * s * g;
    diagonal_[k + 1] = s * s * a - 2.0 * c * s * b + c * c * g;
    beside_[k] = c * s * (g - a) + (c * c - s * s) * b;
    v_[k] = c;
    w_[k] = s;
  }

  LACUNA_EITHER_SIDE
  LACUNA_HD void rotateVectors(std::size_t first, std::size_t last) const {
    if (vectors_ == nullptr) {
      return;
    }
    for (std::size_t k = first; k < last; ++k) {
      const double c = v_[k];
      const double s = w_[k];
      crew_.each(n_, [this, k, c, s](std::size_t j) {
        const double upper = vectors_[k * n_ + j];
        const double lower = vectors_[(k + 1) * n_ + j];
        vectors_[k * n_ + j] = c * upper + s * lower;
        vectors_[(k + 1) * n_ + j] = c * lower - s * upper;
      });
    }
  }

  const Crew& crew_;
  std::size_t n_;
  double* diagonal_;
  double* beside_;  // beside_[i]: between i and i + 1
  double* v_;
  double* w_;
  double* vectors_;
};

/// a (n×n, row-major, symmetric) = Σ values[i]·vᵢ·vᵢᵀ with the orthonormal rows vᵢ of `vectors`
/// (n×n, or nullptr), in no order. Householder reflections to a tridiagonal matrix, then implicit
/// QR steps with Wilkinson's shift (Golub & Van Loan, Matrix Computations, 8.3): about 9n³
/// operations, absolute errors of a few units in the last place of the largest eigenvalue. A matrix
/// that holds NaN gives NaN. `a` is destroyed; `scratch` has room for 3n. Nothing is allocated.
LACUNA_EITHER_SIDE
template <class Crew>
LACUNA_HD void symmetricEigen(const Crew& crew, std::size_t n, double* values, double* vectors,
                              double* a, double* scratch) {
  const SmallEigen<Crew> eigen(crew, n, values, vectors, scratch);
  eigen.reduce(a);
  eigen.diagonalise();
}

/// The largest eigenvalue alone, for each member of the crew; `scratch` has room for 4n.
LACUNA_EITHER_SIDE
template <class Crew>
LACUNA_HD double largestEigenvalue(const Crew& crew, std::size_t n, double* a, double* scratch) {
  symmetricEigen(crew, n, scratch, nullptr, a, scratch + n);
  double largest = scratch[0];
  for (std::size_t i = 1; i < n; ++i) {
    largest = largest < scratch[i] ? scratch[i] : largest;
  }
  return largest;
}

}  // namespace lacuna::math
