// A smoothed Schatten-p norm by weighted singular value thresholding.
#pragma once

#include <cstdint>
#include <memory>

#include "classic/threshold_path.h"

namespace lacuna::classic {

/// `plain`: from X. `accelerated`: from X ahead of itself, by Nesterov's momentum.
enum class IterationKind : std::uint8_t { plain, accelerated };

/// min λ·Σ (σ_i(X) + ε)^p + ½‖P_Ω(X − M)‖²: an iteration takes the weight λ·p·(s_i + ε)^(p − 1) off
/// each singular value s_i of the gradient step. Our reading of the modified Schatten norm of IEEE
/// TIP 29, 2020, of which only the abstract is public.
struct IsvtaSpec {
  double exponent;  // p in (0, 1]
  double epsilon;   // > 0, relative to the largest singular value of P_Ω(M)
  IterationKind iteration;
  WeightPath path;
};

std::unique_ptr<Method> makeMethod(const IsvtaSpec& spec, const Context& context);
std::uint64_t methodBytes(const IsvtaSpec& spec, const Extent& extent);

/// s ↦ (s − λ·p·(s + ε)^(p − 1))₊.
std::unique_ptr<SingularMap> smoothedMap(double exponent, double epsilon);

}  // namespace lacuna::classic
