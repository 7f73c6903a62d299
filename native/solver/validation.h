// Judging the problems of a batch, on their way, by observed entries that they do not learn from.
#pragma once

#include <cstdint>
#include <limits>
#include <utility>
#include <vector>

#include "solver/model.h"
#include "solver/observations.h"
#include "solver/spec.h"

namespace lacuna {

/// How well one problem predicts its held entries.
struct ValidationCurve {
  std::vector<std::uint64_t> steps;  // of the looks
  std::vector<double> errors;        // roots of the mean squared errors at the held entries
  std::uint64_t best_step = 0;
  double best_error = std::numeric_limits<double>::infinity();  // as long as none is finite
  // By ValidationSpec::choice; the same two when none was finite.
  std::uint64_t chosen_step = 0;
  double chosen_error = std::numeric_limits<double>::infinity();
};

/// The rule of Spec::validation.
class Validation {
 public:
  /// `spec` must outlive it.
  Validation(const ValidationSpec& spec, std::uint32_t rows, std::uint32_t cols,
             std::uint32_t batch);

  [[nodiscard]] bool looksAt(std::uint64_t step) const {
    return step > 0 && step % spec_.every == 0;
  }

  /// Takes note of a problem's X at that step, and of its fidelity to the entries it learns from.
  void look(std::uint32_t problem, std::uint64_t step, const Iterate& x, double fidelity);

  /// Whether no step within the patience, which is longer at saddles, was better than the best one
  /// before.
  [[nodiscard]] bool isOver(std::uint32_t problem, std::uint64_t step) const;

  /// Hands over the curve of one problem, with the step that is chosen.
  ValidationCurve take(std::uint32_t problem);

 private:
  /// Squared errors at some of the held entries, one list for each look.
  using Sampled = std::vector<std::vector<float>>;

  /// The fidelity at the best look, and the least one from there on.
  struct Fit {
    double at_best = 0.0;
    double least = 0.0;
  };

  [[nodiscard]] std::uint64_t patienceOf(std::uint32_t problem) const;
  [[nodiscard]] double spreadOf(std::uint32_t problem) const;
  [[nodiscard]] std::size_t heldOf(std::uint32_t problem) const;
  [[nodiscard]] std::size_t chosen(const ValidationCurve& curve, const Sampled& sampled,
                                   std::size_t held) const;
  [[nodiscard]] double predicted(const Iterate& x, std::uint32_t row, std::uint32_t col) const;

  const ValidationSpec& spec_;
  std::uint32_t rows_;
  std::uint32_t cols_;
  std::vector<ValidationCurve> curves_;
  std::vector<Fit> fits_;
  std::vector<Sampled> sampled_;  // one for each problem; empty lists where no choice needs them
};

/// Throws Error(invalid_argument) when the held entries are no entries of such matrices, when a
/// problem has none, or when one of them is observed.
void checkHeld(const Spec& spec, const Observations& observations);

/// Host memory of the validation of one problem, its held entries not included.
std::uint64_t validationBytes(const Spec& spec);

}  // namespace lacuna
