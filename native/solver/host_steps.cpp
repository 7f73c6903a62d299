#include "solver/host_steps.h"

#include <algorithm>
#include <array>

namespace lacuna {
namespace {

bool isMultiple(std::uint64_t step, std::uint64_t every) { return every > 0 && step % every == 0; }

bool isMeasured(const InstrumentsSpec& instruments, std::uint64_t step) {
  const std::array periods{instruments.singular_values, instruments.effective_rank,
                           instruments.energies,        instruments.gradient_norms,
                           instruments.balance,         instruments.nmae};
  return std::ranges::any_of(periods, [&](std::uint64_t every) { return isMultiple(step, every); });
}

/// Whether a rule that looks at single steps is asked at this one.
bool isJudged(const Spec& spec, std::uint64_t step) {
  const StoppingSpec& rules = spec.stopping;
  return (rules.tolerance > 0.0 && isMultiple(step, rules.window)) ||
         RankPlateau::looksAt(rules.rank_plateau, step) ||
         (spec.validation && isMultiple(step, spec.validation->every)) ||
         (spec.agreement && isMultiple(step, spec.agreement->every));
}

/// Whether a rule is asked at every step.
bool isAlwaysJudged(const Spec& spec) {
  return spec.plateau.has_value() || spec.stopping.fidelity_balance > 0.0 ||
         spec.stopping.regularizer_change > 0.0;
}

/// Whether Schatten blocks take other inputs at this step or took them at the one before.
bool changesInputs(const Spec& spec, std::uint64_t step) {
  const auto* const blocks = std::get_if<SchattenBlocksSpec>(&spec.representation);
  return blocks != nullptr && (takesOutputs(*blocks, step) || takesOutputs(*blocks, step - 1));
}

}  // namespace

bool changesKernels(const Spec& spec, std::uint64_t step) {
  return step == 0 || changesInputs(spec, step) ||
         std::ranges::any_of(spec.regularizers, [&](const RegularizerSpec& part) {
           const auto* const adaptive = std::get_if<AdaptiveLaplacianSpec>(&part);
           const bool freezes = adaptive != nullptr && adaptive->freeze_at &&
                                (step == *adaptive->freeze_at || step == *adaptive->freeze_at + 1);
           return freezes || weightOf(part).at(step) != weightOf(part).at(step - 1);
         });
}

bool isHostStep(const Spec& spec, std::uint64_t step) {
  return step < 2 || step >= spec.stopping.steps || isAlwaysJudged(spec) || isJudged(spec, step) ||
         isMeasured(spec.instruments, step) ||
         std::ranges::binary_search(spec.snapshot_steps, step) || changesKernels(spec, step) ||
         std::ranges::find(spec.stopping.steps_of, step) != spec.stopping.steps_of.end();
}

std::uint64_t stepsWithoutHost(const Spec& spec, std::uint64_t step, std::uint64_t most) {
  std::uint64_t count = 0;
  while (count < most && !isHostStep(spec, step + count)) {
    ++count;
  }
  return count;
}

}  // namespace lacuna
