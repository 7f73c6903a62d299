// The matrix K = G⁻¹/2 that a block of DLRL multiplies its weights with (Chen et al., equations 22
// to 26): X̂ = ReLU(W·K), with G from the Gram matrix S = YᵀY of Y = X − ∇f/(η·L). All matrices here
// are k×k, row-major and in double; a crew works on them (math/crew.h).
#pragma once

#include <cmath>
#include <cstddef>

#include "math/small_eigen.h"
#include "math/spectral_power.h"

namespace lacuna::math {

/// η is kept in [kLeastStep, 1]: the program's clamp to [0, 1], but for the division by 0 there.
inline constexpr double kLeastStep = 1e-3;

/// Doubles that the functions below need to work with.
constexpr std::size_t schattenScratch(std::size_t k) { return 3 * k * k + 4 * k; }

/// K of one form for one problem.
template <class Crew>
class SchattenMatrix {
 public:
  LACUNA_HD SchattenMatrix(const Crew& crew, const SchattenForm& form, const SchattenState& state,
                           double* scratch)
      : crew_(crew), form_(form), state_(state), scratch_(scratch) {}

  /// Fills the state, and k (k×k) with K.
  LACUNA_EITHER_SIDE
  LACUNA_HD void evaluate(float* k, const SchattenMoments& moments, double eta) const {
    const std::size_t order = state_.order;
    const double step = eta < kLeastStep ? kLeastStep : (eta > 1.0 ? 1.0 : eta);
    fillGram(moments, 1.0 / (step * moments.lipschitz));
    crew_.meet();
    fillArgument(scratch_);
    symmetricEigen(crew_, order, state_.values, state_.vectors, scratch_, scratch_ + order * order);
    assemble(k, [](const SpectralPower& spectral, double x) { return spectral.value(x); });
  }

  /// inverse (k×k) = K⁻¹, of the state.
  LACUNA_EITHER_SIDE
  LACUNA_HD void invert(float* inverse) const {
    assemble(inverse,
             [](const SpectralPower& spectral, double x) { return spectral.reciprocal(x); });
  }

  /// d value / d η from d_k = d value / d K, through the divided differences of the function of the
  /// eigenvalues (Daleckii & Krein): 0 where η is not within its range. The leader has it.
  LACUNA_EITHER_SIDE
  [[nodiscard]] LACUNA_HD double gradient(const float* d_k, const SchattenMoments& moments,
                                          double eta) const {
    if (!(eta >= kLeastStep && eta <= 1.0)) {
      return 0.0;
    }
    double* const d = scratch_;
    throughFunction(d, d_k);
    throughArgument(d);
    if (!crew_.leads()) {
      return 0.0;
    }
    const std::size_t k = state_.order;
    const double t = 1.0 / (eta * moments.lipschitz);
    double d_t = 0.0;
    for (std::size_t i = 0; i < k; ++i) {
      for (std::size_t j = 0; j < k; ++j) {
        const std::size_t at = i * k + j;
        const double cross = moments.xn[at] + moments.xn[j * k + i];
        d_t += d[at] * (2.0 * t * moments.nn[at] - direction() * cross);
      }
    }
    return -d_t * t / eta;
  }

 private:
  static constexpr double kShift = 0.002;  // of the program, times the largest diagonal entry

  /// The program steps along +∇f.
  [[nodiscard]] LACUNA_HD double direction() const {
    return form_.power == SchattenPower::element_wise ? -1.0 : 1.0;
  }
  /// Of an entry of S, under the element-wise power.
  [[nodiscard]] LACUNA_HD double entryPower() const { return (form_.exponent - 2.0) / 2.0; }

  [[nodiscard]] LACUNA_HD double meanEigenvalue() const {
    double trace = 0.0;
    for (std::size_t i = 0; i < state_.order; ++i) {
      trace += state_.gram[i * state_.order + i];
    }
    const double mean = trace / static_cast<double>(state_.order);
    return mean < kLeastNormal ? kLeastNormal : mean;
  }

  /// Where the largest diagonal entry of S stands.
  [[nodiscard]] LACUNA_HD std::size_t largestDiagonal() const {
    const std::size_t k = state_.order;
    std::size_t at = 0;
    for (std::size_t i = 1; i < k; ++i) {
      if (::fabs(state_.gram[i * k + i]) > ::fabs(state_.gram[at * k + at])) {
        at = i;
      }
    }
    return at * k + at;
  }

  /// S at the step t.
  LACUNA_EITHER_SIDE
  LACUNA_HD void fillGram(const SchattenMoments& moments, double t) const {
    const std::size_t k = state_.order;
    double* const gram = state_.gram;
    const double signed_t = direction() * t;
    crew_.grid(k, k, [moments, gram, k, t, signed_t](std::size_t i, std::size_t j) {
      const std::size_t at = i * k + j;
      const double cross = moments.xn[at] + moments.xn[j * k + i];
      gram[at] = moments.xx[at] - signed_t * cross + t * t * moments.nn[at];
    });
  }

  /// a = what the function is taken of.
  LACUNA_EITHER_SIDE
  LACUNA_HD void fillArgument(double* a) const {
    const double* const gram = state_.gram;
    const std::size_t k = state_.order;
    if (form_.power == SchattenPower::element_wise) {
      const double shift = kShift * ::fabs(gram[largestDiagonal()]);
      const double exponent = entryPower();
      crew_.each(k * k, [a, gram, shift, exponent](std::size_t at) {
        a[at] = power(gram[at] + shift, exponent);
      });
      return;
    }
    const double scale = form_.power == SchattenPower::scaled_matrix ? 1.0 / meanEigenvalue() : 1.0;
    const double ridge = form_.ridge;
    crew_.grid(k, k, [a, gram, k, scale, ridge](std::size_t i, std::size_t j) {
      a[i * k + j] = gram[i * k + j] * scale + (i == j ? ridge : 0.0);
    });
  }

  /// to = Σ f(values[i])·vᵢ·vᵢᵀ.
  LACUNA_EITHER_SIDE
  template <class Function>
  LACUNA_HD void assemble(float* to, Function f) const {
    const std::size_t k = state_.order;
    const double* const values = state_.values;
    const double* const vectors = state_.vectors;
    double* const factors = scratch_;
    const SpectralPower spectral(form_, values, k);
    crew_.each(k, [=](std::size_t v) { factors[v] = f(spectral, values[v]); });
    crew_.meet();
    crew_.sums(
        k, k, k,
        [=](std::size_t i, std::size_t v, std::size_t j) {
          return factors[v] * vectors[v * k + i] * vectors[v * k + j];
        },
        [=](std::size_t i, std::size_t j, double sum) {
          if (i <= j) {
            to[i * k + j] = to[j * k + i] = static_cast<float>(sum);
          }
        });
  }

  /// d = d value / d argument: Vᵀ·((V·D·Vᵀ) ∘ differences)·V with the symmetric part D of d_k.
  LACUNA_EITHER_SIDE
  LACUNA_HD void throughFunction(double* d, const float* d_k) const {
    const std::size_t k = state_.order;
    const double* const values = state_.values;
    const double* const v = state_.vectors;
    double* const inner = d + k * k;
    double* const half = inner + k * k;
    auto* const points = reinterpret_cast<SpectralPower::Point*>(half + k * k);
    const SpectralPower spectral(form_, values, k);
    crew_.each(k, [=](std::size_t i) { points[i] = spectral.pointOf(values[i]); });
    crew_.grid(k, k, [=](std::size_t i, std::size_t j) {
      d[i * k + j] =
          0.5 * (static_cast<double>(d_k[i * k + j]) + static_cast<double>(d_k[j * k + i]));
    });
    crew_.meet();
    const auto keep = [k](double* to) {
      return [=](std::size_t i, std::size_t j, double sum) { to[i * k + j] = sum; };
    };
    crew_.sums(
        k, k, k,
        [=](std::size_t i, std::size_t l, std::size_t j) { return v[i * k + l] * d[l * k + j]; },
        keep(half));
    crew_.grid(k, k, [=](std::size_t i, std::size_t j) {
      if (i <= j) {
        inner[i * k + j] = inner[j * k + i] = spectral.difference(points[i], points[j]);
      }
    });
    crew_.meet();
    crew_.sums(
        k, k, k,
        [=](std::size_t i, std::size_t l, std::size_t j) { return half[i * k + l] * v[j * k + l]; },
        [=](std::size_t i, std::size_t j, double sum) { inner[i * k + j] *= sum; });
    crew_.meet();
    crew_.sums(
        k, k, k,
        [=](std::size_t i, std::size_t l, std::size_t j) {
          return v[l * k + i] * inner[l * k + j];
        },
        keep(half));
    crew_.meet();
    crew_.sums(
        k, k, k,
        [=](std::size_t i, std::size_t l, std::size_t j) { return half[i * k + l] * v[l * k + j]; },
        keep(d));
    crew_.meet();
  }

  /// d value / d S from d value / d argument, in place.
  LACUNA_EITHER_SIDE
  LACUNA_HD void throughArgument(double* d) const {
    if (form_.power == SchattenPower::element_wise) {
      throughEntries(d);
    } else if (form_.power == SchattenPower::scaled_matrix) {
      throughMean(d);
    }
  }

  LACUNA_EITHER_SIDE
  LACUNA_HD void throughEntries(double* d) const {
    const double* const gram = state_.gram;
    const std::size_t size = state_.order * state_.order;
    const std::size_t largest = largestDiagonal();
    const double shift = kShift * ::fabs(gram[largest]);
    const double exponent = entryPower();
    crew_.each(
        size, [=](std::size_t at) { d[at] *= exponent * power(gram[at] + shift, exponent - 1.0); });
    crew_.meet();
    if (crew_.leads()) {
      double sum = 0.0;
      for (std::size_t at = 0; at < size; ++at) {
        sum += d[at];
      }
      d[largest] += ::copysign(kShift, gram[largest]) * sum;
    }
    crew_.meet();
  }

  LACUNA_EITHER_SIDE
  LACUNA_HD void throughMean(double* d) const {
    const double* const gram = state_.gram;
    const std::size_t k = state_.order;
    double* const through = d + k * k;  // one
    const double mean = meanEigenvalue();
    if (crew_.leads()) {
      double sum = 0.0;
      for (std::size_t at = 0; at < k * k; ++at) {
        sum += d[at] * gram[at];
      }
      *through = sum / (mean * mean * static_cast<double>(k));
    }
    crew_.meet();
    const double through_mean = *through;
    crew_.grid(k, k, [=](std::size_t i, std::size_t j) {
      d[i * k + j] = d[i * k + j] / mean - (i == j ? through_mean : 0.0);
    });
    crew_.meet();
  }

  const Crew& crew_;
  SchattenForm form_;
  SchattenState state_;
  double* scratch_;
};

}  // namespace lacuna::math
