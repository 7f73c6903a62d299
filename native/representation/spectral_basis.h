// The eigenvectors of a graph on one side of X.
#pragma once

#include <atomic>
#include <cstdint>
#include <span>

#include "device/device.h"

namespace lacuna {

/// A side of X and how a spectral chain sees it.
struct SpectralSide {
  /// Symmetric L (order×order), or empty: no graph. Must outlive the part that it is given to.
  std::span<const float> laplacian;
  std::uint32_t order;      // rows or cols of X
  std::uint32_t band;       // eigenvectors taken, of the least eigenvalues; `order` without a graph
  double dirichlet_weight;  // μ
  double diagonal_weight;   // ρ

  [[nodiscard]] bool hasGraph() const { return !laplacian.empty(); }
  [[nodiscard]] bool hasDirichlet() const { return hasGraph() && dirichlet_weight != 0.0; }
  [[nodiscard]] bool hasDiagonal() const { return hasGraph() && diagonal_weight != 0.0; }
};

/// The lowest eigenvectors of a side's Laplacian, which all problems share. Without a graph they
/// are the unit vectors and all eigenvalues 0: nothing is kept, and no product is taken with them.
class SpectralBasis {
 public:
  SpectralBasis(Memory& memory, const SpectralSide& side);

  /// Works them out, or finds them where another run left them. Throws Error(cancelled) once
  /// `stop` is set.
  void start(Device& device, const std::atomic<bool>& stop);

  [[nodiscard]] const SpectralSide& side() const { return side_; }
  /// Vᵀ, band×order: row i is the i-th eigenvector. Only with a graph.
  [[nodiscard]] ConstMatrix vectors() const { return shared(vectors_); }
  /// band×1, ascending.
  [[nodiscard]] ConstMatrix values() const { return shared(values_); }

 private:
  static ConstMatrix shared(const MatrixBuffer& buffer);

  SpectralSide side_;
  MatrixBuffer vectors_;
  MatrixBuffer values_;
};

}  // namespace lacuna
