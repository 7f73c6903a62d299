#include "solver/solve.h"

#include <algorithm>
#include <cmath>
#include <memory>
#include <numeric>
#include <optional>
#include <utility>

#include "fold/fold_weight.h"
#include "optimizer/optimizer.h"
#include "optimizer/plateau.h"
#include "solver/check.h"
#include "solver/snapshots.h"
#include "solver/start.h"
#include "support/stop.h"

namespace lacuna {
namespace {

double sum(std::span<const double> terms) {
  return std::accumulate(terms.begin(), terms.end(), 0.0);
}

/// The optimizer for the problems that go on. One whose loss is no longer finite ends with this
/// step on the X of the one before, so what becomes of its parameters does not matter.
class UpdatingSink final : public GradientSink {
 public:
  /// Problems that move at one rate.
  struct Group {
    double rate_scale;
    std::vector<std::uint32_t> problems;
  };

  /// `groups` is as it should be until the step is done.
  UpdatingSink(Optimizer& optimizer, std::vector<Group>& groups)
      : optimizer_(optimizer), groups_(groups) {}

  /// Begins a step in which nothing moves yet.
  void beginStep(Device& device, std::uint64_t t) {
    optimizer_.beginStep(device, t);
    groups_.clear();
  }

  /// Lets a problem move in this step.
  void move(std::uint32_t problem, double rate_scale) {
    for (Group& group : groups_) {
      if (group.rate_scale == rate_scale) {
        group.problems.push_back(problem);
        return;
      }
    }
    groups_.push_back({rate_scale, {problem}});
  }

  void take(Problems /*problems*/, const Parameter& parameter, ConstMatrix gradient) override {
    for (const Group& group : groups_) {
      optimizer_.setRateScale(group.rate_scale);
      optimizer_.take(group.problems, parameter, gradient);
    }
  }

  void endStep(DoubleMatrix terms) {
    for (const Group& group : groups_) {
      optimizer_.setRateScale(group.rate_scale);
      optimizer_.endStep(group.problems, terms);
    }
  }

 private:
  Optimizer& optimizer_;
  std::vector<Group>& groups_;
};

/// What the loop remembers of one problem.
struct Course {
  bool closing = false;  // the next evaluation is its last
  StopReason reason = StopReason::steps;
  double window_loss = 0.0;        // the loss one window ago
  std::vector<double> energies;    // of the evaluation before, where a rule looks at them
  Plateau plateau;                 // of a rate that follows the loss
  std::vector<double> last_terms;  // finite terms of the evaluation before
};

class Solver {
 public:
  Solver(Device& device, const Spec& spec, const Observations& observations,
         const std::atomic<bool>& stop)
      : device_(device),
        spec_(spec),
        observations_(observations),
        stop_(stop),
        active_(batchOf(observations)),
        model_(makeModel(device, spec, shapeOf(observations))),
        optimizer_(
            makeOptimizer(device, batchOf(observations), model_->parameters(), spec.optimizer)),
        sink_(*optimizer_, groups_),
        snapshots_(spec, batchOf(observations)),
        terms_(batchOf(observations) * model_->terms()),
        courses_(batchOf(observations)),
        outcomes_(batchOf(observations)) {
    if (spec.instruments.any()) {
      instruments_.emplace(device, spec, batchOf(observations), model_->parameters());
    }
    model_->stopWhen(stop);
    model_->start(device, observations);
    std::iota(active_.begin(), active_.end(), 0U);
  }

  std::vector<Outcome> run(ProgressSink& progress) {
    for (std::uint64_t step = 0; !active_.empty(); ++step) {
      throwIfStopped(stop_);
      evaluate(step);
      progress.report(step, meanTerms());
      settle(step);
    }
    return std::move(outcomes_);
  }

 private:
  [[nodiscard]] std::span<const double> termsOf(std::uint32_t problem) const {
    return {terms_.data() + problem * model_->terms(), model_->terms()};
  }

  void evaluate(std::uint64_t step) {
    sink_.beginStep(device_, step + 1);
    updating_.clear();
    for (const std::uint32_t problem : active_) {
      Course& course = courses_[problem];
      course.closing |= step == spec_.stopping.steps;
      if (!course.closing) {
        updating_.push_back(problem);
        sink_.move(problem, course.plateau.scale());
      }
    }
    const StepOfBatch now{step, active_, updating_};
    const bool measured =
        spec_.stopping.regularizer_change > 0.0 || now.reads(spec_.instruments.energies);
    model_->beginStep(device_, step,
                      measured ? Model::Energies::measured : Model::Energies::unmeasured);
    snapshots_.before(device_, *model_, step, active_);
    GradientSink* sink = &sink_;
    if (instruments_) {
      instruments_->before(device_, *model_, now);
      sink = &instruments_->through(device_, sink_);
    }
    model_->evaluate(device_, active_, *sink);
    const auto terms = static_cast<std::uint32_t>(model_->terms());
    sink_.endStep({model_->termValues().data(), 1, terms, terms});
    device_.download(terms_.data(), model_->termValues().data(), terms_.size() * sizeof(double));
    energies_ = measured ? model_->energies(device_, terms_) : std::vector<double>{};
  }

  /// Empty where they were not measured.
  [[nodiscard]] std::span<const double> energiesOf(std::uint32_t problem) const {
    const std::size_t count = energies_.empty() ? 0 : model_->regularizers();
    return {energies_.data() + problem * count, count};
  }

  std::span<const double> meanTerms() {
    mean_.assign(model_->terms(), 0.0);
    for (const std::uint32_t problem : active_) {
      for (std::size_t i = 0; i < mean_.size(); ++i) {
        mean_[i] += termsOf(problem)[i] / static_cast<double>(active_.size());
      }
    }
    return mean_;
  }

  /// Records the step and takes out the problems that end with it.
  void settle(std::uint64_t step) {
    std::erase_if(active_, [&](std::uint32_t problem) {
      Course& course = courses_[problem];
      const auto terms = termsOf(problem);
      const double loss = sum(terms);
      if (!std::isfinite(loss)) {
        finishDiverged(problem, step);
        return true;
      }
      course.last_terms.assign(terms.begin(), terms.end());
      snapshots_.after(device_, *model_, step, problem);
      if (instruments_) {
        instruments_->after(device_, *model_, problem, energiesOf(problem), observations_);
      }
      if (course.closing) {
        finish(problem, step, Model::Which::last);
        return true;
      }
      if (spec_.trace_every > 0 && step % spec_.trace_every == 0) {
        record(problem, step);
      }
      watch(course, step, loss);
      watchEnergies(course, step, energiesOf(problem));
      follow(course, loss);
      return false;
    });
  }

  /// The rule of Spec::plateau.
  void follow(Course& course, double loss) const {
    if (!spec_.plateau) {
      return;
    }
    course.plateau.watch(*spec_.plateau, loss);
    if (course.plateau.scale() < spec_.plateau->stop_below) {
      course.closing = true;
      course.reason = StopReason::tolerance;
    }
  }

  /// The rule of StoppingSpec::tolerance.
  void watch(Course& course, std::uint64_t step, double loss) const {
    const StoppingSpec& rule = spec_.stopping;
    if (!(rule.tolerance > 0.0) || step % rule.window != 0) {
      return;
    }
    if (step > 0 && step >= rule.min_steps &&
        std::abs(loss - course.window_loss) <= rule.tolerance * std::abs(course.window_loss)) {
      course.closing = true;
      course.reason = StopReason::tolerance;
    }
    course.window_loss = loss;
  }

  /// The rule of StoppingSpec::regularizer_change.
  void watchEnergies(Course& course, std::uint64_t step, std::span<const double> energies) const {
    const StoppingSpec& rule = spec_.stopping;
    if (!(rule.regularizer_change > 0.0)) {
      return;
    }
    bool settled = step > 0 && step >= rule.min_steps;
    bool adaptive = false;
    for (std::size_t i = 0; settled && i < energies.size(); ++i) {
      if (std::holds_alternative<AdaptiveLaplacianSpec>(spec_.regularizers[i])) {
        adaptive = true;
        settled = std::abs(energies[i] - course.energies[i]) < rule.regularizer_change;
      }
    }
    if (settled && adaptive && !course.closing) {
      course.closing = true;
      course.reason = StopReason::regularizer_change;
    }
    course.energies.assign(energies.begin(), energies.end());
  }

  void record(std::uint32_t problem, std::uint64_t step) {
    Trace& trace = outcomes_[problem].trace;
    const std::vector<double>& terms = courses_[problem].last_terms;
    trace.steps.push_back(step);
    trace.terms.insert(trace.terms.end(), terms.begin(), terms.end());
  }

  void finish(std::uint32_t problem, std::uint64_t step, Model::Which which) {
    Outcome& outcome = outcomes_[problem];
    outcome.steps = step;
    outcome.stop_reason = courses_[problem].reason;
    outcome.terms = courses_[problem].last_terms;
    outcome.x = model_->read(device_, problem, which);
    const bool recorded = !outcome.trace.steps.empty() && outcome.trace.steps.back() == step;
    if (spec_.trace_every > 0 && !recorded) {
      record(problem, step);
    }
    outcome.snapshots = snapshots_.take(problem);
    if (instruments_) {
      outcome.readings = instruments_->take(problem);
    }
    if (spec_.keep_laplacians && outcome.stop_reason != StopReason::diverged) {
      outcome.laplacians = model_->laplacians(device_, problem);
    }
    if (spec_.keep_parameters && outcome.stop_reason != StopReason::diverged) {
      outcome.parameters = parametersOf(problem);
    }
    if (spec_.keep_fit) {
      outcome.fit = fitOf(outcome, problem);
    }
  }

  Fit fitOf(const Outcome& outcome, std::uint32_t problem) {
    Fit fit{lowRankOfOutcome(outcome, problem), 0.0, 0.0};
    const auto weight = [&](FoldMetric metric) {
      return foldWeight(fit.x, metric, observations_, problem, stop_);
    };
    fit.covariance_weight = weight(FoldMetric::covariance);
    fit.identity_weight = weight(FoldMetric::identity);
    return fit;
  }

  /// From factors where there are some. Those of the model are at the present parameters, from
  /// which a run that diverged went back.
  LowRank lowRankOfOutcome(const Outcome& outcome, std::uint32_t problem) {
    const auto& [matrix, left, right] = outcome.x;
    if (!left.empty()) {
      return lowRankOf(left, right, spec_.rows, spec_.cols, stop_);
    }
    if (outcome.stop_reason != StopReason::diverged) {
      if (const std::optional<Factors> factors = model_->factors(device_, problem)) {
        return lowRankOf(factors->left, factors->right, spec_.rows, spec_.cols, stop_);
      }
    }
    return lowRankOf(matrix, spec_.rows, spec_.cols, stop_);
  }

  [[nodiscard]] std::vector<std::vector<float>> parametersOf(std::uint32_t problem) const {
    std::vector<std::vector<float>> parameters(representationParameters(spec_));
    for (std::size_t i = 0; i < parameters.size(); ++i) {
      const Matrix& value = model_->parameters()[i].value;
      parameters[i].resize(value.size());
      device_.download(parameters[i].data(), value.of(problem), value.size() * sizeof(float));
    }
    return parameters;
  }

  /// Back to the iterate before; a problem that starts out of range has none, and keeps its start.
  void finishDiverged(std::uint32_t problem, std::uint64_t step) {
    Course& course = courses_[problem];
    course.reason = StopReason::diverged;
    if (course.last_terms.empty()) {
      course.last_terms.assign(termsOf(problem).begin(), termsOf(problem).end());
      finish(problem, step, Model::Which::last);
    } else {
      finish(problem, step - 1, Model::Which::before);
    }
  }

  Device& device_;
  const Spec& spec_;
  const Observations& observations_;
  const std::atomic<bool>& stop_;
  // Before the model: kernels that were put off run at the latest when its memory is released.
  std::vector<std::uint32_t> active_;
  std::vector<std::uint32_t> updating_;
  std::vector<UpdatingSink::Group> groups_;
  std::unique_ptr<Model> model_;
  std::unique_ptr<Optimizer> optimizer_;
  UpdatingSink sink_;
  Snapshots snapshots_;
  std::optional<Instruments> instruments_;
  std::vector<double> terms_;     // batch × terms
  std::vector<double> energies_;  // batch × regularizers at this step, or empty
  std::vector<double> mean_;
  std::vector<Course> courses_;
  std::vector<Outcome> outcomes_;
};

}  // namespace

std::vector<Outcome> solve(Device& device, const Spec& spec, const Observations& observations,
                           ProgressSink& progress, const std::atomic<bool>& stop) {
  check(spec, observations);
  return Solver(device, spec, observations, stop).run(progress);
}

}  // namespace lacuna
