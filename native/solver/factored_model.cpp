#include "solver/factored_model.h"

#include <algorithm>
#include <utility>

#include "regularizer/factored_dirichlet.h"
#include "regularizer/streamed_laplacian.h"
#include "solver/chain_factors.h"
#include "solver/start.h"
#include "support/error.h"

namespace lacuna {

FactoredModel::FactoredModel(Memory& memory, const Spec& spec, const BatchShape& shape)
    : Model(spec), shape_(shape) {
  const auto& inner = std::get<FactorChainSpec>(spec.representation).widths;
  const auto cut = std::min_element(inner.begin(), inner.end());
  rank_ = *cut;
  std::vector<std::uint32_t> before{spec.rows};
  before.insert(before.end(), inner.begin(), cut + 1);
  std::vector<std::uint32_t> behind(cut, inner.end());
  behind.push_back(spec.cols);

  const std::uint32_t batch = shape.batch;
  left_ = std::make_unique<FactorChain>(memory, workspace_, batch, std::move(before), 0);
  own(left_->parameters());
  right_ = std::make_unique<FactorChain>(memory, workspace_, batch, std::move(behind),
                                         parameters().size());
  own(right_->parameters());
  for (const RegularizerSpec& regularizer : spec.regularizers) {
    std::visit([&](const auto& part) { add(memory, part); }, regularizer);
  }
  workspace_.allocate(memory, batch);
  observed_ = {memory, batch, spec.rows, spec.cols, shape.observed};
  slopes_ = {memory, shape.observed};
  for (int i = 0; i < 2; ++i) {
    a_[i] = {memory, batch, spec.rows, rank_};
    b_[i] = {memory, batch, spec.cols, rank_};
  }
  b_transposed_ = {memory, batch, rank_, spec.cols};
  d_a_ = {memory, batch, spec.rows, rank_};
  d_b_ = {memory, batch, spec.cols, rank_};
  for (MatrixBuffer* gram : {&gram_a_, &gram_b_, &d_through_rows_, &d_through_cols_}) {
    *gram = {memory, batch, rank_, rank_};
  }
  if (evaluatesApart()) {
    d_own_apart_ = {memory, batch, std::max(spec.rows, spec.cols), rank_};
    d_other_apart_ = {memory, batch, rank_, rank_};
  }
  allocateTerms(memory, batch, 0);
}

std::uint32_t FactoredModel::order(Axis over) const {
  return over == Axis::rows ? spec_.rows : spec_.cols;
}

void FactoredModel::add(Memory& memory, const AdaptiveLaplacianSpec& spec) {
  const Axis over = std::get<Axis>(spec.over);
  const std::uint32_t k = order(over);
  regularizers_.push_back({over, std::make_unique<StreamedLaplacian>(
                                     memory, MatrixBuffer(memory, shape_.batch, k, k), shape_.batch,
                                     rank_, spec.weight.at(0), parameters().size())});
  adopt(*regularizers_.back().regularizer);
}

void FactoredModel::add(Memory& memory, const DirichletSpec& spec) {
  const Axis over = std::get<Axis>(spec.over);
  regularizers_.push_back(
      {over, std::make_unique<FactoredDirichlet>(memory, shape_.batch, order(over), rank_,
                                                 spec.laplacian, spec.weight.at(0))});
  adopt(*regularizers_.back().regularizer);
}

void FactoredModel::add(Memory& /*memory*/, const TotalVariationSpec& /*spec*/) {
  throw Error(ErrorCode::internal, "Total variation has no factored evaluation");
}

void FactoredModel::add(Memory& /*memory*/, const LaplacianStencilSpec& /*spec*/) {
  throw Error(ErrorCode::internal, "Second-order smoothness has no factored evaluation");
}

void FactoredModel::start(Device& device, const Observations& observations) {
  observed_.upload(device, observations);
  uploadFidelityScales(device, spec_, observations);
  uploadStarts(device, spec_, parameters(), shape_.batch);
  for (const Term& term : regularizers_) {
    term.regularizer->start(device);
  }
}

void FactoredModel::evaluate(Device& device, Problems problems, GradientSink& sink) {
  current_ = 1 - current_;
  const Scalars value = firstTerm();
  left_->forward(device, problems, a());
  right_->forward(device, problems, b_transposed_.view());
  device.transpose(problems, b(), b_transposed_.view());
  device.sparseFidelity(problems, d_a_.view(), d_b_.view(), slopes_.data(), value, a(), b(),
                        observed_.view(), spec_.fidelity, fidelityScale());
  if (!regularizers_.empty()) {
    evaluateRegularizers(device, problems, value, sink);
  }
  device.transpose(problems, b_transposed_.view(), d_b_.view());
  left_->backward(device, problems, d_a_.view(), {}, sink);
  right_->backward(device, problems, b_transposed_.view(), {}, sink);
}

void FactoredModel::evaluateRegularizers(Device& device, Problems problems, Scalars value,
                                         GradientSink& sink) {
  const Matrix through_rows = d_through_rows_.view();
  const Matrix through_cols = d_through_cols_.view();
  device.gram(problems, gram_a_.view(), a());
  device.gram(problems, gram_b_.view(), b());
  device.clear(problems, through_rows);
  device.clear(problems, through_cols);
  const FactoredSide rows{a(), gram_b_.view(), d_a_.view(), through_rows};
  const FactoredSide cols{b(), gram_a_.view(), d_b_.view(), through_cols};
  for (std::size_t i = 0; i < regularizers_.size(); ++i) {
    ++value.data;
    FactoredRegularizer& regularizer = *regularizers_[i].regularizer;
    const FactoredSide& side = regularizers_[i].over == Axis::rows ? rows : cols;
    measureApart(device, i, [&](Scalars energy) {
      NoSink nobody;
      const FactoredSide apart{side.own, side.other_gram,
                               d_own_apart_.view().rowBlock(0, side.own.rows),
                               d_other_apart_.view()};
      regularizer.evaluate(device, problems, apart, energy, nobody);
    });
    regularizer.evaluate(device, problems, side, value, sink);
  }
  device.multiply(problems, d_b_.view(), b(), through_rows, Product::nn, Write::add);
  device.multiply(problems, d_a_.view(), a(), through_cols, Product::nn, Write::add);
}

Iterate FactoredModel::read(Device& device, std::uint32_t problem, Which which) {
  const int at = which == Which::last ? current_ : 1 - current_;
  const Matrix a = a_[at].view();
  const Matrix b = b_[at].view();
  Iterate iterate;
  if (shape_.sparse) {
    iterate.left.resize(a.size());
    iterate.right.resize(b.size());
    device.download(iterate.left.data(), a.of(problem), a.size() * sizeof(float));
    device.download(iterate.right.data(), b.of(problem), b.size() * sizeof(float));
    return iterate;
  }
  const MatrixBuffer x(device, 1, spec_.rows, spec_.cols);
  const std::uint32_t only = 0;
  device.multiply({&only, 1}, x.view(), Matrix{a.of(problem), a.rows, a.cols, 0},
                  Matrix{b.of(problem), b.rows, b.cols, 0}, Product::nt, Write::assign);
  iterate.matrix.resize(x.size());
  device.download(iterate.matrix.data(), x.view().data, x.size() * sizeof(float));
  return iterate;
}

std::optional<Factors> FactoredModel::factors(Device& device, std::uint32_t problem) const {
  return chainFactors(device, spec_, parameters(), problem);
}

}  // namespace lacuna
