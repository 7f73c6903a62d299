#include "solver/check.h"

#include <algorithm>
#include <cstddef>
#include <string>

#include "support/error.h"

namespace lacuna {
namespace {

void expect(bool condition, const std::string& message) {
  if (!condition) {
    throw Error(ErrorCode::invalid_argument, message);
  }
}

const std::vector<std::uint32_t>& widthsOf(const RepresentationSpec& representation) {
  return std::visit(
      [](const auto& part) -> const std::vector<std::uint32_t>& { return part.widths; },
      representation);
}

void checkLaplacian(const Spec& spec, const DirichletSpec& dirichlet) {
  const std::size_t order = dirichlet.over == Axis::rows ? spec.rows : spec.cols;
  const std::size_t entries = order * order;
  expect(dirichlet.laplacian.size() == entries,
         "Expected a Laplacian of " + std::to_string(entries) + " entries but received " +
             std::to_string(dirichlet.laplacian.size()));
}

void checkBlocks(const Spec& spec, const SchattenBlocksSpec& blocks) {
  expect(!blocks.widths.empty(), "Expected at least two Schatten blocks");
  expect(blocks.exponents.size() == blocks.widths.size() + 1,
         "Expected an exponent for each of " + std::to_string(blocks.widths.size() + 1) +
             " Schatten blocks but received " + std::to_string(blocks.exponents.size()));
  expect(spec.regularizers.empty(), "Expected no regularizers beside Schatten blocks");
}

void checkEntries(const Spec& spec, const DenseObservations& dense) {
  const std::size_t entries = static_cast<std::size_t>(spec.rows) * spec.cols * dense.batch;
  expect(dense.values.size() == entries && dense.mask.size() == entries,
         "Expected values and mask of " + std::to_string(entries) + " entries but received " +
             std::to_string(dense.values.size()) + " and " + std::to_string(dense.mask.size()));
}

void checkRow(const Spec& spec, const SparseObservations& sparse, std::size_t begin,
              std::size_t end) {
  expect(begin <= end && end <= sparse.cols.size(), "Expected ascending offsets of rows");
  for (std::size_t e = begin; e < end; ++e) {
    expect(sparse.cols[e] < spec.cols && (e == begin || sparse.cols[e - 1] < sparse.cols[e]),
           "Expected ascending columns below " + std::to_string(spec.cols) + " in every row");
  }
}

void checkEntries(const Spec& spec, const SparseObservations& sparse) {
  const std::size_t per_problem = static_cast<std::size_t>(spec.rows) + 1;
  expect(sparse.offsets.size() == per_problem * sparse.batch,
         "Expected " + std::to_string(per_problem * sparse.batch) + " offsets but received " +
             std::to_string(sparse.offsets.size()));
  expect(sparse.cols.size() == sparse.values.size(), "Expected one column for each value");
  std::size_t next = 0;  // problems follow each other without a gap
  for (std::size_t problem = 0; problem < sparse.batch; ++problem) {
    expect(sparse.offsets[problem * per_problem] == next, "Expected offsets without a gap");
    next = sparse.offsets[problem * per_problem + spec.rows];
    for (std::size_t i = 0; i < spec.rows; ++i) {
      const std::size_t at = problem * per_problem + i;
      checkRow(spec, sparse, sparse.offsets[at], sparse.offsets[at + 1]);
    }
  }
  expect(next == sparse.values.size(), "Expected offsets that end with the entries");
}

}  // namespace

void check(const Spec& spec) {
  expect(spec.rows > 0 && spec.cols > 0, "Expected at least one row and one column");
  expect(spec.stopping.window > 0, "Expected a stopping window of at least one step");
  const auto& widths = widthsOf(spec.representation);
  expect(std::find(widths.begin(), widths.end(), 0U) == widths.end(),
         "Expected every inner width to be at least 1");
  if (const auto* blocks = std::get_if<SchattenBlocksSpec>(&spec.representation)) {
    checkBlocks(spec, *blocks);
  }
  for (const RegularizerSpec& regularizer : spec.regularizers) {
    if (const auto* dirichlet = std::get_if<DirichletSpec>(&regularizer)) {
      checkLaplacian(spec, *dirichlet);
    }
  }
}

void check(const Spec& spec, const Observations& observations) {
  check(spec);
  expect(batchOf(observations) > 0, "Expected at least one problem");
  std::visit([&](const auto& kind) { checkEntries(spec, kind); }, observations);
}

}  // namespace lacuna
