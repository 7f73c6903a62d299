// Where numbers lie and how far they spread.
#pragma once

#include <cmath>
#include <span>

namespace lacuna::classic {

/// Mean and standard deviation, √ of the mean of (x − mean)².
struct Centre {
  double mean = 0.0;
  double deviation = 0.0;
};

/// In two passes; both 0 of nothing.
template <class Number>
Centre centreOf(std::span<const Number> numbers) {
  if (numbers.empty()) {
    return {};
  }
  const auto count = static_cast<double>(numbers.size());
  double sum = 0.0;
  for (const Number number : numbers) {
    sum += number;
  }
  const double mean = sum / count;
  double squares = 0.0;
  for (const Number number : numbers) {
    squares += (number - mean) * (number - mean);
  }
  return {mean, std::sqrt(squares / count)};
}

}  // namespace lacuna::classic
