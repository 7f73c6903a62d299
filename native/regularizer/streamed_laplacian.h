// The adaptive Laplacian of a narrow factorisation: two passes over its parameter a step, nothing
// else of its size.
#pragma once

#include <optional>
#include <vector>

#include "device/memory.h"
#include "regularizer/factored.h"

namespace lacuna {

/// weight · tr(T(X)ᵀ L(V) T(X)) in the row-softmin form (see AdaptiveLaplacian) for T(X) =
/// own·otherᵀ, own k×r.
///
/// With the diagonal of S left in (it cancels in L) and S = (P + Pᵀ)/2, rows of P summing to 1:
/// 2·L·own = (1 + Pᵀ1)∘own − P·own − Pᵀ·own, and K = own·C·ownᵀ gives the distances. The first pass
/// over V makes P in blocks of rows and both products; the second makes P again, the block's
/// distances, and the gradient, which goes to the sink while V's block is still in the cache. So a
/// step moves V twice and its moments once. Once frozen there is the first pass alone, and the
/// value is weight·⟨L·own, own·C⟩.
class StreamedLaplacian final : public FactoredRegularizer {
 public:
  /// `free` holds V, k×k; `rank` is r.
  StreamedLaplacian(Memory& memory, MatrixBuffer free, std::uint32_t batch, std::uint32_t rank,
                    double weight, std::size_t first_parameter);

  void setWeight(Device& /*device*/, double weight) override { weight_ = weight; }
  void freeze() override { frozen_ = true; }
  void evaluate(Device& device, Problems problems, const FactoredSide& side, Scalars value,
                GradientSink& sink) override;
  [[nodiscard]] std::optional<std::vector<float>> laplacian(Device& device,
                                                            std::uint32_t problem) const override;

 private:
  /// Calls work(first row, rows) for every block.
  template <class Work>
  void forEachBlock(const Work& work) const;

  void multiplyByLaplacian(Device& device, Problems problems, ConstMatrix own) const;
  void updateFree(Device& device, Problems problems, const FactoredSide& side, Scalars value,
                  GradientSink& sink) const;

  /// The value alone, once scaled_ is there.
  void energyOf(Device& device, Problems problems, const FactoredSide& side, Scalars value) const;

  std::uint32_t order_;
  bool frozen_ = false;
  double weight_;
  MatrixBuffer free_;
  MatrixBuffer similarity_;       // b×k, a block of P
  MatrixBuffer gram_;             // b×k, a block of K, then of the gradient
  MatrixBuffer minima_;           // k×1
  MatrixBuffer inverses_;         // k×1
  MatrixBuffer product_;          // k×r, P·own, then the centred own
  MatrixBuffer adjoint_product_;  // k×r, Pᵀ·own, then centred own·C
  MatrixBuffer scaled_;           // k×r, 2·weight·L·own
  MatrixBuffer centred_;          // r×k, ownᵀ minus the mean over its columns
  MatrixBuffer diagonal_;         // k×1, of K
  Buffer<double> column_sums_;    // 1×k
  Buffer<double> energies_;       // k×1
};

}  // namespace lacuna
