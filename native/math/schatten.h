// The matrix K = G⁻¹/2 that a block of DLRL multiplies its weights with (Chen et al., equations 22
// to 26): X̂ = ReLU(W·K), with G from the Gram matrix S = YᵀY of Y = X − ∇f/(η·L). All matrices here
// are k×k, row-major and in double.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

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

/// η is kept in [kLeastStep, 1]: the program's clamp to [0, 1], but for the division by 0 there.
inline constexpr double kLeastStep = 1e-3;

/// What S depends on: S(t) = XᵀX ∓ t·(XᵀN + NᵀX) + t²·NᵀN with N = ∇f and t = 1/(η·L).
struct SchattenMoments {
  std::span<const double> xx;  // XᵀX
  std::span<const double> xn;  // XᵀN
  std::span<const double> nn;  // NᵀN
  double lipschitz;            // L > 0
};

/// S, and the eigenvectors (rows) and eigenvalues of what the function of K is taken of.
struct SchattenState {
  std::span<double> gram;
  std::span<double> vectors;
  std::span<double> values;  // k
};

/// Doubles that the functions below need to work with.
constexpr std::size_t schattenScratch(std::size_t k) { return 4 * k * k + 4 * k; }

/// Fills the state, and k (k×k) with K.
void schattenMatrix(std::span<float> k, const SchattenState& state, const SchattenMoments& moments,
                    double eta, const SchattenForm& form, std::span<double> scratch);

/// inverse (k×k) = K⁻¹, of the state.
void schattenInverse(std::span<float> inverse, const SchattenState& state, const SchattenForm& form,
                     std::span<double> scratch);

/// d value / d η from d_k = d value / d K, through the divided differences of the function of the
/// eigenvalues (Daleckii & Krein): 0 where η is not within its range.
double schattenGradient(std::span<const float> d_k, const SchattenState& state,
                        const SchattenMoments& moments, double eta, const SchattenForm& form,
                        std::span<double> scratch);

}  // namespace math
}  // namespace lacuna
