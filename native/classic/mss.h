// Products of several factors with small Schatten norms.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "classic/method.h"

namespace lacuna::classic {

/// min over X_1 … X_I of ½‖P_Ω(X_1·…·X_I − M)‖² + λ·Σ_i ‖X_i‖_{p_i}^{p_i}/p_i, which bounds the
/// Schatten-p norm of the product with 1/p = Σ 1/p_i: Xu, Lin & Zha, A unified convex surrogate
/// for the Schatten-p norm, AAAI 2017. Block coordinate descent: a step updates
/// every factor once, X_i ← prox of λ/(p_i·L)·‖·‖^{p_i} at X̂_i − left_iᵀ·R·right_iᵀ/L, L =
/// η·‖left_i‖²·‖right_i‖² (spectral norms of what stands beside it), X̂_i extrapolated. Where the
/// objective rises, the update is done again without extrapolation and with a larger η.
struct MssSpec {
  std::vector<double> exponents;  // p_i, each in (0, 2]; at least two
  std::uint32_t rank;             // inner width, 1 to the shorter side
  double lambda;                  // >= 0, in units of the values (see above)
  double eta;                     // in (0, 1]
};

std::unique_ptr<Method> makeMethod(const MssSpec& spec, const Context& context);
std::uint64_t methodBytes(const MssSpec& spec, const Extent& extent);

}  // namespace lacuna::classic
