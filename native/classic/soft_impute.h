// Soft-thresholded singular values: the nuclear norm.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>

#include "classic/method.h"

namespace lacuna::classic {

/// How a subproblem is solved. `full`: X ← S_λ(P_Ω(M) + P_Ω⊥(X)) with extrapolation, S_λ the
/// soft-thresholded decomposition (Mazumder, Hastie & Tibshirani, JMLR 11, 2010, algorithm 1).
/// `als`: X = A·Bᵀ of width max_rank at most and ridge regressions by turns, from the observed
/// entries alone (Hastie, Mazumder, Lee & Zadeh, JMLR 16, 2015, algorithm 3.1).
enum class SoftImputeAlgorithm : std::uint8_t { full, als };

/// min ½‖P_Ω(X − M)‖² + λ‖X‖_*. λ = ratio·s_1, s_1 the largest singular value of P_Ω(M): 1 gives X
/// = 0. With a ratio, a step is one iteration. Without, a step is one λ of a path that falls
/// geometrically from s_1 (which is left out) to least·s_1, each started from the last and solved
/// until the estimate changes by no more than `tolerance`.
struct SoftImputeSpec {
  SoftImputeAlgorithm algorithm;
  std::optional<double> ratio;  // > 0
  std::uint32_t points;         // of the path, >= 1
  double least;                 // where the path ends, in (0, 1)
  double tolerance;             // of a point of the path
  std::uint32_t iterations;     // of a point of the path, at most
  std::uint32_t max_rank;       // for als, 1 to the shorter side
  bool centre;                  // whether the mean of the observed entries is taken off first
};

std::unique_ptr<Method> makeMethod(const SoftImputeSpec& spec, const Context& context);
std::uint64_t methodBytes(const SoftImputeSpec& spec, const Extent& extent);

}  // namespace lacuna::classic
