// Iteratively reweighted singular values.
#pragma once

#include <cstdint>
#include <memory>

#include "classic/penalties.h"
#include "classic/threshold_path.h"

namespace lacuna::classic {

/// min Σ g_λ(σ_i(X)) + ½‖P_Ω(X − M)‖²: Lu, Tang, Yan & Lin, Nonconvex Nonsmooth Low-Rank
/// Minimization via Iteratively Reweighted Nuclear Norm, IEEE TIP 25, 2016, algorithm 1. An
/// iteration takes the weight g'_λ(s_i) off each singular value s_i of the gradient step. The
/// algorithm takes the weights at the singular values of X, where a value that is 0 can never grow
/// again if the slope at 0 is infinite; at those of the gradient step, as here, it can.
struct IrnnSpec {
  RankPenalty penalty;
  WeightPath path;
};

std::unique_ptr<Method> makeMethod(const IrnnSpec& spec, const Context& context);
std::uint64_t methodBytes(const IrnnSpec& spec, const Extent& extent);

/// s ↦ (s − g'_λ(s))₊.
std::unique_ptr<SingularMap> reweightedMap(const RankPenalty& penalty);

}  // namespace lacuna::classic
