#include "classic/fast_marching.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace lacuna::classic {
namespace {

constexpr double kNever = std::numeric_limits<double>::infinity();

/// The greater root T of (T − a)² + (T − b)² = 1, or what the earlier of both neighbours alone
/// says.
double arrival(double a, double b) {
  const double earlier = std::min(a, b);
  const double apart = std::max(a, b) - earlier;
  // Infinite where one of them waits, and NaN where both do: then the comparison is false.
  return apart < 1.0 ? (a + b + std::sqrt(2.0 - apart * apart)) / 2.0 : 1.0 + earlier;
}

}  // namespace

FastMarching::FastMarching(std::uint32_t rows, std::uint32_t cols, const std::vector<bool>& settled,
                           std::vector<double> times)
    : rows_(rows), cols_(cols), states_(settled.size()), times_(std::move(times)) {
  for (std::size_t cell = 0; cell < settled.size(); ++cell) {
    states_[cell] = settled[cell] ? State::settled : State::waits;
    times_[cell] = settled[cell] ? times_[cell] : kNever;
  }
}

void FastMarching::start(std::size_t cell) {
  times_[cell] = 0.0;
  front_.emplace(0.0, cell);
}

double FastMarching::arrivalAt(std::size_t cell) const {
  const std::size_t row = cell / cols_;
  const std::size_t col = cell % cols_;
  const auto settled = [&](bool is_inside, std::size_t other) {
    return is_inside && states_[other] == State::settled ? times_[other] : kNever;
  };
  const double along_cols =
      std::min(settled(row > 0, cell - cols_), settled(row + 1 < rows_, cell + cols_));
  const double along_rows =
      std::min(settled(col > 0, cell - 1), settled(col + 1 < cols_, cell + 1));
  return arrival(along_cols, along_rows);
}

}  // namespace lacuna::classic
