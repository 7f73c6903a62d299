// Second differences of neighbouring entries.
#pragma once

#include <cstdint>

#include "math/real.h"

namespace lacuna {

/// Second-order smoothness of x (m×n):
/// norm = ‖l‖_F / m with l the 5-point Laplacian at interior entries (RDMF's and AIR-Net's authors'
/// program, where it goes by the name of total variation);
/// thin_plate = Σ x_rr² + 2·x_rc² + x_cc², x_rr(i,j) = x(i−1,j) − 2·x(i,j) + x(i+1,j), x_cc the
/// same along columns, x_rc(i,j) = x(i,j) − x(i+1,j) − x(i,j+1) + x(i+1,j+1); differences that
/// would leave the grid are left out.
enum class StencilForm : std::uint8_t { norm, thin_plate };

namespace math {

/// before − 2·here + after.
template <class V>
LACUNA_HD V secondDifference(V before, V here, V after) {
  return fma(V(-2.0F), here, before + after);
}

/// The 5-point Laplacian: above + below + left + right − 4·here.
template <class V>
LACUNA_HD V fivePoint(V here, V above, V below, V left, V right) {
  return fma(V(-4.0F), here, (above + below) + (left + right));
}

/// x_rr² + 2·x_rc² + x_cc².
template <class V>
LACUNA_HD V bending(V rr, V rc, V cc) {
  return fma(rr, rr, fma(cc, cc, V(2.0F) * rc * rc));
}

}  // namespace math
}  // namespace lacuna
