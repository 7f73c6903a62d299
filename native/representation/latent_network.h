// X = g(Z): a network applied to every row of a free input.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "device/workspace.h"
#include "math/activation.h"
#include "representation/representation.h"

namespace lacuna {

/// The network g and the decays of a LatentNetwork.
struct LatentNetworkForm {
  std::vector<std::uint32_t> widths;  // r, d_1, …, d_{L−1}, cols
  Activation activation;              // of the layers 1 … L−1
  Activation output_activation;       // of layer L
  double weight_decay;
  double latent_decay;
};

/// The network of L >= 1 layers on a free input Z (Fan & Cheng 2018): Y_0 = Z (rows×r),
/// Y_i = σ_i(Y_{i−1}·W_i + 1·b_i), X = Y_L, with W_i of shape widths[i−1] × widths[i] and b_i of
/// 1 × widths[i].
///
/// Its own loss terms are weight_decay/2 · Σ ‖W_i‖² and latent_decay/(2·rows) · ‖Z‖².
///
/// The layers' outputs are kept for the backward pass: with D_i = dY_i ∘ σ_i'(Y_i), db_i = 1ᵀ·D_i,
/// dW_i = Y_{i−1}ᵀ·D_i and dY_{i−1} = D_i·W_iᵀ, 3L products for a step in all.
///
/// Parameters are Z, W_1 … W_L, b_1 … b_L; or Z alone where the network is given, which takes 2L
/// products.
class LatentNetwork final : public Representation {
 public:
  /// `given`: the values of W_1 … W_L, b_1 … b_L where these are no parameters, shared by all
  /// problems, which must outlive the representation; else empty.
  LatentNetwork(Memory& memory, Workspace& workspace, std::uint32_t batch, std::uint32_t rows,
                LatentNetworkForm form, std::vector<std::span<const float>> given,
                std::size_t first_parameter);

  [[nodiscard]] const std::vector<Parameter>& parameters() const override { return parameters_; }
  void start(Device& device, Problems problems, ConstMatrix target,
             const std::atomic<bool>& stop) override;
  void forward(Device& device, Problems problems, Matrix x) override;
  [[nodiscard]] std::size_t terms() const override { return 2; }
  void backward(Device& device, Problems problems, ConstMatrix d_x, Scalars own,
                GradientSink& sink) override;

 private:
  [[nodiscard]] std::size_t depth() const { return form_.widths.size() - 1; }
  [[nodiscard]] bool isGiven() const { return !given_.empty(); }
  [[nodiscard]] Activation activation(std::size_t i) const {
    return i == depth() ? form_.output_activation : form_.activation;
  }
  /// W_i and b_i, i from 1.
  [[nodiscard]] Matrix weight(std::size_t i) const { return layerMatrix(i - 1); }
  [[nodiscard]] Matrix bias(std::size_t i) const { return layerMatrix(depth() + i - 1); }
  [[nodiscard]] Matrix layerMatrix(std::size_t place) const;
  /// Y_i of the last forward().
  [[nodiscard]] ConstMatrix output(std::size_t i) const;
  /// D_i from dY_i.
  [[nodiscard]] ConstMatrix throughActivation(Device& device, Problems problems,
                                              ConstMatrix d_output, std::size_t i) const;
  void handOverLayer(Device& device, Problems problems, ConstMatrix d_sum, std::size_t i,
                     GradientSink& sink) const;
  /// The sums of squares of the rows of W_i, one layer below the other, then those of Z.
  [[nodiscard]] DoubleMatrix squaresOfWeight(std::size_t i) const;
  [[nodiscard]] DoubleMatrix squares(std::uint32_t first, std::uint32_t count) const {
    return DoubleMatrix{squares_.data(), weight_rows_ + rows_, 1, std::size_t{weight_rows_} + rows_}
        .rowBlock(first, count);
  }
  /// dY_i and D_i alternate between two slots; gradients of W_i and b_i go to the other two.
  [[nodiscard]] static Workspace::Slot slotOf(std::size_t i) {
    return i % 2 == 0 ? Workspace::kFirst : Workspace::kSecond;
  }
  [[nodiscard]] Matrix scratch(std::size_t i) const {
    return workspace_.matrix(slotOf(i), rows_, form_.widths[i]);
  }

  const Workspace& workspace_;
  std::uint32_t rows_;
  LatentNetworkForm form_;
  std::vector<std::span<const float>> given_;
  MatrixBuffer latent_;                // Z
  std::vector<MatrixBuffer> layers_;   // W_1 … W_L, b_1 … b_L
  std::vector<MatrixBuffer> outputs_;  // Y_1 … Y_{L−1}
  std::vector<Parameter> parameters_;
  std::uint32_t weight_rows_ = 0;  // of all W_i
  Buffer<double> squares_;
  Matrix x_;  // Y_L, where the last forward() wrote it
};

}  // namespace lacuna
