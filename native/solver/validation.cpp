#include "solver/validation.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numeric>
#include <span>
#include <string>

#include "solver/check.h"
#include "support/error.h"

namespace lacuna {
namespace {

/// Held entries whose errors are kept, at most; they say how much the others scatter.
constexpr std::size_t kMostSampled = 4096;

/// The fidelity has to fall to this share of what it was, or a run has learned nothing since.
constexpr double kLearned = 0.95;

/// An error of less than this share of what their mean makes of the held entries is a beginning.
constexpr double kBegun = 0.9;

/// How many times the patience a run has where it may rest at a saddle.
constexpr std::uint64_t kAtSaddles = 3;

/// Every so many of the held entries is sampled.
std::size_t strideOf(std::size_t held) { return (held + kMostSampled - 1) / kMostSampled; }

/// The standard deviation of a − b, entry by entry; 0 of less than two.
double deviation(const std::vector<float>& a, const std::vector<float>& b) {
  const auto count = static_cast<double>(a.size());
  double mean = 0.0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    mean += (static_cast<double>(a[i]) - static_cast<double>(b[i])) / count;
  }
  double sum = 0.0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const double away = static_cast<double>(a[i]) - static_cast<double>(b[i]) - mean;
    sum += away * away;
  }
  return a.size() < 2 ? 0.0 : std::sqrt(sum / (count - 1.0));
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
    : spec_(spec), rows_(rows), cols_(cols), curves_(batch), fits_(batch), sampled_(batch) {}

std::size_t Validation::heldOf(std::uint32_t problem) const {
  const std::size_t first = static_cast<std::size_t>(problem) * (rows_ + std::size_t{1});
  return spec_.offsets[first + rows_] - spec_.offsets[first];
}

void Validation::look(std::uint32_t problem, std::uint64_t step, const Iterate& x,
                      double fidelity) {
  const std::size_t first = static_cast<std::size_t>(problem) * (rows_ + std::size_t{1});
  const std::size_t held = heldOf(problem);
  const std::size_t stride = strideOf(held);
  std::vector<float> sampled;
  double sum = 0.0;
  for (std::uint32_t i = 0; i < rows_; ++i) {
    for (std::uint32_t e = spec_.offsets[first + i]; e < spec_.offsets[first + i + 1]; ++e) {
      const double residual = predicted(x, i, spec_.cols[e]) - static_cast<double>(spec_.values[e]);
      const double square = residual * residual;
      sum += square;
      if ((e - spec_.offsets[first]) % stride == 0) {
        sampled.push_back(static_cast<float>(square));
      }
    }
  }
  ValidationCurve& curve = curves_[problem];
  curve.steps.push_back(step);
  curve.errors.push_back(std::sqrt(sum / static_cast<double>(held)));
  if (curve.errors.back() < curve.best_error) {
    curve.best_error = curve.errors.back();
    curve.best_step = step;
    fits_[problem] = {fidelity, fidelity};
  }
  fits_[problem].least = std::min(fits_[problem].least, fidelity);
  if (spec_.choice == StepChoice::fewest) {
    sampled_[problem].push_back(std::move(sampled));
  }
}

bool Validation::isOver(std::uint32_t problem, std::uint64_t step) const {
  return spec_.patience > 0 && step - curves_[problem].best_step >= patienceOf(problem);
}

// Factors that start near zero stay at saddles until the next direction has grown, the longer the
// narrower they are. Nothing over-fits there. A saddle looks like an end, so that only the first
// one, at which there is nothing to lose, has all steps.
std::uint64_t Validation::patienceOf(std::uint32_t problem) const {
  const Fit& fit = fits_[problem];
  if (!(fit.least > kLearned * fit.at_best)) {
    return spec_.patience;
  }
  const bool begun = curves_[problem].best_error < kBegun * spreadOf(problem);
  return begun ? kAtSaddles * spec_.patience : std::numeric_limits<std::uint64_t>::max();
}

/// The standard deviation of the held entries.
double Validation::spreadOf(std::uint32_t problem) const {
  const std::size_t first = static_cast<std::size_t>(problem) * (rows_ + std::size_t{1});
  const std::span<const float> values{spec_.values.data() + spec_.offsets[first], heldOf(problem)};
  const auto count = static_cast<double>(values.size());
  const double mean = std::accumulate(values.begin(), values.end(), 0.0) / count;
  double sum = 0.0;
  for (const float value : values) {
    sum += std::pow(static_cast<double>(value) - mean, 2);
  }
  return std::sqrt(sum / count);
}

ValidationCurve Validation::take(std::uint32_t problem) {
  ValidationCurve curve = std::move(curves_[problem]);
  if (std::isfinite(curve.best_error)) {
    const std::size_t at = chosen(curve, sampled_[problem], heldOf(problem));
    curve.chosen_step = curve.steps[at];
    curve.chosen_error = curve.errors[at];
  }
  return curve;
}

std::size_t Validation::chosen(const ValidationCurve& curve, const Sampled& sampled,
                               std::size_t held) const {
  const auto best = static_cast<std::size_t>(
      std::find(curve.steps.begin(), curve.steps.end(), curve.best_step) - curve.steps.begin());
  const bool still_falls = best + 1 == curve.steps.size();
  if (spec_.choice == StepChoice::least || still_falls) {
    return best;
  }
  std::size_t at = 0;
  while (at < best) {
    const double excess = curve.errors[at] * curve.errors[at] - curve.best_error * curve.best_error;
    if (excess <= deviation(sampled[at], sampled[best]) / std::sqrt(static_cast<double>(held))) {
      break;
    }
    ++at;
  }
  return at;
}

double Validation::predicted(const Iterate& x, std::uint32_t row, std::uint32_t col) const {
  const double value = entryOf(x, rows_, cols_, static_cast<std::size_t>(row) * cols_ + col);
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
  const std::uint64_t sampled = std::min(kMostSampled, spec.validation->values.size());
  return entries * sizeof(float) +
         looks * (sizeof(std::uint64_t) + sizeof(double) + sampled * sizeof(float));
}

}  // namespace lacuna
