#include "solver/stretch.h"

#include <algorithm>

#include "support/error.h"

namespace lacuna {
namespace {

/// A stretch of about this length keeps the host's part small, and a caller who calls a run off
/// does not wait for long.
constexpr double kSecondsOfStretch = 0.05;

}  // namespace

std::uint64_t Stretches::most() {
  if (!has_room_) {
    try {
      repeater_.save();
      has_room_ = true;
    } catch (const Error& error) {
      if (error.code() != ErrorCode::out_of_memory) {
        throw;
      }
      has_room_ = false;
    }
  }
  return *has_room_ ? most_ : 0;
}

void Stretches::record(std::uint64_t step, Problems problems, DoubleMatrix terms,
                       std::uint32_t batch) {
  if (problems_ && std::ranges::equal(*problems_, problems)) {
    return;
  }
  repeater_.beginRecording();
  for (std::uint64_t i = 0; i < kRecorded; ++i) {
    ask_(step + i);
    repeater_.closeStep(terms, batch);
  }
  repeater_.endRecording();
  problems_.emplace(problems.begin(), problems.end());
}

std::vector<double> Stretches::repeat(std::uint64_t step, std::uint64_t count) {
  std::vector<StepConstants> constants;
  for (std::uint64_t i = 0; i < count; ++i) {
    constants.push_back(constants_of_(step + i));
  }
  return repeater_.repeat(constants);
}

std::vector<double> Stretches::take(std::uint64_t step, std::uint64_t count, Problems problems,
                                    DoubleMatrix terms, std::uint32_t batch) {
  const Clock::time_point start = Clock::now();
  repeater_.save();
  kept_ = step;
  record(step, problems, terms, batch);
  std::vector<double> history = repeat(step, count);
  const double seconds = std::chrono::duration<double>(Clock::now() - start).count();
  if (count == most_ && seconds < kSecondsOfStretch) {
    most_ = std::min<std::uint64_t>(2 * most_, Repeater::kMostSteps);
  } else if (seconds > 2 * kSecondsOfStretch && most_ > kRecorded) {
    most_ = std::max(most_ / 4 * 2, kRecorded);
  }
  return history;
}

std::uint64_t Stretches::goBack(std::uint64_t step) {
  repeater_.restore();
  const std::uint64_t whole = (step - kept_) / kRecorded * kRecorded;
  if (whole > 0) {
    repeat(kept_, whole);
  }
  return kept_ + whole;
}

}  // namespace lacuna
