// Comparing two problems of a batch, on their way, that differ in their starts alone.
#pragma once

#include <cstdint>
#include <vector>

#include "solver/model.h"
#include "solver/spec.h"

namespace lacuna {

/// How two runs differ over the steps.
struct AgreementCurve {
  std::vector<std::uint64_t> steps;   // of the looks
  std::vector<double> disagreements;  // δ
  std::uint64_t chosen_step = 0;      // the last one with δ <= most; 0: there was none
  double difference = 0.0;            // root of the mean of (x − y)² there
};

/// The rule of Spec::agreement.
class SeedAgreement {
 public:
  /// `spec` must outlive it.
  SeedAgreement(const SeedAgreementSpec& spec, std::uint32_t rows, std::uint32_t cols)
      : spec_(spec), rows_(rows), cols_(cols) {}

  [[nodiscard]] bool looksAt(std::uint64_t step) const {
    return step > 0 && step % spec_.every == 0;
  }

  /// Takes note of the X of both at that step.
  void look(std::uint64_t step, const Iterate& x, const Iterate& y);

  /// Whether they agreed, and not for so long; runs that never did may still find together.
  [[nodiscard]] bool isOver(std::uint64_t step) const {
    return curve_.chosen_step > 0 && step - curve_.chosen_step >= spec_.patience;
  }

  [[nodiscard]] const AgreementCurve& curve() const { return curve_; }

 private:
  [[nodiscard]] std::vector<double> atPlaces(const Iterate& x) const;

  const SeedAgreementSpec& spec_;
  std::uint32_t rows_;
  std::uint32_t cols_;
  AgreementCurve curve_;
};

/// Throws Error(invalid_argument) when there are not two problems, or no places of the matrix.
void checkAgreement(const Spec& spec, std::uint32_t batch);

/// Host memory of the comparison, for each of the two.
std::uint64_t agreementBytes(const Spec& spec);

}  // namespace lacuna
