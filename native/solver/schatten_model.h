// The loss of Schatten blocks (DLRL), at observed entries alone.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "device/workspace.h"
#include "representation/block_product.h"
#include "representation/schatten_block.h"
#include "solver/model.h"
#include "solver/offsets.h"
#include "solver/sparse_entries.h"

namespace lacuna {

/// X = X̂_1·…·X̂_I is never formed: with A = X̂_1·…·X̂_{I−1} and B = X̂_Iᵀ a step takes |Ω|·r + (m +
/// n)·r² operations. What K_i needs of the inputs X_i — moments of X_i and of the gradient there,
/// and the Lipschitz constant λ_max(L_iᵀL_i)·λ_max(R_i·R_iᵀ) of the products L_i and R_i on both
/// sides of block i, from r×r Gram matrices — is worked out only when they change.
///
/// Parameters are W_1 … W_I, then η.
class SchattenModel final : public Model {
 public:
  /// `spec`, whose representation `blocks` is, must outlive the model. Throws Error.
  SchattenModel(Memory& memory, const Spec& spec, const SchattenBlocksSpec& blocks,
                const BatchShape& shape);

  void start(Device& device, const Observations& observations) override;
  void evaluate(Device& device, Problems problems, GradientSink& sink) override;
  [[nodiscard]] Iterate read(Device& device, std::uint32_t problem, Which which) override;
  /// Nothing: with their means off, entries are no product of the blocks alone.
  [[nodiscard]] std::optional<Factors> factors(Device& /*device*/,
                                               std::uint32_t /*problem*/) const override {
    return std::nullopt;
  }

  /// Columns of the factors that read() gives of sparse observations.
  static std::uint32_t factorsWidth(const SchattenBlocksSpec& blocks) {
    return blocks.widths.back() + (blocks.centring ? 2 : 0);
  }

 private:
  void uploadInputs(Device& device);
  /// X̂_i of all blocks at the present parameters.
  void runBlocks(Device& device, Problems problems);
  /// X_i ← X̂_i.
  void adoptOutputs(Device& device, Problems problems);
  /// Everything that follows from the inputs.
  void takeInputs(Device& device, Problems problems);
  void takeNorms(Device& device, Problems problems);
  void matchWeights(Device& device, Problems problems);
  /// A, B, the value of the fidelity and its gradients d_a_, d_b_ of a product.
  void evaluateProduct(Device& device, Problems problems, BlockProduct& product, Scalars value);
  [[nodiscard]] Iterate factorsOf(const Iterate& blocks, std::uint32_t problem) const;
  [[nodiscard]] Matrix a() const { return a_[current_].view(); }
  [[nodiscard]] Matrix b() const { return b_[current_].view(); }
  /// One of two r×r matrices that Gram matrices of products are carried on in.
  [[nodiscard]] DoubleMatrix carried(std::size_t i, std::uint32_t order) const;

  const SchattenBlocksSpec& blocks_spec_;
  BatchShape shape_;
  Workspace product_workspace_;
  Workspace block_workspace_;
  MatrixBuffer eta_;
  MatrixBuffer d_eta_;
  std::unique_ptr<BlockProduct> inputs_;
  std::unique_ptr<BlockProduct> outputs_;
  std::vector<SchattenBlock> blocks_;
  SparseEntries observed_;
  Buffer<float> slopes_;  // one for each entry
  MatrixBuffer a_[2];     // rows×r, of this evaluation and of the one before
  MatrixBuffer b_[2];     // cols×r
  MatrixBuffer d_a_;
  MatrixBuffer d_b_;
  Buffer<double> input_value_;  // of the fidelity at the inputs, which nobody asks for
  Buffer<double> carried_;      // two squares of the largest inner width for each problem
  std::size_t largest_square_ = 0;
  std::vector<Offsets> offsets_;  // one for each problem, or none
  int current_ = 0;
};

}  // namespace lacuna
