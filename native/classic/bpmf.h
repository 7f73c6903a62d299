// Bayesian probabilistic matrix factorisation by Gibbs sampling (Salakhutdinov & Mnih, ICML 2008).
#pragma once

#include <cstdint>
#include <memory>
#include <optional>

#include "classic/method.h"

namespace lacuna::classic {

/// With standardised values z = (x − mean)/deviation of what is observed:
///   z_ij ~ Normal(u_i·v_j, 1/(precision·a_i·b_j)),  u_i ~ Normal(µ_U, Λ_U⁻¹),  v_j ~ Normal(µ_V,
///   Λ_V⁻¹),
/// and (µ, Λ) normal-Wishart with µ0 = 0, W0 = 1, ν0 = rank; a_i, b_j ~ Gamma(degrees/2,
/// degrees/2), or
/// 1. A step is one sweep: the prior of rows, the rows, the prior of columns, the columns, the
/// weights a and b, each drawn given all else.
struct BpmfSpec {
  std::uint32_t rank;  // >= 1
  double precision;    // > 0: of the noise, relative to 1/variance of the observed values
  std::optional<double> degrees;  // >= 2: the fewer, the freer a and b; none: both are 1
  double beta0;                   // > 0: how many rows the prior mean 0 counts as
  std::uint32_t burn_in;          // sweeps before the first one that is kept
  std::uint32_t samples;  // >= 1: at most so many are kept; every second one is dropped beyond
};

std::unique_ptr<Method> makeMethod(const BpmfSpec& spec, const Context& context);
std::uint64_t methodBytes(const BpmfSpec& spec, const Extent& extent);

}  // namespace lacuna::classic
