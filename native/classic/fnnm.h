// A low-rank matrix and what features of rows and columns explain.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "classic/method.h"

namespace lacuna::classic {

/// Features of lines: lines × width, row-major, finite.
struct Features {
  std::vector<float> data;
  std::uint32_t width;  // >= 1
};

/// min over L and N of ½‖P_Ω(L + F·N·Gᵀ − M)‖² + λ1·‖L‖_* + λ2·Σ|n_kl| with features F of rows
/// and G of columns: Yang, Li & Wang, Feature and nuclear norm
/// minimization for matrix completion, IEEE TKDE 34(5), 2022.
/// λ1 = nuclear·s_1, s_1 the largest singular value of P_Ω(M): 1 gives L = 0 where N is 0.
/// λ2 = sparse·max|FᵀP_Ω(M)G|: 1 gives N = 0 where L is 0.
/// A step is one accelerated proximal gradient step on both. As ‖L + F·N·Gᵀ‖² <= 2‖L‖² + 2κ‖N‖²,
/// κ = ‖F‖²·‖G‖² (spectral norms), steps of ½ for L and of 1/(2κ) for N are safe.
struct FnnmSpec {
  Features rows;   // F
  Features cols;   // G
  double nuclear;  // > 0
  double sparse;   // >= 0
  bool centre;     // whether the mean of the observed entries is taken off first
};

/// Throws Error(invalid_argument) when there are not as many lines of features as of the matrix.
std::unique_ptr<Method> makeMethod(const FnnmSpec& spec, const Context& context);
std::uint64_t methodBytes(const FnnmSpec& spec, const Extent& extent);

}  // namespace lacuna::classic
