// Sums over vectors of doubles in an order that the compiler can keep in vector registers.
#pragma once

#include <array>
#include <cstddef>
#include <numeric>

namespace lacuna {

/// Σ x_i·y_i as so many sums side by side, which are added up in turn.
template <std::size_t lanes>
double dot(const double* x, const double* y, std::size_t n) {
  std::array<double, lanes> sums{};
  std::size_t i = 0;
  for (; i + lanes <= n; i += lanes) {
    for (std::size_t lane = 0; lane < lanes; ++lane) {
      sums[lane] += x[i + lane] * y[i + lane];
    }
  }
  for (; i < n; ++i) {
    sums[i % lanes] += x[i] * y[i];
  }
  return std::accumulate(sums.begin(), sums.end(), 0.0);
}

/// y += factor·x.
inline void accumulate(double* y, double factor, const double* x, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i) {
    y[i] += factor * x[i];
  }
}

}  // namespace lacuna
