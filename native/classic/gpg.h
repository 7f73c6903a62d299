// Generalised proximal gradient: the proximal map of the penalty itself.
#pragma once

#include <cstdint>
#include <memory>

#include "classic/penalties.h"
#include "classic/threshold_path.h"

namespace lacuna::classic {

/// min Σ g_λ(σ_i(X)) + ½‖P_Ω(X − M)‖²: Lu, Zhu, Xu, Yan & Lin, Generalized Singular Value
/// Thresholding, AAAI 2015. An iteration replaces each singular value s_i of the gradient step by
/// penaltyProx, so the objective never rises.
struct GpgSpec {
  RankPenalty penalty;
  WeightPath path;
};

std::unique_ptr<Method> makeMethod(const GpgSpec& spec, const Context& context);
std::uint64_t methodBytes(const GpgSpec& spec, const Extent& extent);

/// s ↦ argmin over x >= 0 of ½(x − s)² + g_λ(x).
std::unique_ptr<SingularMap> proximalMap(const RankPenalty& penalty);

}  // namespace lacuna::classic
