#include "solver/check.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <string>

#include "solver/seed_agreement.h"
#include "solver/start.h"
#include "solver/validation.h"
#include "support/error.h"

namespace lacuna {
namespace {

void checkWidths(const std::vector<std::uint32_t>& widths) {
  expect(std::find(widths.begin(), widths.end(), 0U) == widths.end(),
         "Expected every inner width to be at least 1");
}

void checkRepresentation(const Spec& /*spec*/, const FactorChainSpec& chain) {
  checkWidths(chain.widths);
}

void checkRepresentation(const Spec& /*spec*/, const ActivatedNetworkSpec& network) {
  checkWidths(network.widths);
}

void checkSide(const SpectralSideSpec& side, std::uint32_t order) {
  const std::size_t entries = static_cast<std::size_t>(order) * order;
  const bool has_graph = !side.laplacian.empty();
  expect(!has_graph || side.laplacian.size() == entries,
         "Expected a Laplacian of " + std::to_string(entries) + " entries but received " +
             std::to_string(side.laplacian.size()));
  expect(has_graph ? side.band > 0 && side.band <= order : side.band == order,
         "Expected a band of " + (has_graph ? "1 to " : std::string()) + std::to_string(order) +
             " eigenvectors but received " + std::to_string(side.band));
}

void checkRepresentation(const Spec& spec, const SpectralChainSpec& chain) {
  checkSide(chain.rows, spec.rows);
  checkSide(chain.cols, spec.cols);
  const auto [p, c, q] = chain.trained;
  expect(p || c || q, "Expected at least one factor that is trained");
  expect(!chain.projection || c, "Expected C to be trained where it starts from the data");
}

void checkOver(const Spec& spec, const Over& over) {
  const auto* const blocks = std::get_if<Blocks>(&over);
  if (blocks == nullptr) {
    return;
  }
  constexpr std::size_t kMost = std::numeric_limits<std::uint32_t>::max();
  const BlockGrid grid = gridOf(*blocks, spec.rows, spec.cols);
  expect(grid.blocks() > 0, "Expected blocks that fit into " + std::to_string(spec.rows) + "x" +
                                std::to_string(spec.cols) + " entries");
  const bool over_blocks = blocks->relate == BlockRelation::blocks;
  const std::size_t related = over_blocks ? grid.blocks() : grid.positions();
  const std::size_t length = over_blocks ? grid.positions() : grid.blocks();
  expect(related >= 2 && related <= kMost && length <= kMost,
         "Expected blocks that give from 2 to " + std::to_string(kMost) +
             " vectors, but received " + std::to_string(related) + " of the length " +
             std::to_string(length));
}

void checkRepresentation(const Spec& spec, const LatentNetworkSpec& network) {
  checkWidths(network.widths);
  expect(network.latent > 0, "Expected a latent width of at least 1");
  const std::vector<MatrixShape> shapes = latentNetworkShapes(spec, network);
  expect(network.starts.size() == shapes.size(), "Expected " + std::to_string(shapes.size()) +
                                                     " starts but received " +
                                                     std::to_string(network.starts.size()));
  for (std::size_t i = 1; i < shapes.size() && network.latent_only; ++i) {
    const auto* const given = std::get_if<GivenStart>(&network.starts[i]);
    expect(given != nullptr && given->values.size() == 1 &&
               given->values.front().size() == shapes[i].size(),
           "Expected " + std::to_string(shapes[i].size()) + " given values for parameter " +
               std::to_string(i) + " of a network that is not trained");
  }
}

void checkLaplacian(const Spec& spec, const DirichletSpec& dirichlet) {
  const std::size_t order = Transform(dirichlet.over, spec.rows, spec.cols).order();
  const std::size_t entries = order * order;
  expect(dirichlet.laplacian.size() == entries,
         "Expected a Laplacian of " + std::to_string(entries) + " entries but received " +
             std::to_string(dirichlet.laplacian.size()));
}

void checkWeight(const Weight& weight) {
  const auto& knots = weight.knots();
  expect(!knots.empty(), "Expected a weight at one step at least");
  for (std::size_t i = 0; i < knots.size(); ++i) {
    expect(i == 0 || knots[i - 1].step < knots[i].step, "Expected ascending steps of a weight");
    expect(weight.interpolation() != Interpolation::log || knots[i].weight > 0.0,
           "Expected weights above 0 where their logarithm is interpolated");
  }
}

void checkInstruments(const Spec& spec) {
  expect(
      spec.instruments.balance == 0 || std::holds_alternative<FactorChainSpec>(spec.representation),
      "Expected a chain of factors to measure the balance of");
  const auto& steps = spec.snapshot_steps;
  expect(std::adjacent_find(steps.begin(), steps.end(), std::greater_equal<>()) == steps.end(),
         "Expected ascending steps of snapshots");
}

/// A truth belongs to a matrix with missing entries.
void checkTruth(const Spec& spec, const Observations& observations) {
  const auto* const dense = std::get_if<DenseObservations>(&observations);
  expect(spec.instruments.nmae == 0 ||
             (dense != nullptr && spec.instruments.truth.size() == dense->values.size()),
         "Expected a truth of as many entries as the dense observations");
}

void checkRepresentation(const Spec& spec, const SchattenBlocksSpec& blocks) {
  checkWidths(blocks.widths);
  expect(!blocks.widths.empty(), "Expected at least two Schatten blocks");
  expect(blocks.exponents.size() == blocks.widths.size() + 1,
         "Expected an exponent for each of " + std::to_string(blocks.widths.size() + 1) +
             " Schatten blocks but received " + std::to_string(blocks.exponents.size()));
  expect(spec.regularizers.empty(), "Expected no regularizers beside Schatten blocks");
}

void checkSteps(const StoppingSpec& stopping, std::uint32_t batch) {
  const auto& steps = stopping.steps_of;
  expect(steps.empty() || (steps.size() == batch && std::ranges::max(steps) == stopping.steps),
         "Expected steps for each of " + std::to_string(batch) + " problems, at most " +
             std::to_string(stopping.steps));
}

void checkEntries(const Spec& spec, const DenseObservations& dense) {
  const std::size_t entries = static_cast<std::size_t>(spec.rows) * spec.cols * dense.batch;
  expect(dense.values.size() == entries && dense.mask.size() == entries,
         "Expected values and mask of " + std::to_string(entries) + " entries but received " +
             std::to_string(dense.values.size()) + " and " + std::to_string(dense.mask.size()));
}

void checkRow(std::uint32_t cols, const SparseObservations& sparse, std::size_t begin,
              std::size_t end) {
  expect(begin <= end && end <= sparse.cols.size(), "Expected ascending offsets of rows");
  for (std::size_t e = begin; e < end; ++e) {
    expect(sparse.cols[e] < cols && (e == begin || sparse.cols[e - 1] < sparse.cols[e]),
           "Expected ascending columns below " + std::to_string(cols) + " in every row");
  }
}

void checkEntries(const Spec& spec, const SparseObservations& sparse) {
  check(sparse, spec.rows, spec.cols);
}

}  // namespace

void check(const SparseObservations& sparse, std::uint32_t rows, std::uint32_t cols) {
  const std::size_t per_problem = static_cast<std::size_t>(rows) + 1;
  expect(sparse.offsets.size() == per_problem * sparse.batch,
         "Expected " + std::to_string(per_problem * sparse.batch) + " offsets but received " +
             std::to_string(sparse.offsets.size()));
  expect(sparse.cols.size() == sparse.values.size(), "Expected one column for each value");
  std::size_t next = 0;  // problems follow each other without a gap
  for (std::size_t problem = 0; problem < sparse.batch; ++problem) {
    expect(sparse.offsets[problem * per_problem] == next, "Expected offsets without a gap");
    next = sparse.offsets[problem * per_problem + rows];
    for (std::size_t i = 0; i < rows; ++i) {
      const std::size_t at = problem * per_problem + i;
      checkRow(cols, sparse, sparse.offsets[at], sparse.offsets[at + 1]);
    }
  }
  expect(next == sparse.values.size(), "Expected offsets that end with the entries");
}

void check(const Spec& spec) {
  expect(spec.rows > 0 && spec.cols > 0, "Expected at least one row and one column");
  expect(spec.stopping.window > 0, "Expected a stopping window of at least one step");
  expect(spec.stopping.rank_plateau.every > 0 && spec.stopping.rank_plateau.looks > 0,
         "Expected looks at the effective rank at least one step apart, and at least one");
  std::visit([&](const auto& part) { checkRepresentation(spec, part); }, spec.representation);
  checkInstruments(spec);
  for (const RegularizerSpec& regularizer : spec.regularizers) {
    checkWeight(weightOf(regularizer));
    if (const auto* const adaptive = std::get_if<AdaptiveLaplacianSpec>(&regularizer)) {
      checkOver(spec, adaptive->over);
    }
    if (const auto* const dirichlet = std::get_if<DirichletSpec>(&regularizer)) {
      checkOver(spec, dirichlet->over);
      checkLaplacian(spec, *dirichlet);
    }
  }
}

void check(const Spec& spec, const Observations& observations) {
  check(spec);
  expect(batchOf(observations) > 0, "Expected at least one problem");
  checkSteps(spec.stopping, batchOf(observations));
  std::visit([&](const auto& kind) { checkEntries(spec, kind); }, observations);
  checkTruth(spec, observations);
  checkHeld(spec, observations);
  checkAgreement(spec, batchOf(observations));
}

}  // namespace lacuna
