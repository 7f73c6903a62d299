#include "solver/solve.h"

#include <algorithm>
#include <cmath>
#include <memory>
#include <numeric>
#include <optional>
#include <utility>

#include "instrument/spectrum.h"
#include "optimizer/optimizer.h"
#include "optimizer/plateau.h"
#include "solver/check.h"
#include "solver/host_steps.h"
#include "solver/kept.h"
#include "solver/snapshots.h"
#include "solver/start.h"
#include "solver/stretch.h"
#include "solver/updating_sink.h"
#include "solver/validation.h"
#include "support/stop.h"

namespace lacuna {
namespace {

double sum(std::span<const double> terms) {
  return std::accumulate(terms.begin(), terms.end(), 0.0);
}

/// What the loop remembers of one problem.
struct Course {
  bool closing = false;  // the next evaluation is its last
  StopReason reason = StopReason::steps;
  LossTolerance tolerance;
  EnergyChange energy_change;
  RankPlateau rank_plateau;
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
    if (Repeater* const repeater = device.repeater()) {
      stretches_.emplace(
          *repeater,
          [this](std::uint64_t step) {
            prepare(step);
            ask(step, Model::Energies::unmeasured);
          },
          [this](std::uint64_t step) { return optimizer_->constantsAt(step + 1); });
    }
    if (spec.instruments.any()) {
      instruments_.emplace(device, spec, batchOf(observations), model_->parameters());
    }
    if (spec.validation) {
      validation_.emplace(*spec.validation, spec.rows, spec.cols, batchOf(observations));
    }
    if (spec.agreement) {
      agreement_.emplace(*spec.agreement, spec.rows, spec.cols);
    }
    model_->stopWhen(stop);
    model_->start(device, observations);
    std::iota(active_.begin(), active_.end(), 0U);
  }

  std::vector<Outcome> run(ProgressSink& progress) {
    for (std::uint64_t step = 0; !active_.empty();) {
      throwIfStopped(stop_);
      const std::uint64_t alone = stretches_ ? stepsAlone(step) : 0;
      if (alone > 0) {
        step = takeAlone(step, alone, progress);
      } else {
        evaluate(step);
        progress.report(step, meanTerms());
        settle(step);
        ++step;
      }
    }
    return std::move(outcomes_);
  }

 private:
  [[nodiscard]] std::span<const double> termsOf(std::uint32_t problem) const {
    return {terms_.data() + problem * model_->terms(), model_->terms()};
  }

  /// How many steps the device takes from this one on without the host.
  std::uint64_t stepsAlone(std::uint64_t step) {
    const bool closing = std::ranges::any_of(
        active_, [&](std::uint32_t problem) { return courses_[problem].closing; });
    if (step % 2 != 0 || step < host_until_ || closing || isHostStep(spec_, step)) {
      return 0;
    }
    return stepsWithoutHost(spec_, step, stretches_->most()) / 2 * 2;
  }

  /// Steps of the device alone; the first step that is still to be taken.
  std::uint64_t takeAlone(std::uint64_t step, std::uint64_t count, ProgressSink& progress) {
    const auto width = static_cast<std::uint32_t>(model_->terms());
    const std::size_t size = terms_.size();
    const std::vector<double> history =
        stretches_->take(step, count, active_, {model_->termValues().data(), 1, width, width},
                         static_cast<std::uint32_t>(size / width));
    for (std::uint64_t i = 0; i < count; ++i) {
      const auto begin = history.begin() + static_cast<std::ptrdiff_t>(i * size);
      std::copy(begin, begin + static_cast<std::ptrdiff_t>(size), terms_.begin());
      if (!allFinite()) {
        return backTo(step + i);
      }
      progress.report(step + i, meanTerms());
      settle(step + i);
    }
    return step + count;
  }

  /// Leaves a step of the last stretch to the host, with the X of the one before at hand.
  std::uint64_t backTo(std::uint64_t step) {
    host_until_ = step + 1;
    for (std::uint64_t again = stretches_->goBack(step); again < step; ++again) {
      evaluate(again);
    }
    return step;
  }

  [[nodiscard]] bool allFinite() const {
    return std::ranges::all_of(
        active_, [&](std::uint32_t problem) { return std::isfinite(sum(termsOf(problem))); });
  }

  void evaluate(std::uint64_t step) {
    if (stretches_ && changesKernels(spec_, step)) {
      stretches_->forget();
    }
    prepare(step);
    const StepOfBatch now{step, active_, updating_};
    const bool measured =
        spec_.stopping.regularizer_change > 0.0 || now.reads(spec_.instruments.energies);
    ask(step, measured ? Model::Energies::measured : Model::Energies::unmeasured);
    device_.download(terms_.data(), model_->termValues().data(), terms_.size() * sizeof(double));
    energies_ = measured ? model_->energies(device_, terms_) : std::vector<double>{};
  }

  /// Which problems move in a step, and how fast.
  void prepare(std::uint64_t step) {
    sink_.beginStep(device_, step + 1);
    updating_.clear();
    for (const std::uint32_t problem : active_) {
      Course& course = courses_[problem];
      course.closing |= step == spec_.stopping.stepsOf(problem);
      if (!course.closing) {
        updating_.push_back(problem);
        sink_.move(problem, course.plateau.scale());
      }
    }
  }

  /// Asks for the kernels of a prepared step.
  void ask(std::uint64_t step, Model::Energies energies) {
    const StepOfBatch now{step, active_, updating_};
    model_->beginStep(device_, step, energies);
    snapshots_.before(device_, *model_, step, active_);
    GradientSink* sink = &sink_;
    if (instruments_) {
      instruments_->before(device_, *model_, now);
      sink = &instruments_->through(device_, sink_);
    }
    model_->evaluate(device_, active_, *sink);
    const auto terms = static_cast<std::uint32_t>(model_->terms());
    sink_.endStep({model_->termValues().data(), 1, terms, terms});
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
    compareStarts(step);
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
        if (validation_ && course.reason != StopReason::validation) {
          lookAt(problem, step);
        }
        finish(problem, step, Model::Which::last);
        return true;
      }
      if (spec_.trace_every > 0 && step % spec_.trace_every == 0) {
        record(problem, step);
      }
      watch(problem, step);
      return false;
    });
  }

  /// The rules that end a problem; the first one that is met is the reason.
  void watch(std::uint32_t problem, std::uint64_t step) {
    Course& course = courses_[problem];
    const StoppingSpec& rules = spec_.stopping;
    const auto end = [&](bool met, StopReason reason) {
      if (met && !course.closing) {
        course.closing = true;
        course.reason = reason;
      }
    };
    const std::span<const double> terms = termsOf(problem);
    const double loss = sum(terms);
    end(course.tolerance.met({rules.tolerance, rules.window, rules.min_steps}, step, loss),
        StopReason::tolerance);
    end(course.energy_change.met({rules.regularizer_change, rules.min_steps}, step,
                                 adaptiveEnergies(problem)),
        StopReason::regularizer_change);
    end(isBalanced({rules.fidelity_balance, rules.min_steps}, step, terms),
        StopReason::fidelity_balance);
    end(rankSettled(course, problem, step), StopReason::rank_plateau);
    end(judged(problem, step), StopReason::validation);
    end(agreement_ && agreement_->looksAt(step) && agreement_->isOver(step),
        StopReason::seed_agreement);
    end(rateIsSpent(course, loss), StopReason::tolerance);
  }

  /// The rule of StoppingSpec::rank_plateau.
  bool rankSettled(Course& course, std::uint32_t problem, std::uint64_t step) {
    const RankPlateauSpec& rule = spec_.stopping.rank_plateau;
    if (!RankPlateau::looksAt(rule, step)) {
      return false;
    }
    const Iterate x = model_->read(device_, problem, Model::Which::last);
    return course.rank_plateau.met(rule, step, spec_.stopping.min_steps,
                                   effectiveRank(spectrumOf(x, spec_)));
  }

  /// The rule of Spec::validation.
  bool judged(std::uint32_t problem, std::uint64_t step) {
    if (!validation_ || !validation_->looksAt(step)) {
      return false;
    }
    lookAt(problem, step);
    return validation_->isOver(problem, step);
  }

  void lookAt(std::uint32_t problem, std::uint64_t step) {
    validation_->look(problem, step, model_->read(device_, problem, Model::Which::last),
                      termsOf(problem).front());
  }

  /// What the rule of Spec::agreement knows of, also after a last step that another rule names; a
  /// problem that diverged has no other to compare with.
  void compareStarts(std::uint64_t step) {
    if (!agreement_ || active_.size() < 2) {
      return;
    }
    const bool is_last = std::ranges::any_of(courses_, [](const Course& course) {
      return course.closing && course.reason != StopReason::seed_agreement;
    });
    if (agreement_->looksAt(step) || is_last) {
      agreement_->look(step, model_->read(device_, 0, Model::Which::last),
                       model_->read(device_, 1, Model::Which::last));
    }
  }

  /// The rule of Spec::plateau.
  [[nodiscard]] bool rateIsSpent(Course& course, double loss) const {
    if (!spec_.plateau) {
      return false;
    }
    course.plateau.watch(*spec_.plateau, loss);
    return course.plateau.scale() < spec_.plateau->stop_below;
  }

  /// R of the adaptive Laplacians, where they were measured.
  [[nodiscard]] std::vector<double> adaptiveEnergies(std::uint32_t problem) const {
    std::vector<double> adaptive;
    const std::span<const double> energies = energiesOf(problem);
    for (std::size_t i = 0; i < energies.size(); ++i) {
      if (std::holds_alternative<AdaptiveLaplacianSpec>(spec_.regularizers[i])) {
        adaptive.push_back(energies[i]);
      }
    }
    return adaptive;
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
    if (validation_) {
      outcome.validation = validation_->take(problem);
    }
    if (agreement_) {
      outcome.agreement = agreement_->curve();
    }
    if (instruments_) {
      outcome.readings = instruments_->take(problem);
    }
    if (spec_.keep_laplacians && outcome.stop_reason != StopReason::diverged) {
      outcome.laplacians = model_->laplacians(device_, problem);
    }
    if (spec_.keep_parameters && outcome.stop_reason != StopReason::diverged) {
      outcome.parameters = parametersOf(device_, spec_, *model_, problem);
    }
    if (spec_.keep_fit) {
      outcome.fit = fitOf({device_, spec_, *model_, observations_, stop_}, outcome, problem);
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
  std::optional<Stretches> stretches_;  // where the device takes steps alone
  std::uint64_t host_until_ = 0;        // before this step the device takes none alone
  std::optional<Instruments> instruments_;
  std::optional<Validation> validation_;
  std::optional<SeedAgreement> agreement_;
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
