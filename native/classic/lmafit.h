// Factorisation by successive over-relaxation.
#pragma once

#include <cstdint>
#include <memory>

#include "classic/method.h"

namespace lacuna::classic {

/// How the rank follows the data. `fixed`: not at all. `decrease`: it falls once, to where
/// singular values drop much more than elsewhere, if the residual allows. `increase`: one more
/// whenever the residual hardly falls.
enum class RankStrategy : std::uint8_t { fixed, decrease, increase };

/// min over A, B, Z of ½‖A·Bᵀ − Z‖² with P_Ω(Z) = P_Ω(M): Wen, Yin & Zhang, Solving a low-rank
/// factorization model for matrix completion by a nonlinear successive over-relaxation algorithm,
/// Mathematical Programming Computation 4, 2012, algorithm 1. With R = P_Ω(A·Bᵀ − M) and
/// Z_ω = A·Bᵀ − ω·R:
///
///   A ← orth(Z_ω·B),   B ← Z_ωᵀ·A,   ω >= 1 grows while that helps; 1 again when it does not
///
/// Change: ‖P_Ω(Δ(A·Bᵀ))‖/‖P_Ω(A·Bᵀ)‖.
struct LmafitSpec {
  std::uint32_t rank;  // at the start, 1 to the shorter side
  RankStrategy strategy;
  std::uint32_t max_rank;  // of increase, >= rank
};

std::unique_ptr<Method> makeMethod(const LmafitSpec& spec, const Context& context);
std::uint64_t methodBytes(const LmafitSpec& spec, const Extent& extent);

}  // namespace lacuna::classic
