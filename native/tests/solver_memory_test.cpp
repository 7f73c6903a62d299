// What the solver asks a device for: as much as it said, before the first step, and all of it given
// back.
#include <algorithm>
#include <limits>
#include <memory>
#include <vector>

#include "check.h"
#include "cpu/cpu_device.h"
#include "device_proxy.h"
#include "problems.h"
#include "solver/snapshots.h"
#include "solver/start.h"
#include "support/error.h"

namespace lacuna::test {
namespace {

/// Counts bytes and blocks; may refuse to give more than a number of blocks.
class CountingDevice final : public DeviceProxy {
 public:
  explicit CountingDevice(Device& inner, KernelOrder order = KernelOrder::in_turn,
                          std::size_t most_blocks = kUnlimited)
      : DeviceProxy(inner), order_(order), most_blocks_(most_blocks) {}

  [[nodiscard]] KernelOrder kernelOrder() const override { return order_; }

  void* allocate(std::size_t bytes) override {
    if (blocks == most_blocks_) {
      throw Error(ErrorCode::out_of_memory, "no more blocks");
    }
    void* const block = DeviceProxy::allocate(bytes);
    ++blocks;
    allocated += bytes;
    return block;
  }
  void release(void* block, std::size_t bytes) noexcept override {
    released += bytes;
    DeviceProxy::release(block, bytes);
  }

  std::size_t blocks = 0;
  std::uint64_t allocated = 0;
  std::uint64_t released = 0;

 private:
  static constexpr std::size_t kUnlimited = std::numeric_limits<std::size_t>::max();

  KernelOrder order_;
  std::size_t most_blocks_;
};

/// Remembers how many blocks had been given at each step.
class BlockListener final : public ProgressSink {
 public:
  explicit BlockListener(const CountingDevice& device) : device_(device) {}
  void report(std::uint64_t /*step*/, std::span<const double> /*terms*/) override {
    blocks.push_back(device_.blocks);
  }

  std::vector<std::size_t> blocks;

 private:
  const CountingDevice& device_;
};

/// One of every part.
Spec fullSpec(std::uint32_t rows, std::uint32_t cols) {
  Spec spec = airnetSpec(rows, cols);
  spec.representation = FactorChainSpec{{5, 19, 3}, NormalStart{0.0, 0.3}};
  spec.regularizers.emplace_back(DirichletSpec{Axis::cols, 0.1, graphLaplacian(cols, 2)});
  const Blocks blocks{2, 3, 1, 1, BlockRelation::blocks};
  spec.regularizers.emplace_back(
      AdaptiveLaplacianSpec{blocks, LaplacianForm::row_softmin, 1e-2, UniformStart{-0.25, 0.25}});
  spec.regularizers.emplace_back(TotalVariationSpec{VariationNorm::l2, 0.1, 1e-3});
  spec.regularizers.emplace_back(LaplacianStencilSpec{StencilForm::norm, 0.1});
  spec.regularizers.emplace_back(LaplacianStencilSpec{StencilForm::thin_plate, 0.1});
  spec.stopping.steps = 3;
  spec.keep_laplacians = true;
  return spec;
}

Sample samplesFor(const Spec& spec, std::uint32_t batch) {
  std::vector<Sample> samples;
  for (std::uint32_t problem = 0; problem < batch; ++problem) {
    samples.push_back(sample(spec.rows, spec.cols, problem));
  }
  return joined(samples);
}

std::size_t largestParameter(const Model& model) {
  std::size_t largest = 0;
  for (const Parameter& parameter : model.parameters()) {
    largest = std::max(largest, parameter.value.size());
  }
  return largest;
}

/// Floats of the representation's parameters.
std::size_t parametersOf(const Spec& spec) {
  std::size_t count = 0;
  const std::vector<ParameterStart> starts = startsOf(spec);
  for (std::size_t i = 0; i < representationParameters(spec); ++i) {
    count += starts[i].shape.size();
  }
  return count;
}

void checkEstimate(const Spec& spec, std::uint32_t batch,
                   KernelOrder order = KernelOrder::in_turn) {
  const Context context(show(spec.rows) + "x" + show(spec.cols) + ", batch of " + show(batch));
  const auto cpu = makeCpuDevice(1);
  CountingDevice device(*cpu, order);
  BlockListener listener(device);
  const Sample samples = samplesFor(spec, batch);
  const std::atomic<bool> stop{false};
  solve(device, spec, observe(samples, batch), listener, stop);
  const BatchShape shape = shapeOf(observe(samples, batch));
  // One problem's target, mask and largest start on their way up, and every problem's result.
  std::uint64_t host = std::uint64_t{spec.rows} * spec.cols * 4 * (2 + batch);
  host += startBytes(spec) + batch * (instrumentBytes(spec) + snapshotBytes(spec));
  host += spec.keep_parameters ? std::uint64_t{4} * batch * parametersOf(spec) : 0;
  expect(startBytes(spec) >= largestParameter(*makeModel(*cpu, spec, shape)) * 4,
         "room for the largest parameter");
  expectEqual(estimateBytes(spec, shape, order), device.allocated + host, "estimated bytes");
  expectEqual(device.released, device.allocated, "released bytes");
  expectEqual(listener.blocks.size(), std::size_t{4}, "reports");
  for (const std::size_t blocks : listener.blocks) {
    expectEqual(blocks, device.blocks, "blocks at a step, as at the end");
  }
}

const Case kEstimate("the estimate is what a device is asked for; nothing is allocated in the loop",
                     [] {
                       for (const std::uint32_t batch : {1U, 3U}) {
                         checkEstimate(fullSpec(12, 9), batch);
                         checkEstimate(fullSpec(3, 33), batch);
                         Spec spec = fullSpec(12, 9);
                         for (const OptimizerSpec& optimizer :
                              {OptimizerSpec{GradientDescentSpec{0.1}},
                               OptimizerSpec{GroupRmspropSpec{0.1, 0.99, 1e-4}},
                               OptimizerSpec{IrpropSpec{0.01, 0.0, 50.0, 1.2, 0.5}}}) {
                           spec.optimizer = optimizer;
                           checkEstimate(spec, batch);
                         }
                       }
                       Spec plain = chainSpec(6, 4, 1);
                       plain.stopping.steps = 3;
                       checkEstimate(plain, 2);
                       const SpectralFactors all{true, true, true};
                       for (const SpectralFactors trained : {all, {false, true, false}}) {
                         plain.representation = spectralSpec(6, 4, 5, 4, trained);
                         checkEstimate(plain, 2);
                       }
                       for (const Activation activation : {Activation::linear, Activation::tanh}) {
                         plain.representation = networkSpec({5, 7}, activation, false);
                         checkEstimate(plain, 2);
                         plain.representation = networkSpec({5, 7}, activation, true);
                         checkEstimate(plain, 2);
                       }
                       plain.keep_parameters = true;
                       checkEstimate(plain, 2);
                       for (const Activation output : {Activation::linear, Activation::tanh}) {
                         plain.representation = latentSpec(2, {5}, Activation::tanh_opt, output);
                         checkEstimate(plain, 2);
                       }
                     });

const Case kSideBySide("the same where adaptive Laplacians have scratch memory of their own", [] {
  const Spec spec = fullSpec(12, 9);
  checkEstimate(spec, 2, KernelOrder::side_by_side);
  const BatchShape shape{1, std::size_t{12} * 9, false};
  expect(estimateBytes(spec, shape, KernelOrder::side_by_side) > estimateBytes(spec, shape),
         "more than where they share it");
});

const Case kCourse(
    "the same with instruments, snapshots, Laplacians that freeze and weights of 0", [] {
      Spec spec = fullSpec(12, 9);
      for (const std::size_t i : {0U, 1U, 3U}) {
        std::get<AdaptiveLaplacianSpec>(spec.regularizers[i]).freeze_at = i;
      }
      std::get<TotalVariationSpec>(spec.regularizers[4]).weight =
          Weight({{0, 1.0}, {2, 0.0}}, Interpolation::linear);
      spec.instruments.singular_values = spec.instruments.energies = 1;
      spec.instruments.gradient_norms = spec.instruments.balance = 2;
      spec.instruments.top = 3;
      spec.snapshot_steps = {1, 3, 4};
      checkEstimate(spec, 1);
      checkEstimate(spec, 3);
      Spec without = spec;
      without.instruments = {};
      without.snapshot_steps.clear();
      const BatchShape shape{1, 108, false};
      // X, two Laplacians, and one of the 11·7 blocks.
      const std::uint64_t snapshot = (108 + 144 + 81 + 77 * 77) * sizeof(float);
      expectEqual(snapshotBytes(spec), 2 * snapshot, "bytes of the snapshots that are reached");
      expect(estimateBytes(spec, shape) >
                 estimateBytes(without, shape) + 2 * snapshot + std::uint64_t{108} * sizeof(float),
             "more than without");
    });

const Case kHuge("an estimate allocates nothing, however large", [] {
  const Spec spec = airnetSpec(20000, 20000);
  // Three factors, two free Laplacian matrices, moments for all: 15 matrices at least.
  const std::size_t entries = std::size_t{20000} * 20000;
  expect(estimateBytes(spec, {1, entries, false}) > std::uint64_t{15} * 20000 * 20000 * 4,
         "at least 15 matrices");
});

const Case kRefusal("a device that runs out of memory at any block: an error, and nothing is kept",
                    [] {
                      const Spec spec = fullSpec(7, 6);
                      const Sample samples = samplesFor(spec, 2);
                      const std::atomic<bool> stop{false};
                      const auto cpu = makeCpuDevice(1);
                      CountingDevice whole(*cpu);
                      Listener listener;
                      solve(whole, spec, observe(samples, 2), listener, stop);
                      for (std::size_t most = 0; most < whole.blocks; ++most) {
                        CountingDevice device(*cpu, KernelOrder::in_turn, most);
                        expectError(ErrorCode::out_of_memory, "no more blocks", [&] {
                          solve(device, spec, observe(samples, 2), listener, stop);
                        });
                        expectEqual(device.released, device.allocated, "released bytes");
                      }
                    });

const Case kTooMuch("memory that the machine does not have is an error with a code", [] {
  const auto device = makeCpuDevice(1);
  expectError(ErrorCode::out_of_memory, "Could not allocate",
              [&] { device->allocate(std::size_t{1} << 60U); });
});

}  // namespace
}  // namespace lacuna::test
