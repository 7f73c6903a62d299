// Held entries: never learned from, looked at on the way, and what ends a run by them.
#include <array>
#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

#include "check.h"
#include "cpu/cpu_device.h"
#include "problems.h"
#include "solver/sparse_entries.h"
#include "support/error.h"

namespace lacuna::test {
namespace {

/// A sample with every fifth observed entry taken out, and these.
struct Split {
  Sample learned;
  Sample held;
};

Split split(const Sample& whole) {
  Split parts{whole, whole};
  std::size_t entry = 0;
  for (std::size_t k = 0; k < whole.mask.size(); ++k) {
    const bool is_held = whole.mask[k] != 0 && entry++ % 5 == 2;
    parts.learned.mask[k] = whole.mask[k] != 0 && !is_held ? 1 : 0;
    parts.held.mask[k] = is_held ? 1 : 0;
  }
  return parts;
}

ValidationSpec validationOf(const Spec& spec, const Sample& held, std::uint32_t batch) {
  RowEntries entries = rowEntries(observe(held, batch), spec.rows, spec.cols);
  return {.every = 10,
          .patience = 0,
          .choice = StepChoice::least,
          .offsets = std::move(entries.offsets),
          .cols = std::move(entries.entry_cols),
          .values = std::move(entries.values)};
}

/// Trains on the learned entries and looks at the held ones.
Spec judgedSpec(std::uint32_t rows, std::uint32_t cols, const Sample& held) {
  Spec spec = airnetSpec(rows, cols);
  spec.stopping.steps = 205;
  spec.validation = validationOf(spec, held, 1);
  return spec;
}

double rootMeanSquare(const std::vector<float>& x, const Sample& held) {
  double sum = 0.0;
  double count = 0.0;
  for (std::size_t k = 0; k < x.size(); ++k) {
    if (held.mask[k] != 0) {
      sum += std::pow(static_cast<double>(x[k]) - static_cast<double>(held.values[k]), 2);
      ++count;
    }
  }
  return std::sqrt(sum / count);
}

void expectSameCurve(const ValidationCurve& actual, const ValidationCurve& wanted) {
  expect(actual.steps == wanted.steps, "the same looks");
  expect(actual.errors == wanted.errors, "the same errors");
  expectEqual(actual.best_step, wanted.best_step, "best step");
}

const Case kCurve("the curve is the error of X at held entries, and the best step its least", [] {
  const auto [learned, held] = split(sample(14, 11, 3));
  Spec spec = judgedSpec(14, 11, held);
  for (std::uint64_t step = 10; step <= 200; step += 10) {
    spec.snapshot_steps.push_back(step);
  }
  spec.snapshot_steps.push_back(205);
  const Outcome outcome = solveOnCpu(spec, learned, 1).front();
  const ValidationCurve& curve = outcome.validation.value();
  expect(curve.steps == spec.snapshot_steps, "looks at multiples and at the last step");
  std::size_t best = 0;
  for (std::size_t i = 0; i < curve.steps.size(); ++i) {
    const double wanted = rootMeanSquare(outcome.snapshots.at(i).x.matrix, held);
    expectClose(curve.errors[i], wanted, 1e-12, "error " + show(i));
    best = curve.errors[i] < curve.errors[best] ? i : best;
  }
  expectEqual(curve.best_step, curve.steps[best], "best step");
  expectEqual(curve.best_error, curve.errors[best], "its error");
  expectEqual(curve.chosen_step, curve.best_step, "the step that is chosen");
  expectEqual(curve.chosen_error, curve.best_error, "its error");
  expect(outcome.stop_reason == StopReason::steps, "all steps taken");
});

const Case kUnseen("held entries do not move the run", [] {
  const auto [learned, held] = split(sample(14, 11, 3));
  Spec spec = judgedSpec(14, 11, held);
  const Outcome judged = solveOnCpu(spec, learned, 1).front();
  for (float& value : spec.validation->values) {
    value += 100.0F;
  }
  const Outcome spoiled = solveOnCpu(spec, learned, 1).front();
  spec.validation.reset();
  const Outcome alone = solveOnCpu(spec, learned, 1).front();
  expectSameBits(judged.x.matrix, alone.x.matrix, "X without a judge");
  expectSameBits(spoiled.x.matrix, alone.x.matrix, "X with spoiled held entries");
  expectClose(spoiled.validation->best_error, 100.0, 1.0, "error of spoiled ones");
  expect(!alone.validation, "no curve without held entries");
});

/// Where a run of that patience ends by the curve of a whole one: the look that is too late.
std::uint64_t lastLook(const ValidationCurve& curve, std::uint64_t patience) {
  double least = std::numeric_limits<double>::infinity();
  std::uint64_t at = 0;
  for (std::size_t i = 0; i < curve.steps.size(); ++i) {
    if (curve.errors[i] < least) {
      least = curve.errors[i];
      at = curve.steps[i];
    }
    if (curve.steps[i] - at >= patience) {
      return curve.steps[i];
    }
  }
  return 0;
}

/// Noise, of which nothing held can be learned: over-fits soon.
Sample noise(std::uint64_t seed) {
  Sample noisy = sample(14, 11, seed);
  for (std::size_t k = 0; k < noisy.values.size(); ++k) {
    noisy.values[k] += 0.4F * static_cast<float>((k * (7 + seed) + seed) % 5) - 0.8F;
  }
  return noisy;
}

const Case kPatience("a run ends when no step was better for so many", [] {
  const auto [learned, held] = split(noise(3));
  Spec spec = judgedSpec(14, 11, held);
  spec.stopping.steps = 2000;
  const ValidationCurve whole = solveOnCpu(spec, learned, 1).front().validation.value();
  spec.validation->patience = 100;
  const Outcome outcome = solveOnCpu(spec, learned, 1).front();
  const std::uint64_t look = lastLook(whole, 100);
  expect(look > 0, "a run that over-fits");
  expect(outcome.stop_reason == StopReason::validation, "stopped by held entries");
  expectEqual(outcome.steps, look + 1, "the update under way is finished");
  expectEqual(outcome.validation->steps.back(), look, "no look behind that");
  expectEqual(look - outcome.validation->best_step, std::uint64_t{100}, "steps since the best");
});

/// What one run of a 1×2 matrix does: how far off both entries it is, whose standard deviation is
/// 4, and its fidelity.
struct Look {
  float error;
  double fidelity;
};

/// Whether a run that looks every ten steps, with a patience of 20, has ended at each of its looks.
std::vector<bool> endsOf(const std::vector<Look>& looks) {
  const ValidationSpec spec{.every = 10,
                            .patience = 20,
                            .choice = StepChoice::least,
                            .offsets = {0, 2},
                            .cols = {0, 1},
                            .values = {0.0F, 8.0F}};
  Validation validation(spec, 1, 2, 1);
  std::vector<bool> over;
  for (const Look& look : looks) {
    const std::uint64_t step = 10 * (over.size() + 1);
    validation.look(0, step, Iterate{{look.error, 8.0F + look.error}, {}, {}}, look.fidelity);
    over.push_back(validation.isOver(0, step));
  }
  return over;
}

const Case kSaddle("a run that learns nothing has three times the patience", [] {
  using Ends = std::vector<bool>;
  const Look best{1.0F, 8.0};
  expect(endsOf({best, {2, 8}, {2, 7}}) == Ends{false, false, true}, "it learned, and over-fits");
  expect(endsOf({best, {2, 7}, {2, 8}}) == Ends{false, false, true}, "also if it lost that again");
  expect(endsOf({best, {2, 8}, {2, 7.7}, {2, 7.7}, {2, 7.5}}) ==
             Ends{false, false, false, false, true},
         "a fall of less than a twentieth is none");
  const Look still{2.0F, 8.0};
  expect(endsOf({best, still, still, still, still, still, still}) ==
             Ends{false, false, false, false, false, false, true},
         "three times the patience");
  const Look found{0.5F, 1.0};
  expect(endsOf({best, still, still, still, found, {0.6F, 0.9}, {0.7F, 0.8}}) ==
             Ends{false, false, false, false, false, false, true},
         "off the saddle, it counts from the best look");
  std::vector<Look> nothing{{3.9F, 8.0}};
  nothing.resize(30, {4.0F, 7.9});
  expect(!endsOf(nothing).back(), "before it has begun it has all steps");
  nothing.insert(nothing.end(), {{3.0F, 4.0}, {3.1F, 3.0}, {3.2F, 2.0}});
  expect(endsOf(nothing).back(), "once it has begun, it may end");
  const Look lost{2.0F, std::numeric_limits<double>::quiet_NaN()};
  expect(endsOf({best, lost, lost, lost, lost, lost, lost}).back(), "not a number");
});

std::vector<double> squares(const std::vector<float>& x, const Sample& held) {
  std::vector<double> found;
  for (std::size_t k = 0; k < x.size(); ++k) {
    if (held.mask[k] != 0) {
      found.push_back(std::pow(static_cast<double>(x[k]) - static_cast<double>(held.values[k]), 2));
    }
  }
  return found;
}

/// Whether a is above b on average by at most one standard error of that average.
bool isWithinChance(const std::vector<double>& a, const std::vector<double>& b) {
  const auto count = static_cast<double>(a.size());
  double sum = 0.0;
  double sum_of_squares = 0.0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    sum += a[i] - b[i];
    sum_of_squares += (a[i] - b[i]) * (a[i] - b[i]);
  }
  const double variance = (sum_of_squares - sum * sum / count) / (count - 1.0);
  return sum / count <= std::sqrt(variance / count);
}

const Case kFewest("the fewest steps that are not worse than the best beyond chance", [] {
  const auto [learned, held] = split(noise(3));
  Spec spec = judgedSpec(14, 11, held);
  spec.stopping.steps = 3000;
  spec.validation->choice = StepChoice::fewest;
  for (std::uint64_t step = 10; step <= 3000; step += 10) {
    spec.snapshot_steps.push_back(step);
  }
  const Outcome outcome = solveOnCpu(spec, learned, 1).front();
  const ValidationCurve& curve = outcome.validation.value();
  const std::size_t best = curve.best_step / 10 - 1;
  const auto squaresAt = [&, &apart = held](std::size_t look) {
    return squares(outcome.snapshots.at(look).x.matrix, apart);
  };
  std::size_t first = 0;
  while (!isWithinChance(squaresAt(first), squaresAt(best))) {
    ++first;
  }
  expect(first < best, "an earlier step");
  expect(best + 1 < curve.steps.size(), "a run that over-fits");
  expectEqual(curve.chosen_step, curve.steps[first], "the step that is chosen");
  expectEqual(curve.chosen_error, curve.errors[first], "its error");
  spec.stopping.steps = curve.best_step;
  spec.snapshot_steps.clear();
  const ValidationCurve falling = solveOnCpu(spec, learned, 1).front().validation.value();
  expectEqual(falling.chosen_step, curve.best_step, "the last step where the error still falls");
});

const Case kBatch("problems of a batch are judged each by its own, with any threads", [] {
  const std::array whole{noise(1), noise(2), noise(3)};
  std::vector<Sample> learned;
  std::vector<Sample> held;
  for (const Sample& one : whole) {
    const auto parts = split(one);
    learned.push_back(parts.learned);
    held.push_back(parts.held);
  }
  Spec spec = judgedSpec(14, 11, held[0]);
  spec.stopping.steps = 2000;
  spec.validation = validationOf(spec, joined(held), 3);
  spec.validation->patience = 60;
  const auto one = solveOnCpu(spec, joined(learned), 3, 1);
  const auto two = solveOnCpu(spec, joined(learned), 3, 2);
  bool differ = false;
  for (std::size_t problem = 0; problem < 3; ++problem) {
    const Context context("problem " + show(problem));
    Spec single = spec;
    single.validation = validationOf(spec, held[problem], 1);
    single.validation->patience = 60;
    const Outcome alone = solveOnCpu(single, learned[problem], 1).front();
    for (const auto* const together : {&one[problem], &two[problem]}) {
      expectSameBits(together->x.matrix, alone.x.matrix, "X");
      expectEqual(together->steps, alone.steps, "steps");
      expectSameCurve(*together->validation, *alone.validation);
    }
    differ = differ || one[problem].steps != one[0].steps;
  }
  expect(differ, "problems that end at different steps");
});

const Case kFactors("X in factors is judged as the product of these", [] {
  const auto [learned, held] = split(sample(20, 16, 3));
  Spec spec = chainSpec(20, 16, 2);
  std::get<FactorChainSpec>(spec.representation).widths = {4};
  spec.stopping.steps = 50;
  spec.snapshot_steps = {50};
  spec.validation = validationOf(spec, held, 1);
  const RowEntries listed = rowEntries(observe(learned, 1), 20, 16);
  const auto device = makeCpuDevice(1);
  Listener listener;
  const Outcome outcome = solve(*device, spec, listed.view(), listener, listener.stop).front();
  std::vector<float> x;
  for (std::size_t i = 0; i < 20; ++i) {
    for (std::size_t j = 0; j < 16; ++j) {
      double sum = 0.0;
      for (std::size_t k = 0; k < 4; ++k) {
        sum += static_cast<double>(outcome.x.left[i * 4 + k]) *
               static_cast<double>(outcome.x.right[j * 4 + k]);
      }
      x.push_back(static_cast<float>(sum));
    }
  }
  expectClose(outcome.validation->errors.back(), rootMeanSquare(x, held), 1e-6, "error");
});

const Case kBounds("predictions are clipped to bounds", [] {
  auto [learned, held] = split(sample(14, 11, 3));
  for (float& value : held.values) {
    value = 0.25F;
  }
  Spec spec = judgedSpec(14, 11, held);
  spec.validation->bounds = {0.25, 0.25};
  const Outcome outcome = solveOnCpu(spec, learned, 1).front();
  expectEqual(outcome.validation->best_error, 0.0, "error");
  expectEqual(outcome.validation->best_step, std::uint64_t{10}, "the first of the best steps");
});

const Case kDiverged("a run that diverges keeps the best step before", [] {
  const auto [learned, held] = split(sample(14, 11, 3));
  Spec spec = judgedSpec(14, 11, held);
  spec.regularizers.clear();
  spec.optimizer = GradientDescentSpec{1e4};
  spec.validation->every = 1;
  const Outcome outcome = solveOnCpu(spec, learned, 1).front();
  expect(outcome.stop_reason == StopReason::diverged, "diverged");
  expect(!outcome.validation->errors.empty(), "looks before");
  expect(std::isfinite(outcome.validation->best_error), "a finite error");
});

const Case kRefused("what cannot judge is refused", [] {
  const Split parts = split(sample(14, 11, 3));
  const Sample& learned = parts.learned;
  const Spec good = judgedSpec(14, 11, parts.held);
  const auto refused = [&](const char* fragment, const auto& spoil) {
    Spec spec = good;
    spoil(*spec.validation);
    expectError(ErrorCode::invalid_argument, fragment, [&] { solveOnCpu(spec, learned, 1); });
  };
  refused("at least one step between", [](ValidationSpec& spec) { spec.every = 0; });
  refused("offsets", [](ValidationSpec& spec) { spec.offsets.pop_back(); });
  refused("one column for each value", [](ValidationSpec& spec) { spec.values.pop_back(); });
  refused("at least one held entry", [](ValidationSpec& spec) {
    spec.offsets.assign(spec.offsets.size(), 0);
    spec.cols.clear();
    spec.values.clear();
  });
  refused("not observed as well",
          [&](ValidationSpec& spec) { spec = validationOf(good, learned, 1); });
  const RowEntries listed = rowEntries(observe(learned, 1), 14, 11);
  Spec sparse = chainSpec(14, 11, 2);
  sparse.validation = validationOf(sparse, learned, 1);
  const auto device = makeCpuDevice(1);
  Listener listener;
  expectError(ErrorCode::invalid_argument, "not observed as well",
              [&] { solve(*device, sparse, listed.view(), listener, listener.stop); });
});

const Case kStop("a run that is judged ends soon after the stop flag", [] {
  const Split parts = split(sample(14, 11, 3));
  Spec spec = judgedSpec(14, 11, parts.held);
  spec.stopping.steps = 1'000'000'000;
  const auto device = makeCpuDevice(1);
  Listener listener(25);
  expectError(ErrorCode::cancelled, "",
              [&] { solve(*device, spec, observe(parts.learned, 1), listener, listener.stop); });
  expectEqual(listener.steps.back(), std::uint64_t{25}, "the last step that was taken");
});

}  // namespace
}  // namespace lacuna::test
