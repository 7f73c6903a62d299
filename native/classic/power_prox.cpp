#include "classic/power_prox.h"

#include <cmath>
#include <numbers>

namespace lacuna::classic {
namespace {

/// Of (x − s)² + τ·√x: the largest root of a cubic in √x, by its angle.
double halfProx(double s, double tau) {
  if (!(s > std::cbrt(54.0) / 4.0 * std::cbrt(tau * tau))) {
    return 0.0;
  }
  const double angle = std::acos(tau / 8.0 * std::pow(s / 3.0, -1.5));
  return 2.0 / 3.0 * s * (1.0 + std::cos(2.0 / 3.0 * (std::numbers::pi - angle)));
}

/// Of (x − s)² + τ·x^(2/3): the largest root of a quartic in the cube root of x.
double twoThirdsProx(double s, double tau) {
  if (!(s > 2.0 / 3.0 * std::pow(3.0 * tau * tau * tau, 0.25))) {
    return 0.0;
  }
  const double angle = std::acosh(27.0 / 16.0 * s * s * std::pow(tau, -1.5)) / 3.0;
  const double width = 2.0 / std::sqrt(3.0) * std::pow(tau, 0.25) * std::sqrt(std::cosh(angle));
  const double root = 0.5 * (width + std::sqrt(2.0 * s / width - width * width));
  return root * root * root;
}

}  // namespace

double valueOf(RootPower power) { return power == RootPower::half ? 0.5 : 2.0 / 3.0; }

double powerProx(RootPower power, double s, double weight) {
  if (!(weight > 0.0)) {
    return s;
  }
  return power == RootPower::half ? halfProx(s, 2.0 * weight) : twoThirdsProx(s, 2.0 * weight);
}

}  // namespace lacuna::classic
