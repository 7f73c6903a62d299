// weight · tr(T(X)ᵀ L(V) T(X)) with L learned.
#pragma once

#include <optional>
#include <utility>
#include <vector>

#include "device/workspace.h"
#include "math/similarity.h"
#include "regularizer/regularizer.h"
#include "regularizer/transform.h"

namespace lacuna {

/// The adaptive regulariser of AIR-Net (Li et al. 2022, equations 2 to 4): a graph Laplacian over
/// the rows or columns of X, or over blocks of it, whose similarities come from a free matrix V
/// (math/similarity.h).
///
/// With Y = T(X) and g_ij = ‖y_i − y_j‖²/2 everything is closed: value = weight·Σ S_ij g_ij,
/// d/dX = 2·weight·T*(L·Y), d/dV from P and g alone. Once frozen, L is kept and a step takes the
/// one product L·Y: value = weight·⟨Y, L·Y⟩.
class AdaptiveLaplacian final : public Regularizer {
 public:
  /// `free` holds V, k×k; `diagonal` has room for that of the Gram matrix, k×1.
  AdaptiveLaplacian(MatrixBuffer free, MatrixBuffer diagonal, Workspace& workspace,
                    Transform transform, LaplacianForm form, double weight,
                    std::size_t first_parameter);

  /// Room for the fixed Laplacian, k×k; without any, freeze() must not be called.
  void keepRoomToFreeze(MatrixBuffer frozen) { frozen_ = std::move(frozen); }

  void setWeight(Device& device, double weight) override;
  void freeze() override { is_frozen_ = true; }

  void evaluate(Device& device, Problems problems, ConstMatrix x, Matrix d_x, Scalars value,
                GradientSink& sink) override;
  [[nodiscard]] std::optional<std::vector<float>> laplacian(Device& device,
                                                            std::uint32_t problem) const override;

 private:
  void evaluateFrozen(Device& device, Problems problems, ConstMatrix x, Matrix d_x, Scalars value);

  MatrixBuffer free_;
  MatrixBuffer diagonal_;
  const Workspace& workspace_;
  Transform transform_;
  LaplacianForm form_;
  double weight_;
  MatrixBuffer frozen_;  // 2·weight·L, k×k, of V as it is while frozen
  bool is_frozen_ = false;
  bool has_frozen_ = false;  // frozen_ holds what it should
};

}  // namespace lacuna
