// All kernels, and what a program keeps of one.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <type_traits>

#include "cuda/ops/elementwise.h"
#include "cuda/ops/laplacian.h"
#include "cuda/ops/once.h"
#include "cuda/ops/product.h"
#include "cuda/ops/rows.h"
#include "cuda/ops/schatten.h"
#include "cuda/ops/sparse.h"
#include "cuda/ops/stencils.h"
#include "cuda/ops/views.h"

namespace lacuna::gpu {

template <class... Ops>
struct OpList {
  static constexpr std::size_t kBytes = std::max({sizeof(Ops)...});

  template <class T>
  static constexpr std::uint32_t kindOf() {
    std::uint32_t kind = 0;
    static_cast<void>(((std::is_same_v<T, Ops> || (++kind, false)) || ...));
    return kind;
  }

  /// use(op) for the op of that kind at `body`.
  LACUNA_EITHER_SIDE
  template <class Body, class Use>
  static LACUNA_HD void visit(std::uint32_t kind, Body* body, Use use) {
    visitFrom<0, Body, Use, Ops...>(kind, body, use);
  }

 private:
  LACUNA_EITHER_SIDE
  template <std::uint32_t kKind, class Body, class Use, class First, class... Rest>
  static LACUNA_HD void visitFrom(std::uint32_t kind, Body* body, Use use) {
    using Typed = std::conditional_t<std::is_const_v<Body>, const First, First>;
    if (kind == kKind) {
      use(*reinterpret_cast<Typed*>(body));
    } else if constexpr (sizeof...(Rest) > 0) {
      visitFrom<kKind + 1, Body, Use, Rest...>(kind, body, use);
    }
  }
};

using AllOps =
    OpList<ProductOp, AdamOp, SoftminOp, LaplacianOp, SoftminGradientOp, FidelityOp,
           TransposeAndCentreOp, CentreRowsOp, CloseSumsOp, KeepTermsOp, CopyOp, AddScaledOp,
           FillOp<float>, FillOp<double>, ScaleOp, ScaleRowsOp, ActivateOp, ActivationGradientOp,
           DescendOp, IrpropOp, DotOp, RowSquaresOp, SpectralEnergyOp, OffDiagonalOp, RowProductsOp,
           ColumnSumsOp, SoftminAgainOp, RowMaximaOp, LargestOp, ExponentialsOp, SumOp,
           SoftmaxGradientOp, CombineLaplacianOp, GroupRateOp, RoseOp, VariationOp,
           VariationGradientOp, FivePointOp, FivePointGradientOp, BendingOp, BendingGradientOp,
           TransposeOp, GatherBlocksOp, ScatterAddBlocksOp, SparseRowsOp, SparseColsOp,
           InnerProductsOp, CongruenceOp, LargestEigenvalueOp, SchattenMatrixOp, SchattenInverseOp,
           SchattenGradientOp>;

/// A kernel as a program keeps it.
struct Op {
  static constexpr std::uint32_t kEverybody = ~std::uint32_t{0};

  std::uint32_t kind = 0;
  std::uint32_t step = 0;              // of the steps that were recorded
  std::uint32_t members = kEverybody;  // which list of problems it works on
  std::uint32_t tiles = 0;
  alignas(8) std::byte body[AllOps::kBytes];

  template <class T>
  static Op of(const T& op) {
    static_assert(std::is_trivially_copyable_v<T> && alignof(T) <= 8);
    Op made;
    made.kind = AllOps::kindOf<T>();
    std::memcpy(made.body, &op, sizeof op);
    return made;
  }

  void plan(Layout layout) {
    AllOps::visit(kind, body, [&](auto& op) { tiles = op.plan(layout); });
  }

  /// About how many cycles a tile takes, as an H100 took for matrices of 240×240.
  [[nodiscard]] std::uint64_t cyclesOfTile() const {
    std::uint64_t cycles = 5000;
    AllOps::visit(kind, body, [&](const auto& op) {
      if constexpr (requires { op.fmasOfTile(); }) {
        cycles = 3000 + op.fmasOfTile() / 80;
      }
    });
    return cycles;
  }
};
static_assert(std::is_trivially_copyable_v<Op>);

/// Kernels that one block of threads runs one after the other on its tile.
struct Group {
  std::uint32_t first;  // op
  std::uint32_t count;
  std::uint32_t tiles;
};

/// Groups that do not touch what another one writes.
struct Phase {
  std::uint32_t first;  // group
  std::uint32_t count;
  std::uint32_t tiles;
};

/// A program where the kernels can reach it.
struct PlanView {
  const Op* ops;
  const Group* groups;
  const Phase* phases;
  std::uint32_t phase_count;
  const std::uint32_t* problems;
  std::uint32_t problem_count;
  const std::uint32_t* members;  // a bit for each problem, list by list
  std::uint32_t member_words;    // of one list
};

/// use(tile) for the tiles that a block of a team takes: the second round goes backward, so that
/// who had the longest tile of the first one has the shortest of the second, or none.
template <class Use>
LACUNA_HD void forOwnTiles(std::uint32_t tiles, std::uint32_t rank, std::uint32_t team, Use use) {
  std::uint32_t place = rank;
  for (std::uint32_t first = 0; first + place < tiles; first += team) {
    use(first + place);
    place = team - 1 - place;
  }
}

/// Runs the kernels of a tile of a phase.
template <class Cta>
LACUNA_GPU void runTile(Cta& cta, const PlanView& plan, const Phase& phase, std::uint32_t problem,
                        std::uint32_t tile) {
  const Group* group = plan.groups + phase.first;
  while (tile >= group->tiles) {
    tile -= group->tiles;
    ++group;
  }
  for (std::uint32_t i = 0; i < group->count; ++i) {
    const Op& op = plan.ops[group->first + i];
    const bool is_member =
        op.members == Op::kEverybody ||
        (plan.members[op.members * plan.member_words + problem / 32] >> (problem % 32) & 1U) != 0;
    if (is_member) {
      cta.enter(op.step);
      AllOps::visit(op.kind, op.body, [&](const auto& typed) {
        const auto own = typed;  // in registers, where no write reaches it
        own.run(cta, problem, tile);
      });
      cta.sync();
    }
  }
}

}  // namespace lacuna::gpu
