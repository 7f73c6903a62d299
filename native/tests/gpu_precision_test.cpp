// Products on tensor cores: in two parts a factor, with errors that float32 would not mind.
#include <array>
#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

#include "check.h"
#include "cpu/cpu_device.h"
#include "cuda/gpu_device.h"
#include "gpu_executor.h"
#include "problems.h"
#include "random.h"

namespace lacuna::test {
namespace {

constexpr std::array<std::uint32_t, 1> kOne{0};

std::vector<float> productOf(Device& device, std::uint32_t m, std::uint32_t n, std::uint32_t depth,
                             Product product, Write write) {
  const auto filled = [&](std::uint32_t rows, std::uint32_t cols, std::uint64_t seed) {
    MatrixBuffer buffer(device, 1, rows, cols);
    const std::vector<float> draws = Random(seed).floats(buffer.size(), -1.0, 1.0);
    device.upload(buffer.view().data, draws.data(), draws.size() * sizeof(float));
    return buffer;
  };
  const MatrixBuffer a = product == Product::tn ? filled(depth, m, 1) : filled(m, depth, 1);
  const MatrixBuffer b = product == Product::nt ? filled(n, depth, 2) : filled(depth, n, 2);
  const MatrixBuffer c = filled(m, n, 3);
  device.multiply(kOne, c.view(), a.view(), b.view(), product, write);
  std::vector<float> values(c.size());
  device.download(values.data(), c.view().data, values.size() * sizeof(float));
  return values;
}

const Case kProducts("products are within 2e-5 of the root of their depth", [] {
  for (const std::uint32_t processors : {1U, 400U}) {
    for (const auto& [m, n, depth] :
         {std::array{5U, 3U, 7U}, std::array{131U, 70U, 37U}, std::array{40U, 140U, 64U}}) {
      for (const Product product : {Product::nn, Product::tn, Product::nt}) {
        for (const Write write : {Write::assign, Write::add}) {
          const auto cpu = makeCpuDevice(1);
          gpu::GpuDevice device(makeExecutor(processors), ProductPrecision::bf16x3);
          const std::vector<float> wanted = productOf(*cpu, m, n, depth, product, write);
          const std::vector<float> actual = productOf(device, m, n, depth, product, write);
          double worst = 0.0;
          bool differs = false;
          for (std::size_t i = 0; i < wanted.size(); ++i) {
            worst = std::max(worst, static_cast<double>(std::abs(actual[i] - wanted[i])));
            differs |= actual[i] != wanted[i];
          }
          expectAtMost(worst, 2e-5 * std::sqrt(static_cast<double>(depth)), "error");
          expect(differs, "other bits than those of float32");
        }
      }
    }
  }
});

const Case kRun("a run of AIR-Net ends where that of float32 does", [] {
  Spec spec = airnetSpec(33, 17);
  spec.stopping.steps = 60;
  const Sample one = sample(33, 17, 1);
  gpu::GpuDevice device(makeExecutor(132), ProductPrecision::bf16x3);
  Listener listener;
  const Outcome actual = solve(device, spec, observe(one, 1), listener, listener.stop).front();
  const Outcome wanted = solveOnCpu(spec, one, 1).front();
  double mean = 0.0;
  for (std::size_t i = 0; i < wanted.x.matrix.size(); ++i) {
    mean += std::abs(actual.x.matrix[i] - wanted.x.matrix[i]);
  }
  expectAtMost(mean / static_cast<double>(wanted.x.matrix.size()), 1e-4, "mean difference");
});

}  // namespace
}  // namespace lacuna::test
