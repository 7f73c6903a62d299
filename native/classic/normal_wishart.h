// The prior of the rows of a factor, drawn given the rows: a normal distribution whose mean and
// precision have a normal-Wishart distribution themselves.
#pragma once

#include <cstdint>
#include <vector>

#include "classic/line_solver.h"
#include "math/normals.h"

namespace lacuna::classic {

struct GaussianPrior {
  std::vector<double> mean;       // n
  std::vector<double> precision;  // n × n
};

/// A draw from p(mean, precision | rows), Salakhutdinov & Mnih 2008, equation 14, with µ0 = 0, W0 =
/// 1, ν0 = n: with N rows, their mean x̄ and scatter N·S,
///   precision ~ Wishart(W, n + N),  W⁻¹ = 1 + N·S + β0·N/(β0 + N)·x̄·x̄ᵀ,
///   mean ~ Normal(N·x̄/(β0 + N), ((β0 + N)·precision)⁻¹).
/// At least one row; beta0 > 0. Hangs on the moments and the key alone.
GaussianPrior drawPrior(const Moments& moments, double beta0, const math::DrawKey& key);

}  // namespace lacuna::classic
