// X = (M_1·M_2·…·M_{I−1})·M_I, kept in two factors.
#pragma once

#include <cstdint>
#include <vector>

#include "device/workspace.h"
#include "representation/factor_chain.h"

namespace lacuna {

/// A product of I >= 2 matrices that somebody else fills in: M_i is dims[i−1]×dims[i]. X = A·Bᵀ
/// with A = M_1·…·M_{I−1} (rows×r) and B = M_Iᵀ (cols×r), r the last inner width.
class BlockProduct {
 public:
  BlockProduct(Memory& memory, Workspace& workspace, std::uint32_t batch,
               const std::vector<std::uint32_t>& dims)
      : workspace_(workspace),
        left_(memory, workspace, batch, {dims.begin(), dims.end() - 1}, 0),
        last_(memory, batch, dims[dims.size() - 2], dims.back()) {
    workspace.reserve(Workspace::kFourth, dims[dims.size() - 2], dims.back());
  }

  [[nodiscard]] std::size_t depth() const { return left_.parameters().size() + 1; }

  /// M_i, i from 0.
  [[nodiscard]] Matrix factor(std::size_t i) const {
    return i + 1 == depth() ? last_.view() : left_.parameters()[i].value;
  }

  void forward(Device& device, Problems problems, Matrix a, Matrix b) {
    left_.forward(device, problems, a);
    device.transpose(problems, b, last_.view());
  }

  /// Gives the sink the gradient of every M_i as that of a parameter with the index i, the last one
  /// first.
  void backward(Device& device, Problems problems, ConstMatrix d_a, ConstMatrix d_b,
                GradientSink& sink) {
    const Matrix last = last_.view();
    const Matrix d_last = workspace_.matrix(Workspace::kFourth, last.rows, last.cols);
    device.transpose(problems, d_last, d_b);
    sink.take(problems, {last, depth() - 1}, d_last);
    left_.backward(device, problems, d_a, {}, sink);
  }

 private:
  const Workspace& workspace_;
  FactorChain left_;
  MatrixBuffer last_;
};

}  // namespace lacuna
