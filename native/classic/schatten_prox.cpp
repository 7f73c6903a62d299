#include "classic/schatten_prox.h"

#include <algorithm>
#include <cmath>

#include "classic/concave_prox.h"

namespace lacuna::classic {
namespace {

constexpr int kIterations = 60;
constexpr double kPrecision = 1e-14;

/// Where x + τ·x^(p − 1) = s with p > 1: the left side rises, so by halving.
double convex(double s, double tau, double p) {
  double low = 0.0;
  double high = s;
  for (int k = 0; k < kIterations && high - low > kPrecision * s; ++k) {
    const double middle = 0.5 * (low + high);
    (middle + tau * std::pow(middle, p - 1.0) < s ? low : high) = middle;
  }
  return 0.5 * (low + high);
}

double concave(double s, double tau, double p) {
  return concaveProx(
      s, [&](double x) { return tau * std::pow(x, p - 1.0); },
      [&](double x) { return tau * std::pow(x, p) / p; });
}

}  // namespace

double schattenProx(double s, double tau, double p) {
  if (!(s > 0.0) || tau == 0.0) {
    return std::max(s, 0.0);
  }
  if (p == 1.0) {
    return std::max(s - tau, 0.0);
  }
  if (p == 2.0) {
    return s / (1.0 + tau);
  }
  return p > 1.0 ? convex(s, tau, p) : concave(s, tau, p);
}

}  // namespace lacuna::classic
