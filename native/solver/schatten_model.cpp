#include "solver/schatten_model.h"

#include <algorithm>
#include <utility>

#include "solver/start.h"

namespace lacuna {
namespace {

std::vector<std::uint32_t> dimsOf(const Spec& spec, const SchattenBlocksSpec& blocks) {
  std::vector<std::uint32_t> dims{spec.rows};
  dims.insert(dims.end(), blocks.widths.begin(), blocks.widths.end());
  dims.push_back(spec.cols);
  return dims;
}

/// Gives every block the gradient of the fidelity at its input.
class SlopeSink final : public GradientSink {
 public:
  SlopeSink(Device& device, std::vector<SchattenBlock>& blocks)
      : device_(device), blocks_(blocks) {}

  void take(Problems problems, const Parameter& input, ConstMatrix slope) override {
    blocks_[input.index].takeSlope(device_, problems, input.value, slope);
  }

 private:
  Device& device_;
  std::vector<SchattenBlock>& blocks_;
};

/// Gives every block the gradient at its output, and what follows from it to another sink.
class OutputSink final : public GradientSink {
 public:
  OutputSink(Device& device, std::vector<SchattenBlock>& blocks, Matrix d_eta, GradientSink& sink)
      : device_(device), blocks_(blocks), d_eta_(d_eta), sink_(sink) {}

  void take(Problems problems, const Parameter& output, ConstMatrix d_output) override {
    blocks_[output.index].backward(device_, problems, output.value, d_output, d_eta_, sink_);
  }

 private:
  Device& device_;
  std::vector<SchattenBlock>& blocks_;
  Matrix d_eta_;
  GradientSink& sink_;
};

}  // namespace

SchattenModel::SchattenModel(Memory& memory, const Spec& spec, const SchattenBlocksSpec& blocks,
                             const BatchShape& shape)
    : Model(spec), blocks_spec_(blocks), shape_(shape) {
  const std::uint32_t batch = shape.batch;
  const std::vector<std::uint32_t> dims = dimsOf(spec, blocks);
  const std::uint32_t rank = blocks.widths.back();
  eta_ = {memory, batch, 1, 1};
  d_eta_ = {memory, batch, 1, 1};
  inputs_ = std::make_unique<BlockProduct>(memory, product_workspace_, batch, dims);
  outputs_ = std::make_unique<BlockProduct>(memory, product_workspace_, batch, dims);
  blocks_.reserve(inputs_->depth());
  for (std::size_t i = 0; i < inputs_->depth(); ++i) {
    const SchattenForm form{blocks.power, blocks.exponents[i], blocks.ridge};
    blocks_.emplace_back(memory, block_workspace_, batch, dims[i], dims[i + 1], i, form,
                         eta_.view());
    own({blocks_.back().weight()});
  }
  own({{eta_.view(), blocks_.size()}});
  product_workspace_.allocate(memory, batch);
  block_workspace_.allocate(memory, batch);
  observed_ = {memory, batch, spec.rows, spec.cols, shape.observed};
  slopes_ = {memory, shape.observed};
  for (int i = 0; i < 2; ++i) {
    a_[i] = {memory, batch, spec.rows, rank};
    b_[i] = {memory, batch, spec.cols, rank};
  }
  d_a_ = {memory, batch, spec.rows, rank};
  d_b_ = {memory, batch, spec.cols, rank};
  input_value_ = {memory, batch};
  const std::size_t widest = std::ranges::max(blocks.widths);
  largest_square_ = widest * widest;
  carried_ = {memory, batch * 2 * largest_square_};
  allocateTerms(memory, batch, 0);
}

void SchattenModel::start(Device& device, const Observations& observations) {
  if (blocks_spec_.centring) {
    RowEntries entries = rowEntries(observations, spec_.rows, spec_.cols);
    offsets_ = offsetsOf(entries, *blocks_spec_.centring);
    subtract(entries, offsets_);
    observed_.upload(device, entries.view());
  } else {
    observed_.upload(device, observations);
  }
  uploadFidelityScales(device, spec_, observations);
  uploadStarts(device, spec_, parameters(), shape_.batch);
  uploadInputs(device);
}

void SchattenModel::uploadInputs(Device& device) {
  const std::vector<ParameterStart> starts = inputStartsOf(spec_, blocks_spec_);
  const double one = 1.0;  // the norm of a product of no blocks
  for (std::size_t i = 0; i < starts.size(); ++i) {
    const std::vector<float> values =
        startingValues(starts[i], spec_.seed, parameters().size() + i);
    for (std::uint32_t problem = 0; problem < shape_.batch; ++problem) {
      device.upload(inputs_->factor(i).of(problem), values.data(), values.size() * sizeof(float));
    }
  }
  for (std::uint32_t problem = 0; problem < shape_.batch; ++problem) {
    device.upload(blocks_.front().normLeft().of(problem), &one, sizeof one);
    device.upload(blocks_.back().normRight().of(problem), &one, sizeof one);
  }
}

void SchattenModel::evaluate(Device& device, Problems problems, GradientSink& sink) {
  current_ = 1 - current_;
  if (step() == 0) {
    takeInputs(device, problems);
    if (!blocks_spec_.weights) {
      matchWeights(device, problems);
    }
  } else if (takesOutputs(blocks_spec_, step())) {
    runBlocks(device, problems);
    adoptOutputs(device, problems);
    takeInputs(device, problems);
    matchWeights(device, problems);
  }
  runBlocks(device, problems);
  evaluateProduct(device, problems, *outputs_, firstTerm());
  device.clear(problems, d_eta_.view());
  OutputSink outputs(device, blocks_, d_eta_.view(), sink);
  outputs_->backward(device, problems, d_a_.view(), d_b_.view(), outputs);
  sink.take(problems, parameters().back(), d_eta_.view());
}

void SchattenModel::runBlocks(Device& device, Problems problems) {
  for (std::size_t i = 0; i < blocks_.size(); ++i) {
    blocks_[i].update(device, problems);
    blocks_[i].forward(device, problems, outputs_->factor(i));
  }
}

void SchattenModel::adoptOutputs(Device& device, Problems problems) {
  for (std::size_t i = 0; i < blocks_.size(); ++i) {
    device.copy(problems, inputs_->factor(i), outputs_->factor(i));
  }
}

void SchattenModel::takeInputs(Device& device, Problems problems) {
  evaluateProduct(device, problems, *inputs_, {input_value_.data(), 1});
  SlopeSink slopes(device, blocks_);
  inputs_->backward(device, problems, d_a_.view(), d_b_.view(), slopes);
  takeNorms(device, problems);
}

DoubleMatrix SchattenModel::carried(std::size_t i, std::uint32_t order) const {
  return {carried_.data() + i * largest_square_, order, order, 2 * largest_square_};
}

void SchattenModel::takeNorms(Device& device, Problems problems) {
  const std::size_t last = blocks_.size() - 1;
  // LᵀL of ever longer products from the left, then R·Rᵀ from the right.
  DoubleMatrix gram = carried(0, inputs_->factor(0).cols);
  device.innerProducts(problems, gram, inputs_->factor(0), inputs_->factor(0), Lines::cols);
  for (std::size_t i = 1;; ++i) {
    device.largestEigenvalue(problems, blocks_[i].normLeft(), gram);
    if (i == last) {
      break;
    }
    const DoubleMatrix next = carried(i % 2, inputs_->factor(i).cols);
    device.congruence(problems, next, gram, inputs_->factor(i), Lines::cols);
    gram = next;
  }
  gram = carried(0, inputs_->factor(last).rows);
  device.innerProducts(problems, gram, inputs_->factor(last), inputs_->factor(last), Lines::rows);
  for (std::size_t i = last - 1;; --i) {
    device.largestEigenvalue(problems, blocks_[i].normRight(), gram);
    if (i == 0) {
      break;
    }
    const DoubleMatrix next = carried((last - i) % 2, inputs_->factor(i).rows);
    device.congruence(problems, next, gram, inputs_->factor(i), Lines::rows);
    gram = next;
  }
}

void SchattenModel::matchWeights(Device& device, Problems problems) {
  for (std::size_t i = 0; i < blocks_.size(); ++i) {
    blocks_[i].matchWeight(device, problems, inputs_->factor(i));
  }
}

void SchattenModel::evaluateProduct(Device& device, Problems problems, BlockProduct& product,
                                    Scalars value) {
  product.forward(device, problems, a(), b());
  device.sparseFidelity(problems, d_a_.view(), d_b_.view(), slopes_.data(), value, a(), b(),
                        observed_.view(), spec_.fidelity, fidelityScale());
}

Iterate SchattenModel::read(Device& device, std::uint32_t problem, Which which) {
  const int at = which == Which::last ? current_ : 1 - current_;
  const Matrix a = a_[at].view();
  const Matrix b = b_[at].view();
  Iterate factors;
  factors.left.resize(a.size());
  factors.right.resize(b.size());
  device.download(factors.left.data(), a.of(problem), a.size() * sizeof(float));
  device.download(factors.right.data(), b.of(problem), b.size() * sizeof(float));
  if (!offsets_.empty()) {
    factors = factorsOf(factors, problem);
  }
  if (shape_.sparse) {
    return factors;
  }
  const std::uint32_t width = factorsWidth(blocks_spec_);
  Iterate iterate;
  iterate.matrix.resize(std::size_t{spec_.rows} * spec_.cols);
  for (std::size_t i = 0; i < spec_.rows; ++i) {
    for (std::size_t j = 0; j < spec_.cols; ++j) {
      float sum = 0.0F;
      for (std::size_t l = 0; l < width; ++l) {
        sum += factors.left[i * width + l] * factors.right[j * width + l];
      }
      iterate.matrix[i * spec_.cols + j] = sum;
    }
  }
  return iterate;
}

/// rows[i]·1 + 1·cols[j] as two more columns.
Iterate SchattenModel::factorsOf(const Iterate& blocks, std::uint32_t problem) const {
  const std::size_t rank = blocks_spec_.widths.back();
  const auto widened = [&](const std::vector<float>& factor, const auto& behind) {
    std::vector<float> wide;
    for (std::size_t i = 0; i < factor.size() / rank; ++i) {
      const auto* const row = factor.data() + i * rank;
      wide.insert(wide.end(), row, row + rank);
      const auto [first, second] = behind(i);
      wide.push_back(first);
      wide.push_back(second);
    }
    return wide;
  };
  const Offsets& own = offsets_[problem];
  Iterate factors;
  factors.left = widened(blocks.left, [&](std::size_t i) { return std::pair{own.rows[i], 1.0F}; });
  factors.right = widened(blocks.right, [&](std::size_t j) {
    return std::pair{1.0F, own.cols[j]};
  });
  return factors;
}

}  // namespace lacuna
