// The Dirichlet energy of a narrow factorisation.
#pragma once

#include <span>

#include "device/memory.h"
#include "regularizer/factored.h"

namespace lacuna {

/// weight · tr(T(X)ᵀ L T(X)) with a given L (see DirichletEnergy) for T(X) = own·otherᵀ:
/// weight · ⟨L·own, own·C⟩ in k·r² and k²·r operations.
class FactoredDirichlet final : public FactoredRegularizer {
 public:
  /// `laplacian` (symmetric, k×k, shared by the batch) must outlive it; `rank` is r.
  FactoredDirichlet(Memory& memory, std::uint32_t batch, std::uint32_t order, std::uint32_t rank,
                    std::span<const float> laplacian, double weight);

  void start(Device& device) override;
  void setWeight(Device& device, double weight) override;
  void evaluate(Device& device, Problems problems, const FactoredSide& side, Scalars value,
                GradientSink& sink) override;

 private:
  std::span<const float> laplacian_;
  double weight_;
  MatrixBuffer scaled_laplacian_;  // 2·weight·L, k×k, one for all problems
  MatrixBuffer scaled_;            // k×r, 2·weight·L·own
  MatrixBuffer own_gram_;          // k×r, own·C
};

}  // namespace lacuna
