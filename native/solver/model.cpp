#include "solver/model.h"

#include <algorithm>
#include <utility>

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

/// What a regularizer relates; nothing for one that relates nothing.
const Over* overOf(const RegularizerSpec& regularizer) {
  if (const auto* const adaptive = std::get_if<AdaptiveLaplacianSpec>(&regularizer)) {
    return &adaptive->over;
  }
  const auto* const dirichlet = std::get_if<DirichletSpec>(&regularizer);
  return dirichlet != nullptr ? &dirichlet->over : nullptr;
}

bool needsX(const RegularizerSpec& regularizer) {
  const auto* const adaptive = std::get_if<AdaptiveLaplacianSpec>(&regularizer);
  const Over* const over = overOf(regularizer);
  return over == nullptr || std::holds_alternative<Blocks>(*over) ||
         (adaptive != nullptr && adaptive->form != LaplacianForm::row_softmin);
}

bool canBeFactored(const Spec& spec) {
  const auto* const chain = std::get_if<FactorChainSpec>(&spec.representation);
  return chain != nullptr && !chain->widths.empty() &&
         std::none_of(spec.regularizers.begin(), spec.regularizers.end(), needsX);
}

double orderOf(const Spec& spec, const RegularizerSpec& regularizer) {
  return Transform(*overOf(regularizer), spec.rows, spec.cols).order();
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

double entryOf(const Iterate& x, std::uint32_t rows, std::uint32_t cols, std::size_t at) {
  if (!x.matrix.empty()) {
    return static_cast<double>(x.matrix[at]);
  }
  const std::size_t rank = x.left.size() / rows;
  const float* const left = x.left.data() + at / cols * rank;
  const float* const right = x.right.data() + at % cols * rank;
  double value = 0.0;
  for (std::size_t k = 0; k < rank; ++k) {
    value += static_cast<double>(left[k]) * static_cast<double>(right[k]);
  }
  return value;
}

void Model::uploadFidelityScales(Device& device, const Spec& spec,
                                 const Observations& observations) {
  std::vector<double> scales;
  for (std::uint32_t problem = 0; problem < batchOf(observations); ++problem) {
    const std::size_t observed = countObserved(observations, problem);
    scales.push_back(lacuna::fidelityScale(spec.fidelity, spec.rows, spec.cols, observed));
  }
  device.upload(fidelity_scales_.data(), scales.data(), scales.size() * sizeof(double));
}

void Model::adopt(AddedTerm& term) {
  weights_.push_back(weightOf(spec_.regularizers[added_.size()]).at(0));
  added_.push_back(&term);
  own(term.parameters());
}

void Model::allocateTerms(Memory& memory, std::uint32_t batch, std::size_t own) {
  terms_ = 1 + own + added_.size();
  term_values_ = {memory, batch * terms_};
  fidelity_scales_ = {memory, batch};
  if (evaluatesApart()) {
    apart_ = {memory, batch * added_.size()};
  }
}

bool Model::evaluatesApart() const {
  return measuresEnergies(spec_) &&
         std::any_of(spec_.regularizers.begin(), spec_.regularizers.end(),
                     [](const auto& part) { return weightOf(part).mayBeZero(); });
}

void Model::beginStep(Device& device, std::uint64_t step, Energies energies) {
  energies_ = energies;
  step_ = step;
  for (std::size_t i = 0; i < added_.size(); ++i) {
    const RegularizerSpec& part = spec_.regularizers[i];
    const double weight = weightOf(part).at(step);
    if (weight != weights_[i]) {
      weights_[i] = weight;
      added_[i]->setWeight(device, weight);
    }
    const auto* const adaptive = std::get_if<AdaptiveLaplacianSpec>(&part);
    if (adaptive != nullptr && adaptive->freeze_at && step >= *adaptive->freeze_at) {
      added_[i]->freeze();
    }
  }
}

std::vector<double> Model::energies(Device& device, std::span<const double> terms) const {
  std::vector<double> energies(terms.size() / terms_ * added_.size());
  if (evaluatesApart()) {
    device.download(energies.data(), apart_.data(), energies.size() * sizeof(double));
  }
  for (std::size_t at = 0; at < energies.size(); ++at) {
    const std::size_t index = at % added_.size();
    if (weights_[index] != 0.0) {
      const std::size_t first = (at / added_.size() + 1) * terms_ - added_.size();
      energies[at] = terms[first + index] / weights_[index];
    }
  }
  return energies;
}

std::vector<std::vector<float>> Model::laplacians(Device& device, std::uint32_t problem) const {
  std::vector<std::vector<float>> learned;
  for (const AddedTerm* const term : added_) {
    if (auto laplacian = term->laplacian(device, problem)) {
      learned.push_back(std::move(*laplacian));
    }
  }
  return learned;
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
      throw Error(
          ErrorCode::invalid_argument,
          "Expected Schatten blocks or a chain of at least two factors, and regularizers "
          "of the types adaptive-laplacian (row-softmin) and dirichlet over rows or columns "
          "for sparse input");
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
