// One block of DLRL: X̂ = ReLU(W·K), K from its input X and the gradient of the fidelity there.
#pragma once

#include <cstddef>
#include <cstdint>

#include "device/device.h"
#include "device/workspace.h"
#include "math/schatten.h"
#include "optimizer/parameter.h"

namespace lacuna {

/// A block of shape rows×cols. It looks at the shorter side k of Y = X − ∇f/(η·L): X̂ = ReLU(W·K)
/// with S = YᵀY where columns are the shorter side, else X̂ = ReLU(K·W) with S = Y·Yᵀ. (The
/// published program takes the rows where rows < 2·cols.)
///
/// X and ∇f are constants of a step; W and η are learned, and the gradient of η passes through K.
class SchattenBlock {
 public:
  /// `index` is that of W; X̂ and its gradients have the same shape.
  SchattenBlock(Memory& memory, Workspace& workspace, std::uint32_t batch, std::uint32_t rows,
                std::uint32_t cols, std::size_t index, const SchattenForm& form, ConstMatrix eta);

  [[nodiscard]] Parameter weight() const { return {weight_.view(), index_}; }

  /// Where λ_max of the Gram matrices of the blocks before and behind belongs (1×1).
  [[nodiscard]] DoubleMatrix normLeft() const { return scalar(0); }
  [[nodiscard]] DoubleMatrix normRight() const { return scalar(1); }

  /// Takes X and ∇f there.
  void takeSlope(Device& device, Problems problems, ConstMatrix input, ConstMatrix slope);

  /// K at the present η.
  void update(Device& device, Problems problems);

  /// output = X̂, with the K of the last update().
  void forward(Device& device, Problems problems, Matrix output);

  /// W = output·K⁻¹ (K⁻¹·output), so that X̂ is the part of `output` that is not negative.
  void matchWeight(Device& device, Problems problems, ConstMatrix output);

  /// d_eta (1×1) += the gradient of η, that of W to the sink, given d_output at the output of the
  /// last forward().
  void backward(Device& device, Problems problems, ConstMatrix output, ConstMatrix d_output,
                Matrix d_eta, GradientSink& sink);

 private:
  [[nodiscard]] std::uint32_t order() const {
    return lines_ == Lines::rows ? weight_.view().rows : weight_.view().cols;
  }
  [[nodiscard]] DoubleMatrix scalar(std::size_t i) const { return {norms_.data() + i, 1, 1, 2}; }
  [[nodiscard]] DoubleMatrix moment(std::size_t i) const;
  [[nodiscard]] DoubleMatrix state() const;
  [[nodiscard]] SchattenInputs inputs() const;
  /// to = m·K, or K·m where rows are the shorter side.
  void timesMatrix(Device& device, Problems problems, Matrix to, ConstMatrix m) const;

  const Workspace& workspace_;
  std::size_t index_;
  SchattenForm form_;
  Lines lines_;  // whose inner products S holds
  ConstMatrix eta_;
  MatrixBuffer weight_;
  MatrixBuffer matrix_;     // K, or K⁻¹ while W is matched
  MatrixBuffer d_matrix_;   // of K
  Buffer<double> moments_;  // XᵀX, XᵀN, NᵀN: 3 × k×k for each problem
  Buffer<double> norms_;    // left and right for each problem
  Buffer<double> state_;    // (2k + 1)×k for each problem
};

}  // namespace lacuna
