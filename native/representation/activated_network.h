// X = σ(W_L·σ(… σ(W_1·I + B_1) …) + B_L).
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "device/workspace.h"
#include "math/activation.h"
#include "representation/representation.h"

namespace lacuna {

/// RDMF's network of L >= 1 layers (Li, Xu, Luo, Wang 2020) on the identity I (cols×cols):
/// Y_i = σ(W_i·Y_{i−1} + B_i), Y_0 = I, X = Y_L, with W_i of shape widths[i] × widths[i−1] and B_i
/// of widths[i] × cols; widths begins with the columns and ends with the rows of X. W_1·I is W_1,
/// so that linear layers without biases are the product W_L·…·W_1.
///
/// The layers' outputs are kept for the backward pass: with D_i = dY_i ∘ σ'(Y_i), dB_i = D_i,
/// dW_i = D_i·Y_{i−1}ᵀ and dY_{i−1} = W_iᵀ·D_i, 3(L−1) products for a step in all.
///
/// Parameters are W_1 … W_L, then B_1 … B_L.
class ActivatedNetwork final : public Representation {
 public:
  enum class Biases : std::uint8_t { none, free };

  ActivatedNetwork(Memory& memory, Workspace& workspace, std::uint32_t batch,
                   std::vector<std::uint32_t> widths, Activation activation, Biases biases,
                   std::size_t first_parameter);

  [[nodiscard]] const std::vector<Parameter>& parameters() const override { return parameters_; }
  void forward(Device& device, Problems problems, Matrix x) override;
  void backward(Device& device, Problems problems, ConstMatrix d_x, Scalars own,
                GradientSink& sink) override;

 private:
  [[nodiscard]] std::size_t depth() const { return weights_.size(); }
  [[nodiscard]] bool isProduct() const {
    return activation_ == Activation::linear && biases_.empty();
  }
  /// W_i and B_i, i from 1.
  [[nodiscard]] const Parameter& weight(std::size_t i) const { return parameters_[i - 1]; }
  [[nodiscard]] const Parameter& bias(std::size_t i) const { return parameters_[depth() + i - 1]; }
  /// Y_i of the last forward().
  [[nodiscard]] ConstMatrix output(std::size_t i) const;
  /// y = σ(z + B_i); nothing where that is z.
  void activate(Device& device, Problems problems, Matrix y, ConstMatrix z, std::size_t i) const;
  /// D_i from dY_i, which is also what the sink gets for B_i.
  ConstMatrix throughActivation(Device& device, Problems problems, ConstMatrix d_output,
                                std::size_t i, GradientSink& sink) const;
  /// dY_i and D_i alternate between two slots; the gradient of a weight goes to the third.
  [[nodiscard]] static Workspace::Slot slotOf(std::size_t i) {
    return i % 2 == 0 ? Workspace::kFirst : Workspace::kSecond;
  }
  [[nodiscard]] Matrix scratch(std::size_t i) const {
    return workspace_.matrix(slotOf(i), widths_[i], widths_.front());
  }

  const Workspace& workspace_;
  std::vector<std::uint32_t> widths_;
  Activation activation_;
  std::vector<MatrixBuffer> weights_;
  std::vector<MatrixBuffer> biases_;   // none, or one for each layer
  std::vector<MatrixBuffer> outputs_;  // Y_1 … Y_{L−1}; Y_1 is empty where it is W_1 itself
  std::vector<Parameter> parameters_;
  Matrix x_;  // Y_L, where the last forward() wrote it
};

}  // namespace lacuna
