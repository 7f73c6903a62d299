// What is measured on the way, and how often.
#pragma once

#include <cstdint>
#include <vector>

namespace lacuna {

/// Periods in steps: an instrument is read at the multiples of its period and at a problem's last
/// step; 0 never reads it.
struct InstrumentsSpec {
  std::uint64_t singular_values = 0;  // the greatest `top` of X, at most min(rows, cols)
  std::uint32_t top = 0;
  std::uint64_t effective_rank = 0;
  std::uint64_t energies = 0;        // R of every regularizer
  std::uint64_t gradient_norms = 0;  // of every parameter
  std::uint64_t balance = 0;         // of every pair of neighbours in a chain
  std::uint64_t nmae = 0;            // against `truth`; dense observations only
  std::vector<float> truth;          // batch × rows × cols, as X
  double truth_range = 1.0;          // what the mean error is divided by

  [[nodiscard]] bool any() const {
    return (singular_values | effective_rank | energies | gradient_norms | balance | nmae) != 0;
  }
};

}  // namespace lacuna
