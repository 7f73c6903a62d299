// What a run takes, found without running it.
#include <algorithm>

#include "optimizer/optimizer.h"
#include "solver/instruments.h"
#include "solver/schatten_model.h"
#include "solver/seed_agreement.h"
#include "solver/snapshots.h"
#include "solver/solve.h"
#include "solver/start.h"
#include "solver/validation.h"

namespace lacuna {
namespace {

/// Counts what is asked for and gives nothing.
class CountingMemory final : public Memory {
 public:
  explicit CountingMemory(KernelOrder order) : order_(order) {}

  [[nodiscard]] KernelOrder kernelOrder() const override { return order_; }
  void* allocate(std::size_t bytes) override {
    bytes_ += bytes;
    return nullptr;
  }
  void release(void* /*block*/, std::size_t /*bytes*/) noexcept override {}
  [[nodiscard]] std::uint64_t bytes() const { return bytes_; }

 private:
  KernelOrder order_;
  std::uint64_t bytes_ = 0;
};

/// Columns of the factors that a run on sparse input gives.
std::uint64_t factorsWidth(const Spec& spec) {
  if (const auto* const blocks = std::get_if<SchattenBlocksSpec>(&spec.representation)) {
    return SchattenModel::factorsWidth(*blocks);
  }
  const auto& widths = std::get<FactorChainSpec>(spec.representation).widths;
  return *std::min_element(widths.begin(), widths.end());
}

/// Column, value and place of an entry on its way up, its column and value once more where it is
/// centred.
std::uint64_t wordsPerEntry(const Spec& spec) {
  const auto* const blocks = std::get_if<SchattenBlocksSpec>(&spec.representation);
  return blocks != nullptr && blocks->centring ? 5 : 3;
}

/// Host memory of a run: entries on their way up, and the results.
std::uint64_t hostBytes(const Spec& spec, const BatchShape& shape) {
  const std::uint64_t entries = static_cast<std::uint64_t>(spec.rows) * spec.cols;
  const std::uint64_t listed = wordsPerEntry(spec) * shape.observed;
  if (shape.sparse) {
    const std::uint64_t rank = factorsWidth(spec);
    const std::uint64_t factors = (static_cast<std::uint64_t>(spec.rows) + spec.cols) * rank;
    return sizeof(float) * (listed + factors * shape.batch);
  }
  if (chooseEvaluation(spec, shape) == Evaluation::factored) {
    return sizeof(float) * (listed + entries * (1 + shape.batch));
  }
  return sizeof(float) * entries * (2 + shape.batch);
}

/// Host memory of the parameters that are handed out.
std::uint64_t parameterBytes(const Spec& spec, const BatchShape& shape) {
  std::uint64_t count = 0;
  const std::vector<ParameterStart> starts = startsOf(spec);
  for (std::size_t i = 0; spec.keep_parameters && i < representationParameters(spec); ++i) {
    count += starts[i].shape.size();
  }
  return sizeof(float) * count * shape.batch;
}

/// What a fit takes beside the run, while the model's memory is still held.
std::uint64_t fitBytes(const Spec& spec, const BatchShape& shape) {
  const auto* const chain = std::get_if<FactorChainSpec>(&spec.representation);
  if (shape.sparse && chain != nullptr && !chain->widths.empty()) {
    const auto width = *std::min_element(chain->widths.begin(), chain->widths.end());
    return lowRankBytes(spec.rows, spec.cols, width);
  }
  // A run that diverges has no factors to fall back on.
  return lowRankBytes(spec.rows, spec.cols);
}

}  // namespace

std::uint64_t estimateBytes(const Spec& spec, const BatchShape& shape, KernelOrder order) {
  CountingMemory memory(order);
  const std::unique_ptr<Model> model = makeModel(memory, spec, shape);
  const auto optimizer = makeOptimizer(memory, shape.batch, model->parameters(), spec.optimizer);
  const Instruments instruments(memory, spec, shape.batch, model->parameters());
  const std::uint64_t extras =
      instrumentBytes(spec) + snapshotBytes(spec) + validationBytes(spec) + agreementBytes(spec);
  return memory.bytes() + startBytes(spec) + hostBytes(spec, shape) + parameterBytes(spec, shape) +
         shape.batch * extras + (spec.keep_fit ? fitBytes(spec, shape) : 0);
}

}  // namespace lacuna
