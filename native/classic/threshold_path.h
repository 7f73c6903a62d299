// Penalised singular values along a path of falling weights.
#pragma once

#include <cstdint>
#include <memory>

#include "classic/method.h"
#include "classic/momentum.h"
#include "classic/singular_map.h"

namespace lacuna::classic {

/// λ = start, start·factor, … down to least, all in units of s_1, the largest singular value of
/// P_Ω(M): as if M were divided by it.
struct WeightPath {
  double start;              // > 0
  double factor;             // in (0, 1)
  double least;              // in (0, start]
  double tolerance;          // of the change of an iteration, with which a weight is done
  std::uint32_t iterations;  // for a weight, at most, >= 1
  std::uint32_t max_rank;    // >= 1
};

/// min Σ g_λ(σ_i(X)) + ½‖P_Ω(X − M)‖², rank(X) <= max_rank, from X = 0 by
///
///   X ← U·diag(shrink(s_i, λ))·Vᵀ   with   Y − P_Ω(Y − M) = U·diag(s)·Vᵀ,   Y = X + β(X −
///   X_before)
///
/// A step is one λ, started from the X before. The momentum begins again with each λ and where the
/// objective rose. X is kept in factors; the gradient step is never formed while partial_svd needs
/// no entries. Change of an iteration: ‖P_Ω(ΔX)‖/‖P_Ω(X)‖.
std::unique_ptr<Method> makeThresholdPath(const WeightPath& path, std::unique_ptr<SingularMap> map,
                                          std::unique_ptr<Momentum> momentum,
                                          const Context& context);
std::uint64_t thresholdPathBytes(const WeightPath& path, const Extent& extent);

}  // namespace lacuna::classic
