// Which steps of a run need the host.
#pragma once

#include <cstdint>

#include "solver/spec.h"

namespace lacuna {

/// Whether the host has something to do at that step beyond keeping the terms of the loss: to read
/// X or parameters, to ask a rule that may end a problem, to change weights or rates. The first two
/// steps are the host's as well.
bool isHostStep(const Spec& spec, std::uint64_t step);

/// Whether the kernels of that step may be others than those of the step before it.
bool changesKernels(const Spec& spec, std::uint64_t step);

/// The number of steps from `step` on, at most `most`, that are none of the host's.
std::uint64_t stepsWithoutHost(const Spec& spec, std::uint64_t step, std::uint64_t most);

}  // namespace lacuna
