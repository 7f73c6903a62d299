#include "math/schatten.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "math/small_eigen.h"

namespace lacuna::math {
namespace {

constexpr double kShift = 0.002;          // of the program, times the largest diagonal entry
constexpr double kSmallestShare = 1e-15;  // of eigenvalues that a pseudo-inverse takes for 0
constexpr double kFloor = 1e-14;          // of eigenvalues under a power, times the largest
constexpr double kTiny = std::numeric_limits<double>::min();

double clampedStep(double eta) { return eta < kLeastStep ? kLeastStep : (eta > 1.0 ? 1.0 : eta); }

/// The program steps along +∇f.
double directionOf(const SchattenForm& form) {
  return form.power == SchattenPower::element_wise ? -1.0 : 1.0;
}

/// The function that K is of the matrix whose eigenvalues the state holds.
class Spectral {
 public:
  Spectral(const SchattenForm& form, std::span<const double> values)
      : inverse_(form.power == SchattenPower::element_wise), power_((2.0 - form.exponent) / 2.0) {
    for (const double value : values) {
      largest_ = std::max(largest_, std::abs(value));
    }
  }

  [[nodiscard]] double value(double x) const {
    if (inverse_) {
      return isZero(x) ? 0.0 : 1.0 / x;
    }
    return std::pow(above(x), power_);
  }

  [[nodiscard]] double reciprocal(double x) const {
    return inverse_ ? x : std::pow(above(x), -power_);
  }

  /// (f(a) − f(b)) / (a − b), f'(a) for a = b.
  [[nodiscard]] double difference(double a, double b) const {
    return inverse_ ? differenceOfInverses(a, b) : differenceOfPowers(above(a), above(b));
  }

 private:
  [[nodiscard]] bool isZero(double x) const { return std::abs(x) <= kSmallestShare * largest_; }
  [[nodiscard]] double above(double x) const {
    const double floor = std::max(kFloor * largest_, kTiny);
    return x < floor ? floor : x;
  }

  [[nodiscard]] double differenceOfInverses(double a, double b) const {
    if (isZero(a) || isZero(b)) {
      return isZero(a) == isZero(b) ? 0.0 : 1.0 / std::pow(isZero(a) ? b : a, 2);
    }
    return -1.0 / (a * b);
  }

  /// b^(q−1)·((1 + x)^q − 1)/x with x = a/b − 1, which keeps its digits where a is near b.
  [[nodiscard]] double differenceOfPowers(double a, double b) const {
    const double x = (a - b) / b;
    const double slope = std::pow(b, power_ - 1.0);
    return x == 0.0 ? slope * power_ : slope * std::expm1(power_ * std::log1p(x)) / x;
  }

  bool inverse_;
  double power_;
  double largest_ = 0.0;
};

double trace(std::span<const double> a, std::size_t k) {
  double sum = 0.0;
  for (std::size_t i = 0; i < k; ++i) {
    sum += a[i * k + i];
  }
  return sum;
}

/// Where the largest diagonal entry stands.
std::size_t largestDiagonal(std::span<const double> a, std::size_t k) {
  std::size_t at = 0;
  for (std::size_t i = 1; i < k; ++i) {
    if (std::abs(a[i * k + i]) > std::abs(a[at * k + at])) {
      at = i;
    }
  }
  return at * k + at;
}

double meanEigenvalue(std::span<const double> gram, std::size_t k) {
  return std::max(trace(gram, k) / static_cast<double>(k), kTiny);
}

/// S at the step t.
void fillGram(std::span<double> gram, std::size_t k, const SchattenMoments& moments, double t,
              double direction) {
  for (std::size_t i = 0; i < k; ++i) {
    for (std::size_t j = 0; j < k; ++j) {
      const std::size_t at = i * k + j;
      const double cross = moments.xn[at] + moments.xn[j * k + i];
      gram[at] = moments.xx[at] - direction * t * cross + t * t * moments.nn[at];
    }
  }
}

/// a = what the function is taken of.
void fillArgument(std::span<double> a, std::span<const double> gram, std::size_t k,
                  const SchattenForm& form) {
  if (form.power == SchattenPower::element_wise) {
    const double shift = kShift * std::abs(gram[largestDiagonal(gram, k)]);
    for (std::size_t at = 0; at < a.size(); ++at) {
      a[at] = std::pow(gram[at] + shift, (form.exponent - 2.0) / 2.0);
    }
    return;
  }
  const double scale =
      form.power == SchattenPower::scaled_matrix ? 1.0 / meanEigenvalue(gram, k) : 1.0;
  for (std::size_t at = 0; at < a.size(); ++at) {
    a[at] = gram[at] * scale + (at % (k + 1) == 0 ? form.ridge : 0.0);
  }
}

/// Σ f(values[i])·vᵢ·vᵢᵀ; `row` has room for k.
template <class Function>
void assemble(std::span<float> to, const SchattenState& state, std::span<double> row,
              const Function& f) {
  const std::size_t k = state.values.size();
  for (std::size_t i = 0; i < k; ++i) {
    std::ranges::fill(row, 0.0);
    for (std::size_t v = 0; v < k; ++v) {
      const double factor = f(state.values[v]) * state.vectors[v * k + i];
      for (std::size_t j = i; j < k; ++j) {
        row[j] += factor * state.vectors[v * k + j];
      }
    }
    for (std::size_t j = i; j < k; ++j) {
      to[i * k + j] = to[j * k + i] = static_cast<float>(row[j]);
    }
  }
}

/// c = a·b, all k×k.
void multiply(std::span<double> c, std::span<const double> a, std::span<const double> b,
              std::size_t k) {
  std::ranges::fill(c, 0.0);
  for (std::size_t i = 0; i < k; ++i) {
    for (std::size_t l = 0; l < k; ++l) {
      const double factor = a[i * k + l];
      for (std::size_t j = 0; j < k; ++j) {
        c[i * k + j] += factor * b[l * k + j];
      }
    }
  }
}

void transpose(std::span<double> t, std::span<const double> a, std::size_t k) {
  for (std::size_t i = 0; i < k; ++i) {
    for (std::size_t j = 0; j < k; ++j) {
      t[j * k + i] = a[i * k + j];
    }
  }
}

/// d = d value / d argument: Vᵀ·((V·D·Vᵀ) ∘ differences)·V with the symmetric part D of d_k.
void throughFunction(std::span<double> d, std::span<const float> d_k, const SchattenState& state,
                     const SchattenForm& form, std::span<double> scratch) {
  const std::size_t k = state.values.size();
  const std::span<double> columns = scratch.subspan(0, k * k);
  const std::span<double> inner = scratch.subspan(k * k, k * k);
  const std::span<double> half = scratch.subspan(2 * k * k, k * k);
  for (std::size_t i = 0; i < k; ++i) {
    for (std::size_t j = 0; j < k; ++j) {
      d[i * k + j] =
          0.5 * (static_cast<double>(d_k[i * k + j]) + static_cast<double>(d_k[j * k + i]));
    }
  }
  transpose(columns, state.vectors, k);
  multiply(half, state.vectors, d, k);
  multiply(inner, half, columns, k);
  const Spectral spectral(form, state.values);
  for (std::size_t i = 0; i < k; ++i) {
    for (std::size_t j = 0; j < k; ++j) {
      inner[i * k + j] *= spectral.difference(state.values[i], state.values[j]);
    }
  }
  multiply(half, columns, inner, k);
  multiply(d, half, state.vectors, k);
}

double innerProduct(std::span<const double> a, std::span<const double> b) {
  double sum = 0.0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    sum += a[i] * b[i];
  }
  return sum;
}

/// d value / d S from d value / d argument, in place.
void throughArgument(std::span<double> d, std::span<const double> gram, std::size_t k,
                     const SchattenForm& form) {
  if (form.power == SchattenPower::element_wise) {
    const std::size_t largest = largestDiagonal(gram, k);
    const double shift = kShift * std::abs(gram[largest]);
    const double exponent = (form.exponent - 2.0) / 2.0;
    double sum = 0.0;
    for (std::size_t at = 0; at < d.size(); ++at) {
      d[at] *= exponent * std::pow(gram[at] + shift, exponent - 1.0);
      sum += d[at];
    }
    d[largest] += std::copysign(kShift, gram[largest]) * sum;
  } else if (form.power == SchattenPower::scaled_matrix) {
    const double mean = meanEigenvalue(gram, k);
    const double through_mean = innerProduct(d, gram) / (mean * mean * static_cast<double>(k));
    for (std::size_t at = 0; at < d.size(); ++at) {
      d[at] = d[at] / mean - (at % (k + 1) == 0 ? through_mean : 0.0);
    }
  }
}

}  // namespace

void schattenMatrix(std::span<float> k, const SchattenState& state, const SchattenMoments& moments,
                    double eta, const SchattenForm& form, std::span<double> scratch) {
  const std::size_t order = state.values.size();
  const double t = 1.0 / (clampedStep(eta) * moments.lipschitz);
  fillGram(state.gram, order, moments, t, directionOf(form));
  const std::span<double> a = scratch.subspan(0, order * order);
  fillArgument(a, state.gram, order, form);
  symmetricEigen(state.values, state.vectors, a, scratch.subspan(a.size()));
  const Spectral spectral(form, state.values);
  assemble(k, state, scratch.subspan(0, order),
           [&](double value) { return spectral.value(value); });
}

void schattenInverse(std::span<float> inverse, const SchattenState& state, const SchattenForm& form,
                     std::span<double> scratch) {
  const Spectral spectral(form, state.values);
  assemble(inverse, state, scratch.subspan(0, state.values.size()),
           [&](double value) { return spectral.reciprocal(value); });
}

double schattenGradient(std::span<const float> d_k, const SchattenState& state,
                        const SchattenMoments& moments, double eta, const SchattenForm& form,
                        std::span<double> scratch) {
  if (!(eta >= kLeastStep && eta <= 1.0)) {
    return 0.0;
  }
  const std::size_t k = state.values.size();
  const std::span<double> d = scratch.subspan(0, k * k);
  throughFunction(d, d_k, state, form, scratch.subspan(k * k));
  throughArgument(d, state.gram, k, form);
  const double t = 1.0 / (eta * moments.lipschitz);
  double d_t = 0.0;
  for (std::size_t i = 0; i < k; ++i) {
    for (std::size_t j = 0; j < k; ++j) {
      const std::size_t at = i * k + j;
      const double cross = moments.xn[at] + moments.xn[j * k + i];
      d_t += d[at] * (2.0 * t * moments.nn[at] - directionOf(form) * cross);
    }
  }
  return -d_t * t / eta;
}

}  // namespace lacuna::math
