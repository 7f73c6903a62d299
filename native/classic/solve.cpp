#include "classic/solve.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <memory>
#include <utility>

#include "classic/check.h"
#include "support/error.h"

namespace lacuna::classic {
namespace {

/// What is learned from, and what is held.
struct Split {
  Entries learned;
  HeldEntries held;
};

Split split(const Spec& spec, const Given& given) {
  const SparseObservations& all = given.entries;
  if (given.held.empty()) {
    return {entriesOf(spec.rows, spec.cols, all), {}};
  }
  Split parts;
  std::vector<std::uint32_t> offsets{0};
  std::vector<std::uint32_t> cols;
  std::vector<float> values;
  for (std::uint32_t row = 0; row < spec.rows; ++row) {
    for (std::uint32_t e = all.offsets[row]; e < all.offsets[row + 1]; ++e) {
      if (given.held[e] != 0) {
        parts.held.places.push_back({row, all.cols[e]});
        parts.held.values.push_back(all.values[e]);
      } else {
        cols.push_back(all.cols[e]);
        values.push_back(all.values[e]);
      }
    }
    offsets.push_back(static_cast<std::uint32_t>(cols.size()));
  }
  parts.learned = entriesOf(spec.rows, spec.cols, {1, offsets, cols, values});
  return parts;
}

/// The root of the mean squared error at held entries.
class Judge {
 public:
  Judge(const HeldEntries& held, std::optional<std::pair<float, float>> bounds)
      : held_(held), bounds_(bounds), predicted_(held.places.size()) {}

  [[nodiscard]] bool hasEntries() const { return !held_.places.empty(); }

  double error(Method& method) {
    method.predict(held_.places, predicted_);
    double sum = 0.0;
    for (std::size_t k = 0; k < predicted_.size(); ++k) {
      const double residual = clipped(predicted_[k]) - held_.values[k];
      sum += residual * residual;
    }
    return std::sqrt(sum / static_cast<double>(predicted_.size()));
  }

 private:
  [[nodiscard]] double clipped(float value) const {
    return bounds_ ? std::min(std::max(value, bounds_->first), bounds_->second) : value;
  }

  const HeldEntries& held_;
  std::optional<std::pair<float, float>> bounds_;
  std::vector<float> predicted_;
};

/// A method on its way.
class Run {
 public:
  Run(cpu::Team& team, const Spec& spec, const Split& parts, const std::atomic<bool>& stop)
      : spec_(spec),
        context_{team, parts.learned, spec.seed, stop},
        method_(
            std::visit([&](const auto& one) { return makeMethod(one, context_); }, spec.method)),
        judge_(parts.held, spec.bounds) {}

  /// At most so many steps; false when it diverged.
  bool take(std::uint64_t steps, ProgressSink& progress) {
    while (outcome_.steps < steps) {
      throwIfStopped(context_);
      const Progressed progressed = method_->step();
      if (!std::isfinite(progressed.change) || !std::isfinite(progressed.fidelity)) {
        return false;
      }
      ++outcome_.steps;
      outcome_.fidelity = progressed.fidelity;
      const std::array<double, 1> terms{progressed.fidelity};
      progress.report(outcome_.steps, terms);
      const bool closing = ends(progressed) || outcome_.steps == steps;
      record(closing);
      if (closing) {
        break;
      }
    }
    return true;
  }

  Outcome close(Stop stop) {
    outcome_.stop = stop;
    return close();
  }

  Outcome close() {
    outcome_.rank = method_->rank();
    outcome_.samples = method_->samples();
    if (spec_.form == Form::matrix) {
      outcome_.matrix.resize(std::size_t{spec_.rows} * spec_.cols);
      method_->fill(outcome_.matrix);
    } else {
      outcome_.factors = method_->factors();
    }
    outcome_.predictions.resize(spec_.places.size());
    if (!spec_.places.empty()) {
      method_->predict(spec_.places, outcome_.predictions);
    }
    addDeviations();
    return std::move(outcome_);
  }

  [[nodiscard]] std::uint64_t steps() const { return outcome_.steps; }

 private:
  /// Whether this is the last step, and why.
  bool ends(const Progressed& progressed) {
    const bool is_solved = progressed.change == 0.0;
    const bool is_settled = progressed.change <= spec_.tolerance;
    const bool is_last = outcome_.steps == spec_.steps;
    if (judge_.hasEntries() && (method_->stopsEarly() || is_solved || is_settled || is_last)) {
      judge();
    }
    if (is_solved || is_settled) {
      outcome_.stop = is_solved ? Stop::solved : Stop::tolerance;
      return true;
    }
    if (isImpatient()) {
      outcome_.stop = Stop::validation;
      return true;
    }
    return false;
  }

  void judge() {
    const double error = judge_.error(*method_);
    if (!outcome_.validation || error < outcome_.validation->error || method_->isConclusive()) {
      outcome_.validation = Validation{outcome_.steps, error};
    }
  }

  [[nodiscard]] bool isImpatient() const {
    return spec_.patience > 0 && outcome_.validation &&
           outcome_.steps - outcome_.validation->steps >= spec_.patience;
  }

  void record(bool closing) {
    if (spec_.trace_every == 0 || (!closing && outcome_.steps % spec_.trace_every != 0)) {
      return;
    }
    outcome_.trace.steps.push_back(outcome_.steps);
    outcome_.trace.terms.push_back(outcome_.fidelity);
  }

  void addDeviations() {
    if (spec_.places.empty() && spec_.form == Form::matrix) {
      // One row at a time: places of the whole matrix would be twice as large as the matrix.
      std::vector<float> row(spec_.cols);
      std::vector<Place> places(spec_.cols);
      for (std::uint32_t i = 0; i < spec_.rows; ++i) {
        for (std::uint32_t j = 0; j < spec_.cols; ++j) {
          places[j] = {i, j};
        }
        if (!method_->deviations(places, row)) {
          return;
        }
        outcome_.deviations.insert(outcome_.deviations.end(), row.begin(), row.end());
      }
      return;
    }
    outcome_.deviations.resize(spec_.places.size());
    if (spec_.places.empty() || !method_->deviations(spec_.places, outcome_.deviations)) {
      outcome_.deviations.clear();
    }
  }

  const Spec& spec_;
  Context context_;
  std::unique_ptr<Method> method_;
  Judge judge_;
  Outcome outcome_;
};

}  // namespace

Outcome solve(cpu::Team& team, const Spec& spec, const Given& given, ProgressSink& progress,
              const std::atomic<bool>& stop) {
  check(spec, given);
  const Split parts = split(spec, given);
  if (parts.learned.count() == 0) {
    throw Error(ErrorCode::invalid_argument, "Expected entries to learn from beside those held");
  }
  Run run(team, spec, parts, stop);
  if (run.take(spec.steps, progress)) {
    return run.close();
  }
  if (run.steps() == 0) {
    throw Error(ErrorCode::invalid_argument, "The method diverged at its first step");
  }
  Run again(team, spec, parts, stop);
  again.take(run.steps(), progress);
  return again.close(Stop::diverged);
}

std::uint64_t estimateBytes(const Spec& spec, std::uint64_t observed) {
  const Extent extent{spec.rows, spec.cols, observed, spec.form == Form::matrix};
  const std::uint64_t method =
      std::visit([&](const auto& one) { return methodBytes(one, extent); }, spec.method);
  const std::uint64_t result = extent.dense ? sizeof(float) * extent.entries() : 0;
  return entriesBytes(extent.rows, extent.cols, observed) + method + result;
}

}  // namespace lacuna::classic
