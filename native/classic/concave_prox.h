// Proximal maps of concave penalties by fixed-point iterations.
#pragma once

namespace lacuna::classic {

/// x, or 0 where that is better: the lesser of ½(x − s)² + value and ½s², `value` being the penalty
/// at x.
inline double betterOfZero(double x, double s, double value) {
  return 0.5 * (x - s) * (x - s) + value < 0.5 * s * s ? x : 0.0;
}

/// argmin over x >= 0 of ½(x − s)² + value(x) for a penalty with value(0) = 0 and a convex, falling
/// slope: x ← s − slope(x) falls from s to the largest stationary point, which is compared with 0.
template <class Slope, class Value>
double concaveProx(double s, const Slope& slope, const Value& value) {
  constexpr int kIterations = 500;
  constexpr double kPrecision = 1e-14;  // of x, relative to s
  double x = s;
  for (int k = 0; k < kIterations; ++k) {
    const double next = s - slope(x);
    if (!(next > 0.0)) {
      return 0.0;
    }
    const bool is_settled = x - next <= kPrecision * s;
    x = next;
    if (is_settled) {
      break;
    }
  }
  return betterOfZero(x, s, value(x));
}

}  // namespace lacuna::classic
