// Implicitly shifted QL steps on symmetric tridiagonal matrices (Golub & Van Loan, Matrix
// Computations, 8.3).
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <span>

#include "support/error.h"

namespace lacuna {

/// Rows `row` and `row + 1` turn into c·x − s·y and s·x + c·y.
struct Rotation {
  std::size_t row;
  double c;
  double s;
};

namespace detail {

/// The first i >= from whose coupling to i + 1 is no more than the rounding of the largest entries
/// of T: that is what a step leaves beside small ones, as where A is of low rank.
inline std::size_t firstUncoupled(std::span<const double> off, std::size_t from, double rounding) {
  std::size_t i = from;
  while (i + 1 < off.size() && std::abs(off[i]) > rounding) {
    ++i;
  }
  return i;
}

inline double largestSum(std::span<const double> d, std::span<const double> off) {
  double largest = 0.0;
  for (std::size_t i = 0; i < d.size(); ++i) {
    largest = std::max(largest, std::abs(d[i]) + std::abs(off[i]));
  }
  return largest;
}

/// One step over rows first … last of T; `rotate` hears of its rotations.
template <class Rotate>
void qlStep(std::span<double> d, std::span<double> off, std::size_t first, std::size_t last,
            const Rotate& rotate) {
  // Wilkinson's shift: the eigenvalue of the leading 2×2 block that is nearer to its corner.
  const double half = (d[first + 1] - d[first]) / (2.0 * off[first]);
  const double root = std::sqrt(half * half + 1.0);
  const double shift = d[first] - off[first] / (half + (half < 0.0 ? -root : root));
  double g = d[last] - shift;
  double c = 1.0;
  double s = 1.0;
  double p = 0.0;
  for (std::size_t i = last; i-- > first;) {
    const double f = s * off[i];
    const double b = c * off[i];
    const double r = std::sqrt(f * f + g * g);
    off[i + 1] = r;
    if (r == 0.0) {  // T has come apart here
      d[i + 1] -= p;
      off[last] = 0.0;
      return;
    }
    s = f / r;
    c = g / r;
    g = d[i + 1] - p;
    const double t = (d[i] - g) * s + 2.0 * c * b;
    p = s * t;
    d[i + 1] = g + p;
    g = c * t - b;
    rotate(Rotation{i, c, s});
  }
  d[first] -= p;
  off[first] = g;
  off[last] = 0.0;
}

}  // namespace detail

/// Leaves the eigenvalues of T in d; `off` (as many, the last one 0) is overwritten. A handful of
/// steps finds each. Throws Error(internal) when one is not found.
template <class Rotate>
void diagonalise(std::span<double> d, std::span<double> off, const Rotate& rotate) {
  constexpr int kSteps = 60;
  const double rounding = std::numeric_limits<double>::epsilon() * detail::largestSum(d, off);
  for (std::size_t first = 0; first < d.size(); ++first) {
    for (int steps = 0;; ++steps) {
      const std::size_t last = detail::firstUncoupled(off, first, rounding);
      if (last == first) {
        break;
      }
      if (steps == kSteps) {
        throw Error(ErrorCode::internal, "The eigenvalues of a symmetric matrix did not converge");
      }
      detail::qlStep(d, off, first, last, rotate);
    }
  }
}

}  // namespace lacuna
