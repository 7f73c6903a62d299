// Whole models on the emulated GPU against the CPU: the same bits.
#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "check.h"
#include "cuda/gpu_device.h"
#include "gpu_executor.h"
#include "gpu_executor_proxy.h"
#include "problems.h"
#include "support/error.h"

namespace lacuna::test {
namespace {

constexpr std::uint32_t kRows = 19;
constexpr std::uint32_t kCols = 23;

std::vector<Outcome> solveOnGpu(const Spec& spec, const Sample& samples, std::uint32_t batch,
                                std::uint32_t processors) {
  gpu::GpuDevice device(makeExecutor(processors), ProductPrecision::float32);
  Listener listener;
  return solve(device, spec, observe(samples, batch), listener, listener.stop);
}

/// One problem on many processors (small tiles), three on one (large ones).
void expectSameOnGpu(const std::string& name, Spec spec) {
  const Context context(name);
  spec.stopping.steps = 7;
  spec.trace_every = 3;
  const Sample one = sample(spec.rows, spec.cols, 1);
  const std::array samples{sample(spec.rows, spec.cols, 1), sample(spec.rows, spec.cols, 2),
                           sample(spec.rows, spec.cols, 3)};
  expectSameOutcome(solveOnGpu(spec, one, 1, 132).front(), solveOnCpu(spec, one, 1).front());
  const auto together = solveOnGpu(spec, joined(samples), 3, 1);
  const auto wanted = solveOnCpu(spec, joined(samples), 3);
  for (std::size_t problem = 0; problem < samples.size(); ++problem) {
    expectSameOutcome(together[problem], wanted[problem]);
  }
}

Spec withChain(std::vector<std::uint32_t> widths) {
  Spec spec = chainSpec(kRows, kCols, 1);
  spec.representation = FactorChainSpec{std::move(widths), NormalStart{0.1, 0.4}};
  return spec;
}

const Case kChains("factor chains and their optimizers", [] {
  expectSameOnGpu("depth 1", withChain({}));
  expectSameOnGpu("depth 3", withChain({21, 17}));
  Spec spec = withChain({21});
  spec.optimizer = GradientDescentSpec{0.1};
  expectSameOnGpu("gradient descent", spec);
  spec.optimizer = GroupRmspropSpec{0.01, 0.9, 1e-6};
  expectSameOnGpu("GroupRMSprop", spec);
  spec.optimizer = IrpropSpec{0.01, 1e-6, 1.0, 1.2, 0.5};
  expectSameOnGpu("iRprop+", spec);
});

const Case kAdaptive("adaptive Laplacians of rows, columns and blocks", [] {
  Spec spec = airnetSpec(kRows, kCols);
  spec.keep_laplacians = true;
  expectSameOnGpu("airnet", spec);
  std::get<AdaptiveLaplacianSpec>(spec.regularizers.back()).form = LaplacianForm::global_softmax;
  const Blocks blocks{5, 4, 3, 4, BlockRelation::blocks};
  const Blocks positions{3, 2, 2, 1, BlockRelation::positions};
  spec.regularizers.emplace_back(
      AdaptiveLaplacianSpec{blocks, LaplacianForm::row_softmin, 1e-3, UniformStart{-0.25, 0.25}});
  spec.regularizers.emplace_back(AdaptiveLaplacianSpec{positions, LaplacianForm::row_softmin, 1e-3,
                                                       UniformStart{-0.25, 0.25}});
  spec.regularizers.emplace_back(DirichletSpec{positions, 1e-4, graphLaplacian(6, 5)});
  expectSameOnGpu("blocks, positions, graphs", spec);
});

const Case kSmooth("total variation and second-order smoothness", [] {
  for (const VariationNorm norm : {VariationNorm::l1, VariationNorm::l2, VariationNorm::squared}) {
    Spec spec = withChain({21});
    spec.regularizers.emplace_back(TotalVariationSpec{norm, 1e-3, 1e-3});
    expectSameOnGpu("total variation", spec);
  }
  for (const StencilForm form : {StencilForm::norm, StencilForm::thin_plate}) {
    Spec spec = withChain({21});
    spec.regularizers.emplace_back(LaplacianStencilSpec{form, 1e-3});
    expectSameOnGpu("stencil", spec);
  }
});

const Case kNetworks("networks with and without biases, on free inputs too", [] {
  Spec spec = chainSpec(kRows, kCols, 1);
  spec.representation = networkSpec({7, 9}, Activation::tanh, true);
  expectSameOnGpu("biases", spec);
  spec.representation = networkSpec({7}, Activation::relu, false);
  expectSameOnGpu("no biases", spec);
  LatentNetworkSpec latent = latentSpec(3, {8}, Activation::tanh_opt, Activation::sigmoid);
  latent.weight_decay = 1e-3;
  latent.latent_decay = 1e-2;
  spec.representation = latent;
  expectSameOnGpu("latent", spec);
});

const Case kSpectral("spectral chains", [] {
  Spec spec = chainSpec(kRows, kCols, 1);
  spec.representation = spectralSpec(kRows, kCols, 12, kCols, {true, true, true});
  expectSameOnGpu("spectral", spec);
});

const Case kFactored("narrow chains, whose X is never formed", [] {
  Spec spec = airnetSpec(31, 26);
  spec.representation = FactorChainSpec{{2}, NormalStart{0.1, 0.4}};
  expect(chooseEvaluation(spec, {1, std::size_t{31} * 26 * 2 / 3, false}) == Evaluation::factored,
         "X in factors");
  expectSameOnGpu("factored", spec);
});

const Case kBlocks("Schatten blocks, whose inputs may change within a run", [] {
  for (const SchattenPower power :
       {SchattenPower::matrix, SchattenPower::scaled_matrix, SchattenPower::element_wise}) {
    expectSameOnGpu("blocks", blocksSpec(kRows, kCols, power));
  }
  Spec spec = blocksSpec(37, 29, SchattenPower::scaled_matrix);
  blocksOf(spec).centring = CentringSpec{.damping = 1.0, .level = 0.5};
  blocksOf(spec).refresh = 7;
  spec.optimizer = AdamSpec{0.01, 0.9, 0.99, 1e-8, 1e-3};
  spec.stopping.steps = 24;
  const Sample one = sample(37, 29, 1);
  expectSameOutcome(solveOnGpu(spec, one, 1, 4).front(), solveOnCpu(spec, one, 1).front());
});

const Case kSteps("problems of different numbers of steps", [] {
  Spec spec = airnetSpec(kRows, kCols);
  spec.stopping.steps = 40;
  spec.stopping.steps_of = {40, 0, 27};
  spec.trace_every = 7;
  const std::array samples{sample(kRows, kCols, 1), sample(kRows, kCols, 2),
                           sample(kRows, kCols, 3)};
  const auto together = solveOnGpu(spec, joined(samples), 3, 4);
  const auto wanted = solveOnCpu(spec, joined(samples), 3);
  for (std::size_t problem = 0; problem < samples.size(); ++problem) {
    const Context context("problem " + std::to_string(problem));
    expectEqual(together[problem].steps, spec.stopping.steps_of[problem], "steps");
    expectSameOutcome(together[problem], wanted[problem]);
  }
});

const Case kDiverging("a problem that diverges within a stretch goes back to the step before", [] {
  Spec spec = withChain({21});
  spec.optimizer = GradientDescentSpec{60.0};
  spec.stopping.steps = 60;
  const std::array samples{sample(kRows, kCols, 1), sample(kRows, kCols, 2)};
  const auto wanted = solveOnCpu(spec, joined(samples), 2);
  expect(wanted[0].stop_reason == StopReason::diverged && wanted[0].steps > 3, "a divergence");
  const auto together = solveOnGpu(spec, joined(samples), 2, 4);
  for (std::size_t problem = 0; problem < samples.size(); ++problem) {
    const Context context("problem " + std::to_string(problem));
    expectSameOutcome(together[problem], wanted[problem]);
  }
});

/// An executor that has room for some bytes only.
class Small final : public ExecutorProxy {
 public:
  explicit Small(std::size_t bytes) : ExecutorProxy(makeExecutor(4)), left_(bytes) {}

  void* allocate(std::size_t bytes) override {
    if (bytes > left_) {
      throw Error(ErrorCode::out_of_memory, "no room");
    }
    left_ -= bytes;
    return ExecutorProxy::allocate(bytes);
  }
  void run(const gpu::LoadedPlan& plan) override { ExecutorProxy::run(plan); }
  void run(const gpu::LoadedPlan& plan, std::uint32_t recorded,
           std::span<const StepConstants> steps) override {
    ++stretches;
    ExecutorProxy::run(plan, recorded, steps);
  }

  static inline int stretches = 0;

 private:
  std::size_t left_;
};

const Case kNoRoom("without room to keep a state, the host takes every step", [] {
  Spec spec = withChain({21});
  spec.stopping.steps = 12;
  const Sample one = sample(kRows, kCols, 1);
  const Outcome wanted = solveOnCpu(spec, one, 1).front();
  constexpr std::size_t kScratch = std::size_t{1} << 20U;
  for (const std::size_t bytes : {kScratch + 40'000, 3 * kScratch}) {
    Small::stretches = 0;
    gpu::GpuDevice device(std::make_unique<Small>(bytes), ProductPrecision::float32);
    Listener listener;
    expectSameOutcome(solve(device, spec, observe(one, 1), listener, listener.stop).front(),
                      wanted);
    expectEqual(Small::stretches > 0, bytes > 2 * kScratch, "stretches");
  }
});

}  // namespace
}  // namespace lacuna::test
