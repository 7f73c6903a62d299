// Two runs of one matrix from different starts, compared where nothing is observed.
#include <cmath>
#include <cstdint>
#include <functional>
#include <string_view>
#include <vector>

#include "check.h"
#include "problems.h"
#include "support/error.h"

namespace lacuna::test {
namespace {

constexpr std::uint64_t kOtherSeed = 77;
/// Below it from about step 250 to 360.
constexpr double kMost = 0.45;

/// A sample with noise, and every third of its entries missing.
Sample noisy() {
  Sample made = sample(14, 11, 3);
  for (std::size_t k = 0; k < made.values.size(); ++k) {
    made.values[k] += 0.4F * static_cast<float>((k * 10 + 3) % 5) - 0.8F;
    made.mask[k] = k % 3 == 1 ? 0 : 1;
  }
  return made;
}

/// The same twice, as a batch.
Sample twice(const Sample& one) {
  Sample both = one;
  both.values.insert(both.values.end(), one.values.begin(), one.values.end());
  both.mask.insert(both.mask.end(), one.mask.begin(), one.mask.end());
  return both;
}

Spec agreementSpec(const Sample& one, std::uint64_t steps) {
  Spec spec = airnetSpec(14, 11);
  spec.stopping.steps = steps;
  spec.agreement = SeedAgreementSpec{
      .most = kMost, .every = 10, .patience = steps, .seed = kOtherSeed, .places = {}};
  for (std::uint32_t k = 0; k < one.mask.size(); ++k) {
    if (one.mask[k] == 0) {
      spec.agreement->places.push_back(k);
    }
  }
  return spec;
}

/// A run of its own with that seed, looked at as the pair is.
std::vector<Snapshot> alone(Spec spec, const Sample& one, std::uint64_t seed) {
  spec.seed = seed;
  for (std::uint64_t step = 10; step <= spec.stopping.steps; step += 10) {
    spec.snapshot_steps.push_back(step);
  }
  spec.agreement.reset();
  return solveOnCpu(spec, one, 1).front().snapshots;
}

/// ‖x − y‖/‖(x + y)/2 − its mean‖ at the places.
double disagreement(const std::vector<float>& x, const std::vector<float>& y,
                    const std::vector<std::uint32_t>& places) {
  double sum = 0.0;
  double squares = 0.0;
  double apart = 0.0;
  for (const std::uint32_t place : places) {
    const double middle = (static_cast<double>(x[place]) + static_cast<double>(y[place])) / 2.0;
    sum += middle;
    squares += middle * middle;
    apart += std::pow(static_cast<double>(x[place]) - static_cast<double>(y[place]), 2);
  }
  return std::sqrt(apart / (squares - sum * sum / static_cast<double>(places.size())));
}

const Case kCurve("the curve is how far two runs of their own differ at the places", [] {
  const Sample one = noisy();
  const Spec spec = agreementSpec(one, 300);
  const std::vector<Outcome> pair = solveOnCpu(spec, twice(one), 2);
  const AgreementCurve& curve = pair[0].agreement.value();
  const auto first = alone(spec, one, spec.seed);
  const auto second = alone(spec, one, kOtherSeed);
  expectEqual(curve.steps.size(), std::size_t{30}, "looks");
  std::uint64_t last = 0;
  for (std::size_t i = 0; i < curve.steps.size(); ++i) {
    expectEqual(curve.steps[i], 10 * (i + 1), "step of a look");
    const double wanted =
        disagreement(first[i].x.matrix, second[i].x.matrix, spec.agreement->places);
    expectClose(curve.disagreements[i], wanted, 1e-9, "disagreement " + show(i));
    last = curve.disagreements[i] <= kMost ? curve.steps[i] : last;
  }
  expect(last > 0, "a step at which they agree");
  expectEqual(curve.chosen_step, last, "the last such step");
  expectSameBits(pair[0].x.matrix, first.back().x.matrix, "the first one as it is alone");
  expectSameBits(pair[1].x.matrix, second.back().x.matrix, "the second one as it is alone");
  expect(pair[1].agreement->disagreements == curve.disagreements, "the same of both");
});

const Case kPatience("both end when they have not agreed for so many steps", [] {
  const Sample one = noisy();
  Spec spec = agreementSpec(one, 4000);
  spec.agreement->patience = 200;
  const std::vector<Outcome> pair = solveOnCpu(spec, twice(one), 2);
  const AgreementCurve& curve = pair[0].agreement.value();
  expect(pair[0].stop_reason == StopReason::seed_agreement, "stopped by the rule");
  expect(pair[1].stop_reason == StopReason::seed_agreement, "both of them");
  expect(curve.chosen_step > 200, "they agreed late");
  expectEqual(curve.steps.back(), curve.chosen_step + 200, "the last look");
  expectEqual(pair[0].steps, curve.steps.back() + 1, "the update under way is finished");
});

const Case kNeverAgreed("runs that never agreed go on to their last step", [] {
  const Sample one = noisy();
  Spec spec = agreementSpec(one, 100);
  spec.agreement->most = 1e-12;
  spec.agreement->patience = 20;
  const Outcome first = solveOnCpu(spec, twice(one), 2)[0];
  expect(first.stop_reason == StopReason::steps, "all steps taken");
  expectEqual(first.agreement->chosen_step, std::uint64_t{0}, "no step at which they agree");
});

const Case kLastStep("they are compared after the last step as well", [] {
  const Sample one = noisy();
  const AgreementCurve curve =
      solveOnCpu(agreementSpec(one, 25), twice(one), 2)[0].agreement.value();
  expect(curve.steps == std::vector<std::uint64_t>{10, 20, 25}, "looks");
});

const Case kSameStarts("runs that start alike never disagree", [] {
  const Sample one = noisy();
  Spec spec = agreementSpec(one, 50);
  spec.agreement->seed = spec.seed;
  const AgreementCurve curve = solveOnCpu(spec, twice(one), 2)[0].agreement.value();
  expectEqual(curve.chosen_step, std::uint64_t{50}, "the last step");
  expectEqual(curve.difference, 0.0, "difference");
});

const Case kRefused("one problem, and places beyond the matrix, are refused", [] {
  const Sample one = noisy();
  Spec spec = agreementSpec(one, 20);
  const auto refused = [](std::string_view fragment, const std::function<void()>& run) {
    expectError(ErrorCode::invalid_argument, fragment, run);
  };
  refused("Expected two problems", [&] { solveOnCpu(spec, one, 1); });
  spec.agreement->places.push_back(14 * 11);
  refused("Expected places of the matrix", [&] { solveOnCpu(spec, twice(one), 2); });
});

}  // namespace
}  // namespace lacuna::test
