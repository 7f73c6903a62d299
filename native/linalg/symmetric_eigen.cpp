#include "linalg/symmetric_eigen.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <utility>

#include "linalg/tridiagonal.h"
#include "linalg/tridiagonal_eigen.h"
#include "support/error.h"

namespace lacuna {
namespace {

/// A over its entry of largest size: squares then neither overflow nor vanish.
double normalise(std::vector<double>& a) {
  double largest = 0.0;
  for (const double entry : a) {
    if (!std::isfinite(entry)) {
      throw Error(ErrorCode::invalid_argument, "Expected finite entries of a symmetric matrix");
    }
    largest = std::max(largest, std::abs(entry));
  }
  if (largest > 0.0) {
    std::transform(a.begin(), a.end(), a.begin(), [&](double entry) { return entry / largest; });
  }
  return largest;
}

/// v or −v, so that its entry of largest size, the first of equal ones, is positive.
void fixSign(std::span<double> v) {
  const double largest = *std::max_element(
      v.begin(), v.end(), [](double x, double y) { return std::abs(x) < std::abs(y); });
  if (largest < 0.0) {
    std::transform(v.begin(), v.end(), v.begin(), std::negate<>());
  }
}

void scaleBy(std::vector<double>& values, double scale) {
  std::transform(values.begin(), values.end(), values.begin(),
                 [&](double value) { return scale * value; });
}

}  // namespace

EigenDecomposition symmetricEigenAbove(cpu::Team& team, std::span<const double> a, std::size_t n,
                                       double least, const std::function<void()>& between) {
  std::vector<double> scaled(a.begin(), a.end());
  const double scale = normalise(scaled);
  Tridiagonal t = tridiagonalise(team, std::move(scaled), n, between);
  auto [values, vectors] = tridiagonalEigen(team, std::move(t.diagonal), std::move(t.off),
                                            scale > 0.0 ? least / scale : least, between);
  turnBack(team, vectors, t, n, between);
  scaleBy(values, scale);
  for (std::size_t i = 0; i < values.size(); ++i) {
    fixSign({vectors.data() + i * n, n});
  }
  return {std::move(values), std::move(vectors)};
}

EigenDecomposition symmetricEigen(cpu::Team& team, std::span<const double> a, std::size_t n,
                                  const std::function<void()>& between) {
  return symmetricEigenAbove(team, a, n, -HUGE_VAL, between);
}

EigenDecomposition symmetricEigen(std::span<const double> a, std::size_t n,
                                  const std::function<void()>& between) {
  cpu::Team alone(1);
  return symmetricEigen(alone, a, n, between);
}

std::vector<double> symmetricEigenvalues(std::span<const double> a, std::size_t n) {
  std::vector<double> scaled(a.begin(), a.end());
  const double scale = normalise(scaled);
  cpu::Team alone(1);
  Tridiagonal t = tridiagonalise(alone, std::move(scaled), n, {});
  std::vector<double> values = tridiagonalEigenvalues(std::move(t.diagonal), std::move(t.off));
  scaleBy(values, scale);
  return values;
}

}  // namespace lacuna
