#include "solver/dense_model.h"

#include <numeric>
#include <span>
#include <utility>

#include "regularizer/adaptive_laplacian.h"
#include "regularizer/dirichlet_energy.h"
#include "regularizer/laplacian_stencil.h"
#include "regularizer/total_variation.h"
#include "representation/activated_network.h"
#include "representation/factor_chain.h"
#include "representation/latent_network.h"
#include "solver/chain_factors.h"
#include "solver/start.h"
#include "support/error.h"

namespace lacuna {
DenseModel::DenseModel(Memory& memory, const Spec& spec, std::uint32_t batch)
    : Model(spec), batch_(batch) {
  std::visit([&](const auto& part) { build(memory, part); }, spec.representation);
  for (const RegularizerSpec& regularizer : spec.regularizers) {
    std::visit([&](const auto& part) { add(memory, part); }, regularizer);
  }
  workspace_.allocate(memory, batch);
  for (Workspace& apart : apart_) {
    apart.allocate(memory, batch);
  }
  target_ = {memory, batch, spec.rows, spec.cols};
  mask_ = {memory, batch, spec.rows, spec.cols};
  for (MatrixBuffer& x : x_) {
    x = {memory, batch, spec.rows, spec.cols};
  }
  d_x_ = {memory, batch, spec.rows, spec.cols};
  if (evaluatesApart()) {
    d_x_apart_ = {memory, batch, spec.rows, spec.cols};
  }
  allocateTerms(memory, batch, representation_->terms());
}

void DenseModel::build(Memory& memory, const FactorChainSpec& spec) {
  std::vector<std::uint32_t> widths{spec_.rows};
  widths.insert(widths.end(), spec.widths.begin(), spec.widths.end());
  widths.push_back(spec_.cols);
  representation_ = std::make_unique<FactorChain>(memory, workspace_, batch_, std::move(widths),
                                                  parameters().size());
  own(representation_->parameters());
}

void DenseModel::build(Memory& memory, const ActivatedNetworkSpec& spec) {
  std::vector<std::uint32_t> widths{spec_.cols};
  widths.insert(widths.end(), spec.widths.begin(), spec.widths.end());
  widths.push_back(spec_.rows);
  const auto biases =
      spec.bias_start ? ActivatedNetwork::Biases::free : ActivatedNetwork::Biases::none;
  representation_ = std::make_unique<ActivatedNetwork>(
      memory, workspace_, batch_, std::move(widths), spec.activation, biases, parameters().size());
  own(representation_->parameters());
}

void DenseModel::build(Memory& memory, const LatentNetworkSpec& spec) {
  std::vector<std::uint32_t> widths{spec.latent};
  widths.insert(widths.end(), spec.widths.begin(), spec.widths.end());
  widths.push_back(spec_.cols);
  std::vector<std::span<const float>> given;
  for (std::size_t i = 1; i < spec.starts.size() && spec.latent_only; ++i) {
    given.emplace_back(std::get<GivenStart>(spec.starts[i]).values.front());
  }
  representation_ = std::make_unique<LatentNetwork>(
      memory, workspace_, batch_, spec_.rows,
      LatentNetworkForm{std::move(widths), spec.activation, spec.output_activation,
                        spec.weight_decay, spec.latent_decay},
      std::move(given), parameters().size());
  own(representation_->parameters());
}

void DenseModel::build(Memory& memory, const SpectralChainSpec& spec) {
  const auto side = [](const SpectralSideSpec& part, std::uint32_t order) {
    return SpectralSide{part.laplacian, order, part.band, part.dirichlet_weight,
                        part.diagonal_weight};
  };
  representation_ = std::make_unique<SpectralChain>(
      memory, workspace_, batch_, side(spec.rows, spec_.rows), side(spec.cols, spec_.cols),
      spec.trained, spec.projection, parameters().size());
  own(representation_->parameters());
}

void DenseModel::build(Memory& /*memory*/, const SchattenBlocksSpec& /*spec*/) {
  throw Error(ErrorCode::internal, "Schatten blocks have a model of their own");
}

void DenseModel::add(Memory& memory, const AdaptiveLaplacianSpec& spec) {
  const Transform transform(spec.over, spec_.rows, spec_.cols);
  const std::uint32_t order = transform.order();
  auto adaptive = std::make_unique<AdaptiveLaplacian>(
      MatrixBuffer(memory, batch_, order, order), MatrixBuffer(memory, batch_, order, 1),
      scratchFor(memory), transform, spec.form, spec.weight.at(0), parameters().size());
  if (spec.freeze_at) {
    adaptive->keepRoomToFreeze({memory, batch_, order, order});
  }
  regularizers_.push_back(std::move(adaptive));
  adopt(*regularizers_.back());
}

Workspace& DenseModel::scratchFor(const Memory& memory) {
  return memory.kernelOrder() == KernelOrder::side_by_side ? apart_.emplace_back() : workspace_;
}

void DenseModel::add(Memory& memory, const DirichletSpec& spec) {
  const Transform transform(spec.over, spec_.rows, spec_.cols);
  regularizers_.push_back(std::make_unique<DirichletEnergy>(memory, workspace_, transform,
                                                            spec.laplacian, spec.weight.at(0)));
  adopt(*regularizers_.back());
}

void DenseModel::add(Memory& /*memory*/, const TotalVariationSpec& spec) {
  regularizers_.push_back(std::make_unique<TotalVariation>(
      workspace_, spec_.rows, spec_.cols, spec.norm, spec.weight.at(0), spec.epsilon));
  adopt(*regularizers_.back());
}

void DenseModel::add(Memory& /*memory*/, const LaplacianStencilSpec& spec) {
  regularizers_.push_back(std::make_unique<LaplacianStencil>(workspace_, spec_.rows, spec_.cols,
                                                             spec.form, spec.weight.at(0)));
  adopt(*regularizers_.back());
}

void DenseModel::start(Device& device, const Observations& observations) {
  const auto& [batch, values, given_mask] = std::get<DenseObservations>(observations);
  const std::size_t size = target_.size();
  std::vector<float> target(size);
  std::vector<float> mask(size);
  for (std::uint32_t problem = 0; problem < batch; ++problem) {
    for (std::size_t i = 0; i < size; ++i) {
      const bool observed = given_mask[problem * size + i] != 0;
      target[i] = observed ? values[problem * size + i] : 0.0F;
      mask[i] = observed ? 1.0F : 0.0F;
    }
    device.upload(target_.view().of(problem), target.data(), size * sizeof(float));
    device.upload(mask_.view().of(problem), mask.data(), size * sizeof(float));
  }
  uploadFidelityScales(device, spec_, observations);
  uploadStarts(device, spec_, parameters(), batch);
  std::vector<std::uint32_t> problems(batch);
  std::iota(problems.begin(), problems.end(), 0U);
  representation_->start(device, problems, target_.view(), stopFlag());
  device.finish();  // before the list of problems goes
  for (const auto& regularizer : regularizers_) {
    regularizer->start(device);
  }
}

void DenseModel::evaluate(Device& device, Problems problems, GradientSink& sink) {
  current_ = 1 - current_;
  const Matrix x = x_[current_].view();
  const Matrix d_x = d_x_.view();
  Scalars value = firstTerm();
  representation_->forward(device, problems, x);
  device.fidelity(problems, d_x, value, x, target_.view(), mask_.view(), spec_.fidelity,
                  fidelityScale());
  const Scalars own{value.data + 1, value.stride};
  value.data += representation_->terms();
  for (std::size_t i = 0; i < regularizers_.size(); ++i) {
    ++value.data;
    measureApart(device, i, [&](Scalars energy) {
      NoSink nobody;
      regularizers_[i]->evaluate(device, problems, x, d_x_apart_.view(), energy, nobody);
    });
    regularizers_[i]->evaluate(device, problems, x, d_x, value, sink);
  }
  representation_->backward(device, problems, d_x, own, sink);
}

Iterate DenseModel::read(Device& device, std::uint32_t problem, Which which) {
  const Matrix x = x_[which == Which::last ? current_ : 1 - current_].view();
  Iterate iterate;
  iterate.matrix.resize(x.size());
  device.download(iterate.matrix.data(), x.of(problem), x.size() * sizeof(float));
  return iterate;
}

std::optional<Factors> DenseModel::factors(Device& device, std::uint32_t problem) const {
  return chainFactors(device, spec_, parameters(), problem);
}

}  // namespace lacuna
