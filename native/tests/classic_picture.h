// Made pictures with missing entries, and their completions by groups of patches.
#pragma once

#include <algorithm>
#include <atomic>
#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

#include "check.h"
#include "classic/nonlocal.h"
#include "classic_problem.h"
#include "cpu/team.h"
#include "random.h"

namespace lacuna::test {

inline constexpr float kMissing = std::numeric_limits<float>::quiet_NaN();

/// A made picture and what is seen of it.
struct Picture {
  std::vector<float> truth;
  std::vector<float> seen;  // NaN where missing
  std::uint32_t rows;
  std::uint32_t cols;
};

/// With about that share missing.
template <class Value>
Picture picture(std::uint32_t rows, std::uint32_t cols, double missing, const Value& value) {
  Random random(rows * 1000 + cols);
  Picture p{std::vector<float>(std::size_t{rows} * cols), {}, rows, cols};
  p.seen = p.truth;
  for (std::size_t k = 0; k < p.truth.size(); ++k) {
    p.truth[k] = value(k / cols, k % cols);
    p.seen[k] = random.uniform(0.0, 1.0) < missing ? kMissing : p.truth[k];
  }
  // The whole range and at least something is observed.
  p.seen[0] = p.truth[0];
  return p;
}

/// Slanted stripes.
inline Picture stripes(std::uint32_t rows, std::uint32_t cols, double missing) {
  return picture(rows, cols, missing, [](std::size_t i, std::size_t j) {
    return static_cast<float>(
        100.0 + 80.0 * std::sin(1.3 * static_cast<double>(i) + 0.9 * static_cast<double>(j)));
  });
}

/// All steps of a method.
inline std::vector<float> completed(const Picture& p, const classic::NonlocalSpec& spec,
                                    unsigned threads = 1) {
  const classic::Entries entries = entriesOfMatrix(p.seen, p.rows, p.cols);
  cpu::Team team(threads);
  const std::atomic<bool> stop{false};
  const classic::Context context{team, entries, 0, stop};
  const auto method = classic::makeMethod(spec, context);
  std::uint32_t steps = 0;
  for (bool more = true; more; ++steps) {
    const classic::Progressed progressed = method->step();
    expect(std::isfinite(progressed.fidelity) && progressed.change >= 0.0, "finite progress");
    more = progressed.change > 0.0;
  }
  expectAtMost(steps, spec.steps, "steps");
  std::vector<float> x(p.truth.size());
  method->fill(x);
  return x;
}

/// Mean absolute error over missing entries; observed ones must be as they were.
inline double error(const Picture& p, const std::vector<float>& x) {
  double sum = 0.0;
  std::size_t count = 0;
  for (std::size_t k = 0; k < x.size(); ++k) {
    if (std::isnan(p.seen[k])) {
      sum += std::abs(static_cast<double>(x[k]) - p.truth[k]);
      ++count;
    } else {
      expectEqual(x[k], p.truth[k], "observed entry");
    }
  }
  return sum / static_cast<double>(std::max<std::size_t>(count, 1));
}

}  // namespace lacuna::test
