// A mean, and what each row and each column adds to it.
#pragma once

#include <cstdint>
#include <memory>

#include "classic/method.h"

namespace lacuna::classic {

/// x_ij = μ + b_i + c_j, μ the mean of the observed entries, and b, c minimise
///
///   Σ_Ω (x_ij − μ − b_i − c_j)² + δ_r·Σ b_i² + δ_c·Σ c_j²
///
/// by turns, columns first: c_j = Σ_i (x_ij − μ − b_i)/(n_j + δ_c), and b_i likewise. Koren, Factor
/// in the neighbors, ACM TKDD 4(1), 2010, section 2.1.
struct BiasSpec {
  double row_damping;  // δ_r >= 0, in entries
  double col_damping;  // δ_c >= 0, in entries
};

std::unique_ptr<Method> makeMethod(const BiasSpec& spec, const Context& context);
std::uint64_t methodBytes(const BiasSpec& spec, const Extent& extent);

}  // namespace lacuna::classic
