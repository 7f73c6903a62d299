#include "solver/validation.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>

#include "solver/check.h"
#include "support/error.h"

namespace lacuna {
namespace {

void expect(bool condition, const std::string& message) {
  if (!condition) {
    throw Error(ErrorCode::invalid_argument, message);
  }
}

bool isObserved(const DenseObservations& dense, const Spec& spec, std::size_t line,
                std::uint32_t col) {
  return dense.mask[line * spec.cols + col] != 0;
}

/// `line` counts the rows of all problems.
bool isObserved(const SparseObservations& sparse, const Spec& spec, std::size_t line,
                std::uint32_t col) {
  const std::size_t at = line + line / spec.rows;  // each problem has one offset more
  const auto* const begin = sparse.cols.data() + sparse.offsets[at];
  return std::binary_search(begin, sparse.cols.data() + sparse.offsets[at + 1], col);
}

}  // namespace

Validation::Validation(const ValidationSpec& spec, std::uint32_t rows, std::uint32_t cols,
                       std::uint32_t batch)
    : spec_(spec), rows_(rows), cols_(cols), curves_(batch) {}

void Validation::look(std::uint32_t problem, std::uint64_t step, const Iterate& x) {
  ValidationCurve& curve = curves_[problem];
  curve.steps.push_back(step);
  curve.errors.push_back(error(problem, x));
  if (curve.errors.back() < curve.best_error) {
    curve.best_error = curve.errors.back();
    curve.best_step = step;
  }
}

bool Validation::isOver(std::uint32_t problem, std::uint64_t step) const {
  return spec_.patience > 0 && step - curves_[problem].best_step >= spec_.patience;
}

double Validation::error(std::uint32_t problem, const Iterate& x) const {
  const std::size_t first = static_cast<std::size_t>(problem) * (rows_ + std::size_t{1});
  double sum = 0.0;
  for (std::uint32_t i = 0; i < rows_; ++i) {
    for (std::uint32_t e = spec_.offsets[first + i]; e < spec_.offsets[first + i + 1]; ++e) {
      const double residual = predicted(x, i, spec_.cols[e]) - static_cast<double>(spec_.values[e]);
      sum += residual * residual;
    }
  }
  const auto held = spec_.offsets[first + rows_] - spec_.offsets[first];
  return std::sqrt(sum / static_cast<double>(held));
}

double Validation::predicted(const Iterate& x, std::uint32_t row, std::uint32_t col) const {
  double value = 0.0;
  if (!x.matrix.empty()) {
    value = static_cast<double>(x.matrix[static_cast<std::size_t>(row) * cols_ + col]);
  } else {
    const std::size_t rank = x.left.size() / rows_;
    for (std::size_t k = 0; k < rank; ++k) {
      value += static_cast<double>(x.left[row * rank + k]) *
               static_cast<double>(x.right[col * rank + k]);
    }
  }
  // A comparison with NaN keeps it, so that it is noticed.
  if (spec_.bounds && value < spec_.bounds->first) {
    return spec_.bounds->first;
  }
  return spec_.bounds && value > spec_.bounds->second ? spec_.bounds->second : value;
}

void checkHeld(const Spec& spec, const Observations& observations) {
  if (!spec.validation) {
    return;
  }
  const ValidationSpec& validation = *spec.validation;
  expect(validation.every > 0, "Expected at least one step between two looks at held entries");
  const std::uint32_t batch = batchOf(observations);
  check(validation.view(batch), spec.rows, spec.cols);
  const std::size_t lines = static_cast<std::size_t>(batch) * spec.rows;
  for (std::size_t line = 0; line < lines; ++line) {
    const std::size_t at = line + line / spec.rows;
    for (std::uint32_t e = validation.offsets[at]; e < validation.offsets[at + 1]; ++e) {
      const bool observed = std::visit(
          [&](const auto& kind) { return isObserved(kind, spec, line, validation.cols[e]); },
          observations);
      expect(!observed, "Expected held entries that are not observed as well");
    }
  }
  for (std::size_t problem = 0; problem < batch; ++problem) {
    const std::size_t at = problem * (spec.rows + std::size_t{1});
    expect(validation.offsets[at] < validation.offsets[at + spec.rows],
           "Expected at least one held entry for each problem");
  }
}

std::uint64_t validationBytes(const Spec& spec) {
  if (!spec.validation) {
    return 0;
  }
  const std::uint64_t entries = static_cast<std::uint64_t>(spec.rows) * spec.cols;
  const std::uint64_t looks = spec.stopping.steps / spec.validation->every + 1;
  return entries * sizeof(float) + looks * (sizeof(std::uint64_t) + sizeof(double));
}

}  // namespace lacuna
