// What the matrix K of a block of DLRL hangs on (Chen et al., equations 22 to 26; the formulas are
// in math/schatten_matrix.h). Matrices in double are k×k and row-major.
#pragma once

#include <cstddef>
#include <cstdint>

namespace lacuna {

/// What G⁻¹ is, with the exponent p and q = (2 − p)/2:
/// matrix: K = (S + ridge·1)^q, the paper's matrix power;
/// scaled_matrix: K = (S/s + ridge·1)^q, s = tr S/k, which does not change with the scale of Y;
/// element_wise: K = the pseudo-inverse of the matrix of (s_ij + 0.002·max|s_kk|)^−q, the published
/// program, which also steps along +∇f.
enum class SchattenPower : std::uint8_t { matrix, scaled_matrix, element_wise };

struct SchattenForm {
  SchattenPower power;
  double exponent;  // p
  double ridge;     // of the matrix powers
};

namespace math {

/// What S depends on: S(t) = XᵀX ∓ t·(XᵀN + NᵀX) + t²·NᵀN with N = ∇f and t = 1/(η·L).
struct SchattenMoments {
  const double* xx;  // XᵀX
  const double* xn;  // XᵀN
  const double* nn;  // NᵀN
  double lipschitz;  // L > 0
};

/// S, and the eigenvectors (rows) and eigenvalues of what the function of K is taken of.
struct SchattenState {
  std::size_t order;  // k
  double* gram;
  double* vectors;
  double* values;  // k
};

}  // namespace math
}  // namespace lacuna
