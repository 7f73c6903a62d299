// X = Φ·P·C·Qᵀ·Ψᵀ in the eigenvectors of two graphs.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "device/workspace.h"
#include "representation/representation.h"
#include "representation/spectral_basis.h"

namespace lacuna {

/// The factors that are trained, at least one; the others are the identity: ones on the main
/// diagonal.
struct SpectralFactors {
  bool p;
  bool c;
  bool q;
};

/// How many of the lowest eigenvectors of each side the data are projected on.
struct SpectralProjection {
  std::uint32_t rows;
  std::uint32_t cols;
};

/// Spectral geometric matrix completion (Boyarski, Vedula, Bronstein 2022): G = P·C·Qᵀ (p×q) with
/// P (p×p), C (p×q), Q (q×q), and X = Φ·G·Ψᵀ with Φ (rows×p), Ψ (cols×q) the eigenvectors of the p
/// and q least eigenvalues λ, μ of the graphs' Laplacians. Loss terms of its own, each where its
/// weight is not 0 and its side has a graph, the last two where their factor is trained:
///
///     μ_r·Σ λ_i·g_ij²,  μ_c·Σ μ_j·g_ij²,  ρ_r·‖off(PᵀΛP)‖²,  ρ_c·‖off(QᵀMQ)‖²
///
/// The first two are tr(XᵀL_rX) and tr(XL_cXᵀ). With A = P·C and D = Φᵀ·dX·Ψ plus their gradients:
/// dA = D·Q, dQ = Dᵀ·A, dP = dA·Cᵀ, dC = Pᵀ·dA. Ten products for a step in all; three less without
/// each of P and Q, two less without each graph. Between the bases stands the smaller of two
/// products.
class SpectralChain final : public Representation {
 public:
  SpectralChain(Memory& memory, Workspace& workspace, std::uint32_t batch, const SpectralSide& rows,
                const SpectralSide& cols, SpectralFactors trained,
                std::optional<SpectralProjection> projection, std::size_t first_parameter);

  [[nodiscard]] const std::vector<Parameter>& parameters() const override { return parameters_; }
  [[nodiscard]] std::size_t terms() const override;
  void start(Device& device, Problems problems, ConstMatrix target,
             const std::atomic<bool>& stop) override;
  void forward(Device& device, Problems problems, Matrix x) override;
  void backward(Device& device, Problems problems, ConstMatrix d_x, Scalars own,
                GradientSink& sink) override;

 private:
  /// Where each term of its own goes; no data: there is no such term.
  struct Terms {
    Scalars dirichlet_rows;
    Scalars dirichlet_cols;
    Scalars diagonal_rows;
    Scalars diagonal_cols;
  };

  /// What stands between the two bases: rows×q or p×cols, whichever takes fewer operations.
  struct Half {
    std::uint32_t rows;
    std::uint32_t cols;
  };

  [[nodiscard]] bool hasBasis() const;
  [[nodiscard]] bool hasDiagonalRows() const { return p_ && phi_.side().hasDiagonal(); }
  [[nodiscard]] bool hasDiagonalCols() const { return q_ && psi_.side().hasDiagonal(); }
  [[nodiscard]] Terms split(Scalars own) const;
  [[nodiscard]] Half halfShape() const;
  [[nodiscard]] Workspace::Slot halfSlot() const;
  [[nodiscard]] Matrix half() const;
  void reserve(Workspace& workspace) const;

  void project(Device& device, Problems problems, ConstMatrix target);
  void expand(Device& device, Problems problems, Matrix x) const;
  void contract(Device& device, Problems problems, Matrix to, ConstMatrix x) const;
  ConstMatrix backwardBases(Device& device, Problems problems, ConstMatrix d_x,
                            const Terms& terms) const;
  void backwardLeft(Device& device, Problems problems, ConstMatrix d_left, Scalars diagonal,
                    GradientSink& sink) const;
  void addDiagonal(Device& device, Problems problems, Matrix gradient, ConstMatrix factor,
                   const SpectralBasis& basis, Scalars value) const;

  const Workspace& workspace_;
  SpectralBasis phi_;
  SpectralBasis psi_;
  MatrixBuffer c_;
  bool trains_c_;
  std::optional<MatrixBuffer> p_;     // none: the identity
  std::optional<MatrixBuffer> q_;     // none: the identity
  std::optional<MatrixBuffer> left_;  // A, where it is neither C nor G
  MatrixBuffer core_;                 // G, where it is neither C nor X
  ConstMatrix a_;                     // A of the last forward()
  ConstMatrix g_;                     // G of the last forward()
  std::optional<SpectralProjection> projection_;
  std::vector<Parameter> parameters_;
};

}  // namespace lacuna
