#include "timing.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace lacuna::bench {
namespace {

/// Seconds of one call after warming up.
double warmUp(double budget, const std::function<void()>& work) {
  work();
  const auto start = Clock::now();
  std::size_t calls = 0;
  double elapsed = 0.0;
  do {
    work();
    ++calls;
    elapsed = secondsSince(start);
  } while (elapsed < budget / 5.0);
  return elapsed / static_cast<double>(calls);
}

}  // namespace

std::vector<double> timeCalls(double budget, const std::function<void()>& work) {
  const double one = warmUp(budget, work);
  const auto calls = static_cast<std::size_t>(std::max(1.0, std::round(budget / 50.0 / one)));
  std::vector<double> samples;
  const auto start = Clock::now();
  while (samples.size() < kFewestSamples || secondsSince(start) < budget) {
    const auto begin = Clock::now();
    for (std::size_t call = 0; call < calls; ++call) {
      work();
    }
    samples.push_back(secondsSince(begin) / static_cast<double>(calls));
  }
  return samples;
}

}  // namespace lacuna::bench
