// The loss with X = A·Bᵀ kept in factors.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "device/workspace.h"
#include "regularizer/factored.h"
#include "regularizer/transform.h"
#include "representation/factor_chain.h"
#include "solver/model.h"
#include "solver/sparse_entries.h"

namespace lacuna {

/// The chain is cut at its narrowest inner width r: A (rows×r) is the product before the cut, Bᵀ
/// (r×cols) the one behind it. The fidelity looks at observed entries only, and regularizers at A,
/// B and their r×r Gram matrices: |Ω|·r + k²·r operations where the dense evaluation takes
/// rows·cols·(rows + cols).
class FactoredModel final : public Model {
 public:
  /// `spec` must outlive the model and hold no part that needs X. Throws Error.
  FactoredModel(Memory& memory, const Spec& spec, const BatchShape& shape);

  void start(Device& device, const Observations& observations) override;
  void evaluate(Device& device, Problems problems, GradientSink& sink) override;
  [[nodiscard]] Iterate read(Device& device, std::uint32_t problem, Which which) override;
  [[nodiscard]] std::optional<Factors> factors(Device& device,
                                               std::uint32_t problem) const override;

 private:
  struct Term {
    Axis over;
    std::unique_ptr<FactoredRegularizer> regularizer;
  };

  void add(Memory& memory, const AdaptiveLaplacianSpec& spec);
  void add(Memory& memory, const DirichletSpec& spec);
  void add(Memory& memory, const TotalVariationSpec& spec);
  void add(Memory& memory, const LaplacianStencilSpec& spec);
  [[nodiscard]] std::uint32_t order(Axis over) const;
  void evaluateRegularizers(Device& device, Problems problems, Scalars value, GradientSink& sink);
  [[nodiscard]] Matrix a() const { return a_[current_].view(); }
  [[nodiscard]] Matrix b() const { return b_[current_].view(); }

  BatchShape shape_;
  std::uint32_t rank_;
  Workspace workspace_;
  std::unique_ptr<FactorChain> left_;
  std::unique_ptr<FactorChain> right_;
  std::vector<Term> regularizers_;
  SparseEntries observed_;
  Buffer<float> slopes_;         // one for each entry
  MatrixBuffer a_[2];            // rows×r, of this evaluation and of the one before
  MatrixBuffer b_[2];            // cols×r
  MatrixBuffer b_transposed_;    // r×cols, as the chain gives it; then its gradient
  MatrixBuffer d_a_;             // rows×r
  MatrixBuffer d_b_;             // cols×r
  MatrixBuffer gram_a_;          // r×r
  MatrixBuffer gram_b_;          // r×r
  MatrixBuffer d_through_rows_;  // r×r, what row terms add to B's gradient through its Gram matrix
  MatrixBuffer d_through_cols_;  // r×r, the same for column terms and A
  MatrixBuffer d_own_apart_;     // of energies that are measured apart; used by nobody
  MatrixBuffer d_other_apart_;
  int current_ = 0;
};

}  // namespace lacuna
