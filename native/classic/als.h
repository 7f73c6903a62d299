// Regularised matrix factorisation with biases by alternating least squares.
#pragma once

#include <cstdint>
#include <memory>

#include "classic/method.h"

namespace lacuna::classic {

/// Whether a line's penalty grows with its number of entries n.
enum class Penalty : std::uint8_t { weighted, plain };

/// With standardised values z = (x − mean)/deviation of what is observed, minimises
///   Σ_Ω (z_ij − b_i − c_j − u_i·v_j)² + λ·(Σ w_i·‖u_i‖² + Σ w_j·‖v_j‖²) + δ·(Σ b_i² + Σ c_j²),
/// w = n (Zhou et al., AAIM 2008, ALS-WR) or 1. A step solves for all rows (u_i, b_i), then for all
/// columns (v_j, c_j), each exactly. In units of x the penalty is λ times the deviation.
struct AlsSpec {
  std::uint32_t rank;  // >= 1
  double lambda;       // > 0
  double damping;      // δ >= 0, in entries
  Penalty penalty;
};

std::unique_ptr<Method> makeMethod(const AlsSpec& spec, const Context& context);
std::uint64_t methodBytes(const AlsSpec& spec, const Extent& extent);

}  // namespace lacuna::classic
