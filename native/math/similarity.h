// Adaptive Laplacian: from a free square parameter V to similarities, and back.
#pragma once

#include <cstdint>

#include "math/real.h"

namespace lacuna {

/// How a free k×k parameter V becomes similarities S (its diagonal is then set to zero):
/// row_softmin: P = softmax over each row of −V, S = (P + Pᵀ)/2 (AIR-Net's program);
/// global_softmax: P = exp(V) / Σ exp(V), S = P + Pᵀ (AIR-Net, equation 4).
/// The Laplacian is L = diag(S·1) − S, and its energy tr(YᵀLY) = Σ_ij S_ij·g_ij with
/// g_ij = ‖y_i − y_j‖²/2 over the rows y_i of Y.
enum class LaplacianForm : std::uint8_t { row_softmin, global_softmax };

namespace math {

/// S_ij = similarityScale(form)·(P_ij + P_ji) for i ≠ j.
LACUNA_HD double similarityScale(LaplacianForm form) {
  return form == LaplacianForm::row_softmin ? 0.5 : 1.0;
}

/// g_ij = ‖y_i − y_j‖²/2 from the Gram matrix of y.
template <class V>
LACUNA_HD V halfSquaredDistance(V gram_ii, V gram_jj, V gram_ij) {
  return fma(V(0.5F), gram_ii + gram_jj, -gram_ij);
}

/// d(Σ_j P_ij g_ij)/dV_ij for a softmin row, times weight: −weight·P_ij·(g_ij − Σ_k P_ik g_ik).
template <class V>
LACUNA_HD V softminSlope(V p, V g, V row_energy, V weight) {
  return weight * (p * (row_energy - g));
}

/// d(2 Σ P g)/dV_ij for the global softmax, times weight: weight·P_ij·(2 g_ij − 2 Σ P g).
template <class V>
LACUNA_HD V softmaxSlope(V p, V g, V energy, V weight) {
  return weight * (p * (g + g - energy));
}

}  // namespace math
}  // namespace lacuna
