// X = F1·F2·…·FL.
#pragma once

#include <cstdint>
#include <vector>

#include "device/workspace.h"
#include "representation/representation.h"

namespace lacuna {

/// Deep matrix factorisation (Arora et al. 2019, section 2): a product of L >= 1 free matrices,
/// factor i of shape widths[i] × widths[i+1]; widths begins with the rows and ends with the columns
/// of X.
///
/// Products from the left, P_i = F1·…·Fi, are kept for the backward pass: with D_L = dX,
/// dF_i = P_{i−1}ᵀ·D_i and D_{i−1} = D_i·F_iᵀ, 3(L−1) products for a step in all.
class FactorChain final : public Representation {
 public:
  FactorChain(Memory& memory, Workspace& workspace, std::uint32_t batch,
              std::vector<std::uint32_t> widths, std::size_t first_parameter);

  [[nodiscard]] const std::vector<Parameter>& parameters() const override { return parameters_; }
  void forward(Device& device, Problems problems, Matrix x) override;
  void backward(Device& device, Problems problems, ConstMatrix d_x, Scalars own,
                GradientSink& sink) override;

 private:
  /// P_i as (rows × widths[i]); P_1 is the first factor itself.
  [[nodiscard]] ConstMatrix prefix(std::size_t i) const;

  const Workspace& workspace_;
  std::vector<std::uint32_t> widths_;
  std::vector<MatrixBuffer> factors_;
  std::vector<MatrixBuffer> prefixes_;  // P_2 … P_{L−1}
  std::vector<Parameter> parameters_;
};

}  // namespace lacuna
