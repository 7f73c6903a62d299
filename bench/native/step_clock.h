// Times the steps of a run through solve(), from report to report.
#pragma once

#include <cstdint>
#include <limits>
#include <vector>

#include "solver/solve.h"

namespace lacuna::bench {

/// Steps of a run that its time ends.
constexpr std::uint64_t kEndless = std::numeric_limits<std::uint64_t>::max();

/// Seconds of each step, for about `budget` seconds after a warm-up. Throws Error.
std::vector<double> timeSteps(const Spec& spec, const Observations& observations, unsigned threads,
                              double budget);

}  // namespace lacuna::bench
