// Clocks and samples.
#pragma once

#include <chrono>
#include <functional>
#include <vector>

namespace lacuna::bench {

using Clock = std::chrono::steady_clock;

inline double secondsSince(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

/// Fewest samples that a median is taken of.
inline constexpr int kFewestSamples = 5;

/// Seconds of one call of `work`. Warms up for a fifth of the budget, then takes samples of as many
/// calls as fill a fiftieth of it, until it is spent.
std::vector<double> timeCalls(double budget, const std::function<void()>& work);

}  // namespace lacuna::bench
