#include "solver/model.h"

#include <algorithm>

#include "solver/check.h"
#include "solver/dense_model.h"
#include "solver/factored_model.h"
#include "solver/schatten_model.h"
#include "support/error.h"

namespace lacuna {
namespace {

/// A factored step's narrow products and single passes reach about half the speed of dense square
/// ones.
constexpr double kFactoredPenalty = 2.0;

bool needsX(const RegularizerSpec& regularizer) {
  const auto* const adaptive = std::get_if<AdaptiveLaplacianSpec>(&regularizer);
  return std::holds_alternative<TotalVariationSpec>(regularizer) ||
         std::holds_alternative<LaplacianStencilSpec>(regularizer) ||
         (adaptive != nullptr && adaptive->form != LaplacianForm::row_softmin);
}

bool canBeFactored(const Spec& spec) {
  const auto* const chain = std::get_if<FactorChainSpec>(&spec.representation);
  return chain != nullptr && !chain->widths.empty() &&
         std::none_of(spec.regularizers.begin(), spec.regularizers.end(), needsX);
}

double orderOf(const Spec& spec, const RegularizerSpec& regularizer) {
  const auto* const adaptive = std::get_if<AdaptiveLaplacianSpec>(&regularizer);
  const Axis over =
      adaptive != nullptr ? adaptive->over : std::get<DirichletSpec>(regularizer).over;
  return over == Axis::rows ? spec.rows : spec.cols;
}

/// Multiply-adds of a dense step beyond what both evaluations share (the chains up to the cut).
double denseWork(const Spec& spec, double rank) {
  const double entries = static_cast<double>(spec.rows) * spec.cols;
  double work = 3.0 * entries * rank;
  for (const RegularizerSpec& regularizer : spec.regularizers) {
    work += 1.6 * entries *
            orderOf(spec, regularizer);  // L·T(X) and the lower tiles of its Gram matrix
  }
  return work;
}

double factoredWork(const Spec& spec, double rank, double observed) {
  double work = 3.0 * observed * rank;
  for (const RegularizerSpec& regularizer : spec.regularizers) {
    const double order = orderOf(spec, regularizer);
    work += 3.0 * order * order * rank;
  }
  return work;
}

}  // namespace

void Model::uploadFidelityScales(Device& device, const Spec& spec,
                                 const Observations& observations) {
  const std::size_t entries = static_cast<std::size_t>(spec.rows) * spec.cols;
  std::vector<double> scales;
  for (std::uint32_t problem = 0; problem < batchOf(observations); ++problem) {
    const std::size_t observed = countObserved(observations, problem);
    scales.push_back(lacuna::fidelityScale(spec.fidelity, entries, observed));
  }
  device.upload(fidelity_scales_.data(), scales.data(), scales.size() * sizeof(double));
}

BatchShape shapeOf(const Observations& observations) {
  return {batchOf(observations), countObserved(observations),
          std::holds_alternative<SparseObservations>(observations)};
}

Evaluation chooseEvaluation(const Spec& spec, const BatchShape& shape) {
  if (std::holds_alternative<SchattenBlocksSpec>(spec.representation)) {
    return Evaluation::factored;
  }
  if (!canBeFactored(spec)) {
    if (shape.sparse) {
      throw Error(ErrorCode::invalid_argument,
                  "Expected Schatten blocks or a chain of at least two factors, and regularizers "
                  "of the types "
                  "adaptive-laplacian (row-softmin) and dirichlet for sparse input");
    }
    return Evaluation::dense;
  }
  const auto& widths = std::get<FactorChainSpec>(spec.representation).widths;
  const double rank = *std::min_element(widths.begin(), widths.end());
  const double observed = static_cast<double>(shape.observed) / shape.batch;
  const bool smaller =
      kFactoredPenalty * factoredWork(spec, rank, observed) < denseWork(spec, rank);
  return shape.sparse || smaller ? Evaluation::factored : Evaluation::dense;
}

std::unique_ptr<Model> makeModel(Memory& memory, const Spec& spec, const BatchShape& shape) {
  check(spec);
  if (const auto* const blocks = std::get_if<SchattenBlocksSpec>(&spec.representation)) {
    return std::make_unique<SchattenModel>(memory, spec, *blocks, shape);
  }
  if (chooseEvaluation(spec, shape) == Evaluation::factored) {
    return std::make_unique<FactoredModel>(memory, spec, shape);
  }
  return std::make_unique<DenseModel>(memory, spec, shape.batch);
}

}  // namespace lacuna
