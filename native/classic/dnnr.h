// Double penalties of singular values.
#pragma once

#include <cstdint>
#include <memory>

#include "classic/penalties.h"
#include "classic/power_prox.h"
#include "classic/threshold_path.h"

namespace lacuna::classic {

/// min Σ ρ_λ(σ_i(X)^p) + ½‖P_Ω(X − M)‖² with a concave ρ and p = 1/2 or 2/3: an iteration replaces
/// each singular value s_i of the gradient step by powerProx with the weight w_i = ρ'_λ(s_i^p). Our
/// reading of Zhang et al., IEEE TNNLS 2019, of which only the abstract is public.
struct DnnrSpec {
  RankPenalty penalty;
  RootPower power;
  WeightPath path;
};

std::unique_ptr<Method> makeMethod(const DnnrSpec& spec, const Context& context);
std::uint64_t methodBytes(const DnnrSpec& spec, const Extent& extent);

/// s ↦ argmin over x >= 0 of ½(x − s)² + ρ'_λ(s^p)·x^p.
std::unique_ptr<SingularMap> doubleMap(const RankPenalty& penalty, RootPower power);

}  // namespace lacuna::classic
