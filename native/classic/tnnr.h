// The nuclear norm without the largest singular values.
#pragma once

#include <cstdint>
#include <memory>

#include "classic/method.h"

namespace lacuna::classic {

/// How an inner problem, which is convex, is solved. `admm`: observed entries are kept. `apgl`:
/// they are fitted, for noisy ones.
enum class TnnrSolver : std::uint8_t { admm, apgl };

/// The sum of all but the r largest singular values, ‖X‖_* − max tr(A·X·Bᵀ) over A·Aᵀ = B·Bᵀ = 1 of
/// r rows, is made small: Hu, Zhang, Ye, Li & He, Fast and accurate matrix completion via truncated
/// nuclear norm regularization, IEEE TPAMI 35(9), 2013. A step takes A and B, the singular vectors
/// of X, and solves, from the X before,
///   admm: min ‖X‖_* − tr(A·X·Bᵀ) with P_Ω(X) = P_Ω(M); its steps are of size τ = 1/ρ;
///   apgl: min ½‖P_Ω(X − M)‖² + τ·(‖X‖_* − tr(A·X·Bᵀ)).
/// τ = ratio·s_1, s_1 the largest singular value of P_Ω(M). Where X has fewer than r singular
/// values that are not 0, A and B have as many rows.
struct TnnrSpec {
  TnnrSolver solver;
  std::uint32_t rank;        // r >= 1; the shorter side at most
  double ratio;              // > 0
  double tolerance;          // of an inner iteration's change, at which the inner problem is solved
  std::uint32_t iterations;  // of an inner problem, at most; >= 1
};

std::unique_ptr<Method> makeMethod(const TnnrSpec& spec, const Context& context);
std::uint64_t methodBytes(const TnnrSpec& spec, const Extent& extent);

}  // namespace lacuna::classic
