// How far the factors of a chain are from balanced.
#pragma once

#include <cstdint>
#include <vector>

namespace lacuna {

/// ‖AᵀA − BBᵀ‖_F/‖AᵀA‖_F for neighbours A (rows×width) and B (width×cols) of a chain, in double:
/// gradient flow leaves AᵀA − BBᵀ as it is (Arora et al. 2019). NaN for two factors of zeros.
double imbalance(const std::vector<float>& a, const std::vector<float>& b, std::uint32_t width);

}  // namespace lacuna
