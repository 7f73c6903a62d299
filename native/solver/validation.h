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

  /// Takes note of a problem's X at that step.
  void look(std::uint32_t problem, std::uint64_t step, const Iterate& x);

  /// Whether no step within the patience was better than the best one before.
  [[nodiscard]] bool isOver(std::uint32_t problem, std::uint64_t step) const;

  /// Hands over the curve of one problem.
  ValidationCurve take(std::uint32_t problem) { return std::move(curves_[problem]); }

 private:
  [[nodiscard]] double error(std::uint32_t problem, const Iterate& x) const;
  [[nodiscard]] double predicted(const Iterate& x, std::uint32_t row, std::uint32_t col) const;

  const ValidationSpec& spec_;
  std::uint32_t rows_;
  std::uint32_t cols_;
  std::vector<ValidationCurve> curves_;
};

/// Throws Error(invalid_argument) when the held entries are no entries of such matrices, when a
/// problem has none, or when one of them is observed.
void checkHeld(const Spec& spec, const Observations& observations);

/// Host memory of the validation of one problem, its held entries not included.
std::uint64_t validationBytes(const Spec& spec);

}  // namespace lacuna
