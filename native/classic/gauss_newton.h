// Factors of growing rank by damped Gauss–Newton steps.
#pragma once

#include <cstdint>
#include <memory>

#include "classic/method.h"

namespace lacuna::classic {

/// min over A, B of ‖P_Ω(A·Bᵀ − M)‖² + λ·(‖A‖² + ‖B‖²), for one rank after the other. A step of the
/// method adds one to the rank: the leading singular pair of the residual joins the factors
/// (Uschmajew & Vandereycken, Greedy rank updates combined with Riemannian descent methods for
/// low-rank optimization, SampTA 2015), and damped Gauss–Newton steps (Buchanan & Fitzgibbon,
/// Damped Newton algorithms for matrix factorization with missing data, CVPR 2005) follow until the
/// objective falls slowly. Where M has a low rank and enough of it is observed, those of that rank
/// converge quadratically, to the precision of float.
///
/// Once everything is explained, with fewer freedoms than entries, that rank is conclusive. Lines
/// with fewer entries than it are their conditional mean then, see inferredLines(); else those
/// without entries are the mean of the others.
///
/// Change: ‖P_Ω(Δ(A·Bᵀ))‖/‖P_Ω(A·Bᵀ)‖; 0 once nothing is left to explain or the rank is reached.
struct GaussNewtonSpec {
  std::uint32_t max_rank;    // >= 1; 0.85 freedoms of X for each entry at most
  double lambda;             // λ >= 0, relative to the root mean square of what is observed
  std::uint32_t iterations;  // Gauss–Newton steps for each rank at most, >= 1
};

std::unique_ptr<Method> makeMethod(const GaussNewtonSpec& spec, const Context& context);
std::uint64_t methodBytes(const GaussNewtonSpec& spec, const Extent& extent);

}  // namespace lacuna::classic
