// The kernels as the CPU device offers them: on some problems of a batch, on operands that the
// batch shares, on any number of threads.
#include <array>
#include <cstdint>
#include <memory>
#include <vector>

#include "check.h"
#include "cpu/cpu_device.h"
#include "device_kernels.h"

namespace lacuna::test {
namespace {

const Case kSomeProblems(
    "a kernel works on the problems it is given, all alike, and leaves the others alone", [] {
      const auto device = makeCpuDevice(1);
      for (const Kernel& kernel : kernels()) {
        const Context context(kernel.name);
        const Bench before(*device, 19);
        const Bench bench(*device, 19);
        const std::array<std::uint32_t, 2> some{2, 0};
        kernel.call(*device, some, bench);
        expect(resultOf(bench, 1) == resultOf(before, 1),
               "the problem that was not given, as it was");
        expect(resultOf(bench, 0) == resultOf(bench, 2), "the same result for the same operands");
        expect(!(resultOf(bench, 0) == resultOf(before, 0)), "a result");
        for (const std::vector<float>& matrix : resultOf(bench, 2).matrices) {
          expect(std::vector<float>(matrix.end() - kGap, matrix.end()) ==
                     std::vector<float>(kGap, -7.0F),
                 "the gap behind a matrix, as it was");
        }
      }
    });

const Case kAnyThreads("1, 2 and 3 threads give the same bits", [] {
  // Large enough, and often enough, for every kernel to be split.
  const std::uint32_t order = 201;
  const int times = 12;
  const std::array<std::uint32_t, 1> one{1};
  const auto alone = makeCpuDevice(1);
  for (const unsigned threads : {2U, 3U}) {
    const auto device = makeCpuDevice(threads);
    for (const Kernel& kernel : kernels()) {
      const Context context(kernel.name + " on " + show(threads) + " threads");
      const Bench wanted(*alone, order);
      const Bench bench(*device, order);
      for (int i = 0; i < times; ++i) {
        kernel.call(*alone, one, wanted);
        kernel.call(*device, one, bench);
      }
      expect(resultOf(bench, 1) == resultOf(wanted, 1), "the same bits");
    }
  }
});

const Case kShared("an operand with stride 0 serves every problem", [] {
  const auto device = makeCpuDevice(1);
  const Bench bench(*device, 9);
  const std::array<std::uint32_t, 3> all{0, 1, 2};
  device->multiply(all, bench.a.view(), bench.b.shared(), bench.c.view(), Product::nn,
                   Write::assign);
  expect(resultOf(bench, 0) == resultOf(bench, 1) && resultOf(bench, 1) == resultOf(bench, 2),
         "the same product for all");
});

const Case kMemory("memory comes zeroed and aligned", [] {
  const auto device = makeCpuDevice(1);
  for (const std::size_t count : {std::size_t{0}, std::size_t{1}, std::size_t{1000}}) {
    const Buffer<float> buffer(*device, count);
    expectEqual(reinterpret_cast<std::uintptr_t>(buffer.data()) % 64, std::uintptr_t{0},
                "alignment");
    expectSameBits({buffer.data(), count}, std::vector<float>(count), "zeros");
  }
});

}  // namespace
}  // namespace lacuna::test
