// Every kernel of the GPU, emulated, against the CPU's: the same bits.
#include <array>
#include <cstdint>
#include <memory>
#include <vector>

#include "check.h"
#include "cpu/cpu_device.h"
#include "cuda/gpu_device.h"
#include "device_kernels.h"
#include "gpu_executor.h"

namespace lacuna::test {
namespace {

void expectSameResult(const Result& actual, const Result& wanted) {
  for (std::size_t i = 0; i < wanted.matrices.size(); ++i) {
    expectSameBits(actual.matrices[i], wanted.matrices[i], "matrix " + std::to_string(i));
  }
  expectEqual(actual.value, wanted.value, "value");
}

const Case kSameBits("the bits of the CPU, whatever the tiles", [] {
  for (const std::uint32_t processors : {1U, 400U}) {
    for (const std::uint32_t order : {5U, 19U, 131U}) {
      for (const Kernel& kernel : kernels()) {
        const Context context(kernel.name + " of order " + std::to_string(order) + ", " +
                              std::to_string(processors) + " processors");
        const auto cpu = makeCpuDevice(1);
        gpu::GpuDevice device(makeExecutor(processors), ProductPrecision::float32);
        const Bench wanted(*cpu, order);
        const Bench bench(device, order);
        const std::array<std::uint32_t, 2> some{2, 0};
        for (int i = 0; i < 2; ++i) {
          kernel.call(*cpu, some, wanted);
          kernel.call(device, some, bench);
        }
        for (std::uint32_t problem = 0; problem < kBatch; ++problem) {
          expectSameResult(resultOf(bench, problem), resultOf(wanted, problem));
        }
      }
    }
  }
});

}  // namespace
}  // namespace lacuna::test
