#include "linalg/secular.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace lacuna {
namespace {

constexpr double kEpsilon = std::numeric_limits<double>::epsilon();
constexpr int kSteps = 100;
constexpr std::size_t kLanes = 4;

/// Σ z_i²/(d_i − λ) and its slope over some poles, all on one side of λ.
struct Side {
  double value;
  double slope;
};

Side sideOf(const double* z, const double* differences, std::size_t count) {
  std::array<double, kLanes> values{};
  std::array<double, kLanes> slopes{};
  const auto add = [&](std::size_t lane, std::size_t i) {
    const double t = z[i] / differences[i];
    values[lane] += z[i] * t;
    slopes[lane] += t * t;
  };
  const std::size_t whole = count - count % kLanes;
  for (std::size_t i = 0; i < whole; i += kLanes) {
    for (std::size_t lane = 0; lane < kLanes; ++lane) {
      add(lane, i + lane);
    }
  }
  for (std::size_t i = whole; i < count; ++i) {
    add(i - whole, i);
  }
  return {(values[0] + values[1]) + (values[2] + values[3]),
          (slopes[0] + slopes[1]) + (slopes[2] + slopes[3])};
}

/// The equation, seen from a pole: τ = λ − d_origin, and differences (d_i − d_origin) − τ.
class Equation {
 public:
  Equation(std::span<const double> d, std::span<const double> z, double rho,
           std::span<double> differences)
      : d_(d), z_(z), inverse_(1.0 / rho), differences_(differences) {}

  /// Of poles up to `left` and of those behind, at τ; sets the differences.
  void evaluate(std::size_t origin, double tau, std::size_t left) {
    for (std::size_t i = 0; i < d_.size(); ++i) {
      differences_[i] = (d_[i] - d_[origin]) - tau;
    }
    below = sideOf(z_.data(), differences_.data(), left + 1);
    above = sideOf(z_.data() + left + 1, differences_.data() + left + 1, d_.size() - left - 1);
    value = inverse_ + below.value + above.value;
    slope = below.slope + above.slope;
  }

  /// Whether the value is 0 but for rounding.
  [[nodiscard]] bool isZero(double tau) const {
    return !(std::abs(value) > kEpsilon * (8.0 * (std::abs(above.value) + std::abs(below.value)) +
                                           inverse_ + std::abs(tau) * slope));
  }

  Side below{};
  Side above{};
  double value = 0.0;
  double slope = 0.0;

 private:
  std::span<const double> d_;
  std::span<const double> z_;
  double inverse_;
  std::span<double> differences_;
};

/// c + p/(x − η) + q/(y − η) with p, q > 0 is 0 at the roots of c·η² − a·η + b.
struct Quadratic {
  double c;
  double a;
  double b;

  /// By two poles alone and what is constant beside them.
  static Quadratic ofPoles(double c, double x, double p, double y, double q) {
    return {c, c * (x + y) + p + q, c * x * y + p * y + q * x};
  }

  /// With the value and the slopes of both sides, x and y being the differences of the poles there.
  static Quadratic ofSlopes(const Equation& at, double x, double y) {
    return {at.value - x * at.below.slope - y * at.above.slope,
            (x + y) * at.value - x * y * at.slope, x * y * at.value};
  }

  /// That between the poles.
  [[nodiscard]] double between() const {
    const double root = std::sqrt(std::max(a * a - 4.0 * b * c, 0.0));
    return a > 0.0 ? 2.0 * b / (a + root) : (a - root) / (2.0 * c);
  }

  /// That behind both.
  [[nodiscard]] double behind() const {
    const double root = std::sqrt(std::max(a * a - 4.0 * b * c, 0.0));
    return a < 0.0 ? 2.0 * b / (a - root) : (a + root) / (2.0 * std::abs(c));
  }
};

/// Where λ may be, as τ.
struct Bracket {
  double low;
  double high;

  [[nodiscard]] bool holds(double tau) const { return tau > low && tau < high; }
};

}  // namespace

double secularRoot(std::span<const double> d, std::span<const double> z, double rho,
                   std::size_t index, std::span<double> differences) {
  const std::size_t count = d.size();
  if (count == 1) {
    const double step = rho * z[0] * z[0];
    differences[0] = -step;
    return d[0] + step;
  }
  Equation equation(d, z, rho, differences);
  const bool is_last = index + 1 == count;
  const auto rootOf = [&](const Quadratic& q) { return is_last ? q.behind() : q.between(); };
  // The poles that the interpolation knows are this and the next one.
  const std::size_t left = is_last ? count - 2 : index;
  const double width = is_last ? rho : d[index + 1] - d[index];
  equation.evaluate(index, 0.5 * width, left);
  const bool is_near_left = is_last || equation.value >= 0.0;
  const std::size_t origin = is_near_left ? index : index + 1;
  Bracket bracket =
      is_near_left ? Bracket{0.0, is_last ? width : 0.5 * width} : Bracket{-0.5 * width, 0.0};
  double tau = is_near_left ? 0.5 * width : -0.5 * width;
  const double p = z[left] * z[left];
  const double q = z[left + 1] * z[left + 1];
  const double others = equation.value - p / differences[left] - q / differences[left + 1];
  const double start =
      rootOf(Quadratic::ofPoles(others, d[left] - d[origin], p, d[left + 1] - d[origin], q));
  if (bracket.holds(start)) {
    tau = start;
  }
  for (int step = 0; step < kSteps; ++step) {
    equation.evaluate(origin, tau, left);
    if (equation.isZero(tau)) {
      return d[origin] + tau;
    }
    (equation.value < 0.0 ? bracket.low : bracket.high) = tau;
    double next =
        tau + rootOf(Quadratic::ofSlopes(equation, differences[left], differences[left + 1]));
    if (!bracket.holds(next)) {
      next = tau - equation.value / equation.slope;
    }
    if (!bracket.holds(next)) {
      next = bracket.low + 0.5 * (bracket.high - bracket.low);
    }
    if (!bracket.holds(next) || std::abs(next - tau) <= kEpsilon * std::abs(tau)) {
      break;
    }
    tau = next;
  }
  return d[origin] + tau;
}

}  // namespace lacuna
