#include "solver/model.h"

#include <string>
#include <utility>

#include "regularizer/adaptive_laplacian.h"
#include "regularizer/dirichlet_energy.h"
#include "regularizer/total_variation.h"
#include "representation/factor_chain.h"
#include "solver/start.h"
#include "support/error.h"

namespace lacuna {
namespace {

void expect(bool condition, const std::string& message) {
  if (!condition) {
    throw Error(ErrorCode::invalid_argument, message);
  }
}

/// The starts of a spec's parts in the order of their parameters: the representation's, then the
/// regularizers'.
std::vector<std::pair<const Start*, std::size_t>> startsOf(const Spec& spec) {
  std::vector<std::pair<const Start*, std::size_t>> starts;
  const auto& chain = std::get<FactorChainSpec>(spec.representation);
  for (std::size_t place = 0; place <= chain.widths.size(); ++place) {
    starts.emplace_back(&chain.start, place);
  }
  for (const RegularizerSpec& regularizer : spec.regularizers) {
    if (const auto* adaptive = std::get_if<AdaptiveLaplacianSpec>(&regularizer)) {
      starts.emplace_back(&adaptive->start, 0);
    }
  }
  return starts;
}

}  // namespace

Model::Model(Memory& memory, const Spec& spec, std::uint32_t batch)
    : rows_(spec.rows), cols_(spec.cols), batch_(batch), fidelity_(spec.fidelity) {
  expect(rows_ > 0 && cols_ > 0 && batch > 0, "Expected at least one row, column and problem");
  std::visit([&](const auto& part) { build(memory, part); }, spec.representation);
  for (const RegularizerSpec& regularizer : spec.regularizers) {
    std::visit([&](const auto& part) { add(memory, part); }, regularizer);
  }
  workspace_.allocate(memory, batch);
  target_ = {memory, batch, rows_, cols_};
  mask_ = {memory, batch, rows_, cols_};
  for (MatrixBuffer& x : x_) {
    x = {memory, batch, rows_, cols_};
  }
  d_x_ = {memory, batch, rows_, cols_};
  term_values_ = {memory, batch * terms()};
}

void Model::own(const std::vector<Parameter>& parameters) {
  parameters_.insert(parameters_.end(), parameters.begin(), parameters.end());
}

void Model::build(Memory& memory, const FactorChainSpec& spec) {
  std::vector<std::uint32_t> widths{rows_};
  for (const std::uint32_t width : spec.widths) {
    expect(width > 0, "Expected every width of the factor chain to be at least 1");
    widths.push_back(width);
  }
  widths.push_back(cols_);
  representation_ = std::make_unique<FactorChain>(memory, workspace_, batch_, std::move(widths),
                                                  parameters_.size());
  own(representation_->parameters());
}

void Model::add(Memory& memory, const AdaptiveLaplacianSpec& spec) {
  const Transform transform(spec.over, rows_, cols_);
  regularizers_.push_back(std::make_unique<AdaptiveLaplacian>(
      MatrixBuffer(memory, batch_, transform.order(), transform.order()), workspace_, transform,
      spec.form, spec.weight, parameters_.size()));
  own(regularizers_.back()->parameters());
}

void Model::add(Memory& memory, const DirichletSpec& spec) {
  const Transform transform(spec.over, rows_, cols_);
  const auto entries = static_cast<std::size_t>(transform.order()) * transform.order();
  expect(spec.laplacian.size() == entries, "Expected a Laplacian of " + std::to_string(entries) +
                                               " entries but received " +
                                               std::to_string(spec.laplacian.size()));
  regularizers_.push_back(std::make_unique<DirichletEnergy>(memory, workspace_, transform,
                                                            spec.laplacian, spec.weight));
}

void Model::add(Memory& /*memory*/, const TotalVariationSpec& spec) {
  regularizers_.push_back(std::make_unique<TotalVariation>(workspace_, rows_, cols_, spec.norm,
                                                           spec.weight, spec.epsilon));
}

void Model::start(Device& device, const Spec& spec, const Observations& observations) {
  const std::size_t size = target_.size();
  expect(observations.values.size() == batch_ * size && observations.mask.size() == batch_ * size,
         "Expected values and mask of " + std::to_string(batch_ * size) + " entries");
  std::vector<float> target(size);
  std::vector<float> mask(size);
  for (std::uint32_t problem = 0; problem < batch_; ++problem) {
    for (std::size_t i = 0; i < size; ++i) {
      const bool observed = observations.mask[problem * size + i] != 0;
      target[i] = observed ? observations.values[problem * size + i] : 0.0F;
      mask[i] = observed ? 1.0F : 0.0F;
    }
    device.upload(target_.view().of(problem), target.data(), size * sizeof(float));
    device.upload(mask_.view().of(problem), mask.data(), size * sizeof(float));
  }

  const auto starts = startsOf(spec);
  for (const Parameter& parameter : parameters_) {
    const auto& [start, place] = starts[parameter.index];
    const auto values =
        startingValues(*start, spec.seed, parameter.index, place, parameter.value.size());
    for (std::uint32_t problem = 0; problem < batch_; ++problem) {
      device.upload(parameter.value.of(problem), values.data(), values.size() * sizeof(float));
    }
  }
  for (const auto& regularizer : regularizers_) {
    regularizer->start(device);
  }
}

void Model::evaluate(Device& device, Problems problems, GradientSink& sink) {
  current_ = 1 - current_;
  const Matrix x = x_[current_].view();
  const Matrix d_x = d_x_.view();
  Scalars value{term_values_.data(), terms()};
  representation_->forward(device, problems, x);
  device.fidelity(problems, d_x, value, x, target_.view(), mask_.view(), fidelity_);
  for (const auto& regularizer : regularizers_) {
    ++value.data;
    regularizer->evaluate(device, problems, x, d_x, value, sink);
  }
  representation_->backward(device, problems, d_x, sink);
}

std::vector<std::vector<float>> Model::laplacians(Device& device, std::uint32_t problem) const {
  std::vector<std::vector<float>> learned;
  for (const auto& regularizer : regularizers_) {
    if (auto laplacian = regularizer->laplacian(device, problem)) {
      learned.push_back(std::move(*laplacian));
    }
  }
  return learned;
}

}  // namespace lacuna
