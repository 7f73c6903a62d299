// Stopping where two runs from different starts no longer agree.
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace lacuna {

/// A batch of two problems, which are the same but for their starts: what one of them makes of
/// missing entries and the other does not is nothing that the observed ones say. They are compared
/// at multiples of `every` and after the last step, by δ = ‖x − y‖/‖(x + y)/2 − its mean‖ over the
/// values x and y of both at some places, and end when no δ was at most `most` for `patience`
/// steps.
struct SeedAgreementSpec {
  double most;
  std::uint64_t every;
  std::uint64_t patience;
  std::uint64_t seed;                 // of the second one
  std::vector<std::uint32_t> places;  // entries of X row by row, missing ones
};

/// How two runs differ over the steps.
struct AgreementCurve {
  std::vector<std::uint64_t> steps;   // of the looks
  std::vector<double> disagreements;  // δ
  std::uint64_t chosen_step = 0;      // the last one with δ <= most; 0: there was none
  double difference = 0.0;            // root of the mean of (x − y)² there
};

/// The rule on such a pair.
class SeedAgreement {
 public:
  /// `spec` must outlive it.
  explicit SeedAgreement(const SeedAgreementSpec& spec) : spec_(spec) {}

  [[nodiscard]] bool looksAt(std::uint64_t step) const {
    return step > 0 && step % spec_.every == 0;
  }

  /// Takes note of the values at the places, after that many steps.
  void look(std::uint64_t step, const std::vector<double>& x, const std::vector<double>& y) {
    const auto count = static_cast<double>(x.size());
    double mean = 0.0;
    for (std::size_t i = 0; i < x.size(); ++i) {
      mean += (x[i] + y[i]) / 2.0 / count;
    }
    double apart = 0.0;
    double spread = 0.0;
    for (std::size_t i = 0; i < x.size(); ++i) {
      const double away = (x[i] + y[i]) / 2.0 - mean;
      apart += (x[i] - y[i]) * (x[i] - y[i]);
      spread += away * away;
    }
    // Without a spread there is nothing to compare with; and NaN is no agreement.
    curve_.steps.push_back(step);
    curve_.disagreements.push_back(std::sqrt(apart / spread));
    if (curve_.disagreements.back() <= spec_.most) {
      curve_.chosen_step = step;
      curve_.difference = std::sqrt(apart / count);
    }
  }

  [[nodiscard]] bool isOver(std::uint64_t step) const {
    return step - curve_.chosen_step >= spec_.patience;
  }

  [[nodiscard]] const AgreementCurve& curve() const { return curve_; }

 private:
  const SeedAgreementSpec& spec_;
  AgreementCurve curve_;
};

}  // namespace lacuna
