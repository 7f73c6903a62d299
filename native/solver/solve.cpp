#include "solver/solve.h"

#include <algorithm>
#include <cmath>
#include <memory>
#include <numeric>
#include <utility>

#include "optimizer/optimizer.h"
#include "optimizer/plateau.h"
#include "solver/check.h"
#include "solver/schatten_model.h"
#include "solver/start.h"
#include "support/error.h"

namespace lacuna {
namespace {

double sum(std::span<const double> terms) {
  return std::accumulate(terms.begin(), terms.end(), 0.0);
}

/// The optimizer for the problems that go on. One whose loss is no longer finite ends with this
/// step on the X of the one before, so what becomes of its parameters does not matter.
class UpdatingSink final : public GradientSink {
 public:
  explicit UpdatingSink(Optimizer& optimizer) : optimizer_(optimizer) {}

  /// Problems that move at one rate.
  struct Group {
    double rate_scale;
    std::vector<std::uint32_t> problems;
  };

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

  void endStep() {
    for (const Group& group : groups_) {
      optimizer_.setRateScale(group.rate_scale);
      optimizer_.endStep(group.problems);
    }
  }

 private:
  Optimizer& optimizer_;
  std::vector<Group> groups_;  // as it is until the step is done
};

/// What the loop remembers of one problem.
struct Course {
  bool closing = false;  // the next evaluation is its last
  StopReason reason = StopReason::steps;
  double window_loss = 0.0;        // the loss one window ago
  Plateau plateau;                 // of a rate that follows the loss
  std::vector<double> last_terms;  // finite terms of the evaluation before
};

class Solver {
 public:
  Solver(Device& device, const Spec& spec, const Observations& observations)
      : device_(device),
        spec_(spec),
        active_(batchOf(observations)),
        model_(makeModel(device, spec, shapeOf(observations))),
        optimizer_(
            makeOptimizer(device, batchOf(observations), model_->parameters(), spec.optimizer)),
        sink_(*optimizer_),
        terms_(batchOf(observations) * model_->terms()),
        courses_(batchOf(observations)),
        outcomes_(batchOf(observations)) {
    model_->start(device, observations);
    std::iota(active_.begin(), active_.end(), 0U);
  }

  std::vector<Outcome> run(ProgressSink& progress, const std::atomic<bool>& stop) {
    for (std::uint64_t step = 0; !active_.empty(); ++step) {
      if (stop.load(std::memory_order_relaxed)) {
        throw Error(ErrorCode::cancelled, "The job was cancelled");
      }
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
    for (const std::uint32_t problem : active_) {
      Course& course = courses_[problem];
      course.closing |= step == spec_.stopping.steps;
      if (!course.closing) {
        sink_.move(problem, course.plateau.scale());
      }
    }
    model_->evaluate(device_, active_, sink_);
    sink_.endStep();
    device_.download(terms_.data(), model_->termValues().data(), terms_.size() * sizeof(double));
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
      if (course.closing) {
        finish(problem, step, Model::Which::last);
        return true;
      }
      if (spec_.trace_every > 0 && step % spec_.trace_every == 0) {
        record(problem, step);
      }
      watch(course, step, loss);
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
    if (spec_.keep_laplacians && outcome.stop_reason != StopReason::diverged) {
      outcome.laplacians = model_->laplacians(device_, problem);
    }
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
  // Before the model: kernels that were put off run at the latest when its memory is released.
  std::vector<std::uint32_t> active_;
  std::unique_ptr<Model> model_;
  std::unique_ptr<Optimizer> optimizer_;
  UpdatingSink sink_;
  std::vector<double> terms_;  // batch × terms
  std::vector<double> mean_;
  std::vector<Course> courses_;
  std::vector<Outcome> outcomes_;
};

/// Counts what is asked for and gives nothing.
class CountingMemory final : public Memory {
 public:
  void* allocate(std::size_t bytes) override {
    bytes_ += bytes;
    return nullptr;
  }
  void release(void* /*block*/, std::size_t /*bytes*/) noexcept override {}
  [[nodiscard]] std::uint64_t bytes() const { return bytes_; }

 private:
  std::uint64_t bytes_ = 0;
};

/// Columns of the factors that a run on sparse input gives.
std::uint64_t factorsWidth(const Spec& spec) {
  if (const auto* const blocks = std::get_if<SchattenBlocksSpec>(&spec.representation)) {
    return SchattenModel::factorsWidth(*blocks);
  }
  const auto& widths = std::get<FactorChainSpec>(spec.representation).widths;
  return *std::min_element(widths.begin(), widths.end());
}

/// Column, value and place of an entry on its way up, its column and value once more where it is
/// centred.
std::uint64_t wordsPerEntry(const Spec& spec) {
  const auto* const blocks = std::get_if<SchattenBlocksSpec>(&spec.representation);
  return blocks != nullptr && blocks->centring ? 5 : 3;
}

/// Host memory of a run: entries on their way up, and the results.
std::uint64_t hostBytes(const Spec& spec, const BatchShape& shape) {
  const std::uint64_t entries = static_cast<std::uint64_t>(spec.rows) * spec.cols;
  const std::uint64_t listed = wordsPerEntry(spec) * shape.observed;
  if (shape.sparse) {
    const std::uint64_t rank = factorsWidth(spec);
    const std::uint64_t factors = (static_cast<std::uint64_t>(spec.rows) + spec.cols) * rank;
    return sizeof(float) * (listed + factors * shape.batch);
  }
  if (chooseEvaluation(spec, shape) == Evaluation::factored) {
    return sizeof(float) * (listed + entries * (1 + shape.batch));
  }
  return sizeof(float) * entries * (2 + shape.batch);
}

}  // namespace

std::vector<Outcome> solve(Device& device, const Spec& spec, const Observations& observations,
                           ProgressSink& progress, const std::atomic<bool>& stop) {
  check(spec, observations);
  return Solver(device, spec, observations).run(progress, stop);
}

std::uint64_t estimateBytes(const Spec& spec, const BatchShape& shape) {
  CountingMemory memory;
  const std::unique_ptr<Model> model = makeModel(memory, spec, shape);
  const auto optimizer = makeOptimizer(memory, shape.batch, model->parameters(), spec.optimizer);
  return memory.bytes() + startBytes(spec) + hostBytes(spec, shape);
}

}  // namespace lacuna
