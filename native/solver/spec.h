// What to solve: the plain description of one completion, as the binding fills it in.
#pragma once

#include <cstdint>
#include <optional>
#include <utility>
#include <variant>
#include <vector>

#include "instrument/instruments_spec.h"
#include "math/activation.h"
#include "math/residual.h"
#include "math/schatten.h"
#include "math/similarity.h"
#include "math/stencil.h"
#include "math/variation.h"
#include "optimizer/optimizer.h"
#include "optimizer/plateau.h"
#include "regularizer/transform.h"
#include "regularizer/weight.h"
#include "representation/spectral_chain.h"
#include "solver/observations.h"
#include "stopping/energy_change.h"
#include "stopping/fidelity_balance.h"
#include "stopping/loss_tolerance.h"
#include "stopping/rank_plateau.h"

namespace lacuna {

/// Independent normal draws N(mean, standard_deviation²).
struct NormalStart {
  double mean;
  double standard_deviation;
};

/// Independent uniform draws between low and high, both included: a draw is rounded to float.
struct UniformStart {
  double low;
  double high;
};

/// Independent draws from N(0, scale²/cols) for a parameter of that many columns. The product of L
/// such factors has a Frobenius norm of scale^L·√rows, in expectation of its square.
struct ScaledNormalStart {
  double scale;
};

/// Balanced factors, F_iᵀF_i = F_(i+1)F_(i+1)ᵀ, whose product has the singular values scale^L: with
/// the least width r of the chain, scale times a random orthogonal r×r matrix, or one of r
/// orthonormal columns or rows at an end of the chain, in the leading corner and zeros elsewhere.
struct OrthogonalStart {
  double scale;
};

/// scale on the main diagonal, zeros elsewhere.
struct IdentityStart {
  double scale;
};

/// Row-major values, one array for each parameter of the part.
struct GivenStart {
  std::vector<std::vector<float>> values;
};

using Start = std::variant<NormalStart, UniformStart, ScaledNormalStart, OrthogonalStart,
                           IdentityStart, GivenStart>;

/// X = F1·F2·…·FL with inner widths d1…d(L-1); no widths is one free matrix (L = 1).
struct FactorChainSpec {
  std::vector<std::uint32_t> widths;
  Start start;
};

/// X = Y_L with Y_i = σ(W_i·Y_{i−1} + B_i), Y_0 = I (cols×cols); W_i is d_i × d_{i−1}, B_i is
/// d_i × cols, d_0 = cols, d_L = rows; no widths is one layer (L = 1).
struct ActivatedNetworkSpec {
  std::vector<std::uint32_t> widths;  // d_1 … d_{L−1}
  Activation activation;
  Start start;                      // of the weights
  std::optional<Start> bias_start;  // of the biases; nothing: no biases
};

/// X = g(Z), a network applied to the rows of Z (rows×r): Y_0 = Z, Y_i = σ_i(Y_{i−1}·W_i + 1·b_i),
/// X = Y_L, with W_i of d_{i−1} × d_i and b_i of 1 × d_i, d_0 = r, d_L = cols. Adds the terms
/// weight_decay/2 · Σ ‖W_i‖² and latent_decay/(2·rows) · ‖Z‖².
struct LatentNetworkSpec {
  std::uint32_t latent;               // r
  std::vector<std::uint32_t> widths;  // d_1 … d_{L−1}
  Activation activation;              // of all layers but the last one
  Activation output_activation;
  double weight_decay;
  double latent_decay;
  std::vector<Start> starts;  // of Z, W_1 … W_L, b_1 … b_L
  bool latent_only;           // the network stays as it starts, which is given
};

/// One side of a spectral chain.
struct SpectralSideSpec {
  std::vector<float> laplacian;  // symmetric k×k, k = rows or cols; empty: unit vectors instead
  std::uint32_t band;            // eigenvectors taken, 1 … k; k without a graph
  double dirichlet_weight;
  double diagonal_weight;
};

/// X = Φ·P·C·Qᵀ·Ψᵀ in the eigenvectors Φ, Ψ of two graphs (see SpectralChain). Factors that are not
/// trained are the identity.
struct SpectralChainSpec {
  SpectralSideSpec rows;
  SpectralSideSpec cols;
  SpectralFactors trained;
  Start start;  // of the factors that are trained, in the order P, C, Q
  /// C starts from the data on the lowest eigenvectors instead.
  std::optional<SpectralProjection> projection;
};

/// Where the matrices of a row of blocks start: the first and the last, and those between them.
struct BlockStarts {
  Start ends;
  Start middle;
};

/// The rows' and columns' own part of X, worked out once: μ − level + b_i + c_j, with the mean μ of
/// the observed entries and ridge regressions b and c (solver/offsets.h). The blocks complete what
/// is left of the entries, which is near `level`.
struct CentringSpec {
  double damping;
  double level;
};

/// DLRL (Chen et al.): X = X̂_1·X̂_2·…·X̂_I, X̂_i = ReLU(W_i·K_i), with I = widths + 1 blocks of which
/// the i-th is d_{i−1}×d_i. K_i hangs on η and on constants of the step, the inputs X_i and the
/// gradient of the fidelity of X_1·…·X_I there (math/schatten.h). W_i and η are learned.
struct SchattenBlocksSpec {
  std::vector<std::uint32_t> widths;  // at least one
  std::vector<double> exponents;      // p_i, one for each block
  SchattenPower power;
  double ridge;
  Start eta;  // 1×1
  BlockStarts inputs;
  std::optional<BlockStarts> weights;  // nothing: W_i = X_i·K_i⁻¹, so that X starts as X_1·…·X_I
  std::uint64_t refresh;  // steps between X_i ← X̂_i, W_i ← X_i·K_i⁻¹; 0: never
  std::optional<CentringSpec> centring;  // nothing: the blocks complete the entries themselves
};

/// Whether a step begins with the outputs of the blocks as their inputs.
inline bool takesOutputs(const SchattenBlocksSpec& blocks, std::uint64_t step) {
  return blocks.refresh > 0 && step > 0 && step % blocks.refresh == 0;
}

using RepresentationSpec = std::variant<FactorChainSpec, ActivatedNetworkSpec, LatentNetworkSpec,
                                        SpectralChainSpec, SchattenBlocksSpec>;

/// weight · tr(T(X)ᵀ L(V) T(X)), L(V) = diag(S·1) − S, V learned with X.
struct AdaptiveLaplacianSpec {
  Over over;
  LaplacianForm form;
  Weight weight;
  Start start;
  /// From this step on V stays as it is and L is a fixed one.
  std::optional<std::uint64_t> freeze_at = std::nullopt;
};

/// weight · tr(T(X)ᵀ L T(X)) with a given symmetric L (k×k, row-major).
struct DirichletSpec {
  Over over;
  Weight weight;
  std::vector<float> laplacian;
};

/// weight · the total variation of X.
struct TotalVariationSpec {
  VariationNorm norm;
  Weight weight;
  double epsilon;
};

/// weight · the second-order smoothness of X.
struct LaplacianStencilSpec {
  StencilForm form;
  Weight weight;
};

using RegularizerSpec =
    std::variant<AdaptiveLaplacianSpec, DirichletSpec, TotalVariationSpec, LaplacianStencilSpec>;

/// When a problem ends, at the latest after `steps`. A rule that is met lets the update under way
/// finish, so that the result is that of the step after.
struct StoppingSpec {
  std::uint64_t steps;
  /// LossToleranceSpec.
  double tolerance;
  std::uint64_t window;
  /// Before this step none of the rules here ends a problem.
  std::uint64_t min_steps;
  /// EnergyChangeSpec, of the adaptive Laplacians.
  double regularizer_change = 0.0;
  /// FidelityBalanceSpec.
  double fidelity_balance = 0.0;
  RankPlateauSpec rank_plateau = {};
  /// The steps of each problem of a batch, the greatest of which is `steps`; empty: these of all.
  std::vector<std::uint64_t> steps_of = {};

  [[nodiscard]] std::uint64_t stepsOf(std::uint32_t problem) const {
    return steps_of.empty() ? steps : steps_of[problem];
  }
};

/// Which of the steps that were looked at is chosen.
enum class StepChoice : std::uint8_t {
  least,  // that of the least error
  /// The first one whose squared errors are above those of the least on average by at most one
  /// standard error of this average; the least itself where it is the last one, as the error still
  /// fell.
  fewest,
};

/// Observed entries that are kept from the fidelity, and how a problem is judged by them: X is
/// looked at after every `every` steps and after the last one, and the step with the least error at
/// the held entries is remembered. A problem ends when no step was better for `patience` steps, or
/// for three times as many where its fidelity has not fallen by a twentieth since (a saddle, at
/// which nothing over-fits), and not at all there as long as it predicts the held entries hardly
/// better than their mean does; 0 never ends it. The result is that of its last step.
struct ValidationSpec {
  std::uint64_t every;
  std::uint64_t patience;
  StepChoice choice;
  // The held entries, as those of SparseObservations.
  std::vector<std::uint32_t> offsets;
  std::vector<std::uint32_t> cols;
  std::vector<float> values;
  std::optional<std::pair<double, double>> bounds =
      std::nullopt;  // predictions are clipped to them

  [[nodiscard]] SparseObservations view(std::uint32_t batch) const {
    return {batch, offsets, cols, values};
  }
};

/// A batch of two problems, which are the same but for their starts: what one of them makes of
/// missing entries and the other does not is nothing that the observed ones say. They are compared
/// at multiples of `every` and after the last step, by δ = ‖x − y‖/‖(x + y)/2 − its mean‖ over the
/// values x and y of both at some places, and end when a δ was at most `most` and none since for
/// `patience` steps.
struct SeedAgreementSpec {
  double most;
  std::uint64_t every;
  std::uint64_t patience;
  std::uint64_t seed;                 // of the second one
  std::vector<std::uint32_t> places;  // entries of X row by row, missing ones
};

/// One completion: everything but the matrix itself.
struct Spec {
  std::uint32_t rows;
  std::uint32_t cols;
  std::uint64_t seed;
  RepresentationSpec representation;
  FidelityKind fidelity;
  std::vector<RegularizerSpec> regularizers;
  OptimizerSpec optimizer;
  StoppingSpec stopping;
  std::uint64_t trace_every;
  bool keep_laplacians;
  bool keep_fit = false;         // return what later rows are completed with
  bool keep_parameters = false;  // of the representation
  InstrumentsSpec instruments = {};
  /// Steps at which X and the learned Laplacians are kept, ascending; those not reached have none.
  std::vector<std::uint64_t> snapshot_steps = {};
  std::optional<PlateauSpec> plateau = std::nullopt;  // nothing: the learning rate stays
  std::optional<ValidationSpec> validation = std::nullopt;
  std::optional<SeedAgreementSpec> agreement = std::nullopt;

  /// That the parameters of a problem of a batch are drawn with.
  [[nodiscard]] std::uint64_t seedOf(std::uint32_t problem) const {
    return agreement && problem == 1 ? agreement->seed : seed;
  }
};

inline const Weight& weightOf(const RegularizerSpec& regularizer) {
  return std::visit([](const auto& part) -> const Weight& { return part.weight; }, regularizer);
}

/// Whether anything asks for the regularizers' values without their weights.
inline bool measuresEnergies(const Spec& spec) {
  return spec.instruments.energies > 0 || spec.stopping.regularizer_change > 0.0;
}

}  // namespace lacuna
