// The loss with X formed.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <vector>

#include "device/workspace.h"
#include "regularizer/regularizer.h"
#include "representation/representation.h"
#include "solver/model.h"

namespace lacuna {

class DenseModel final : public Model {
 public:
  /// `spec` must outlive the model. Throws Error.
  DenseModel(Memory& memory, const Spec& spec, std::uint32_t batch);

  void start(Device& device, const Observations& observations) override;
  void evaluate(Device& device, Problems problems, GradientSink& sink) override;
  [[nodiscard]] Iterate read(Device& device, std::uint32_t problem, Which which) override;
  [[nodiscard]] std::optional<Factors> factors(Device& device,
                                               std::uint32_t problem) const override;

 private:
  void build(Memory& memory, const FactorChainSpec& spec);
  void build(Memory& memory, const ActivatedNetworkSpec& spec);
  void build(Memory& memory, const LatentNetworkSpec& spec);
  void build(Memory& memory, const SpectralChainSpec& spec);
  void build(Memory& memory, const SchattenBlocksSpec& spec);
  void add(Memory& memory, const AdaptiveLaplacianSpec& spec);
  void add(Memory& memory, const DirichletSpec& spec);
  void add(Memory& memory, const TotalVariationSpec& spec);
  void add(Memory& memory, const LaplacianStencilSpec& spec);
  Workspace& scratchFor(const Memory& memory);

  std::uint32_t batch_;
  Workspace workspace_;
  std::deque<Workspace> apart_;  // of adaptive Laplacians that run side by side
  std::unique_ptr<Representation> representation_;
  std::vector<std::unique_ptr<Regularizer>> regularizers_;
  MatrixBuffer target_;
  MatrixBuffer mask_;
  MatrixBuffer x_[2];  // of this evaluation and of the one before, in turn
  MatrixBuffer d_x_;
  MatrixBuffer d_x_apart_;  // of energies that are measured apart; used by nobody
  int current_ = 0;
};

}  // namespace lacuna
