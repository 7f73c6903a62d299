#include "math/draws.h"

#include <cmath>
#include <numbers>

namespace lacuna::math {
namespace {

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

}  // namespace

double Draws::normal() {
  if (has_spare_) {
    has_spare_ = false;
    return spare_;
  }
  const auto words = key_.words(line_, next_++);
  const auto pair = normalPair(words[0], words[1]);
  spare_ = pair[1];
  has_spare_ = true;
  return pair[0];
}

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

}  // namespace lacuna::math
