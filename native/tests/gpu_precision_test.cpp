// Products on tensor cores: in two parts a factor, with errors that float32 would not mind, or of
// factors rounded once.
#include <array>
#include <cmath>
#include <cstdint>
#include <functional>
#include <utility>
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

/// As many entries, by a seed.
using Factors = std::function<std::vector<float>(std::size_t, std::uint64_t)>;

std::vector<float> draws(std::size_t count, std::uint64_t seed) {
  return Random(seed).floats(count, -1.0, 1.0);
}

/// c (m×n) = or += a·b over that depth.
struct Task {
  std::uint32_t m;
  std::uint32_t n;
  std::uint32_t depth;
  Product product;
  Write write;
};

std::vector<float> productOf(Device& device, const Task& task, const Factors& factors) {
  const auto filled = [&](std::uint32_t rows, std::uint32_t cols, std::vector<float> values) {
    MatrixBuffer buffer(device, 1, rows, cols);
    device.upload(buffer.view().data, values.data(), values.size() * sizeof(float));
    return buffer;
  };
  const auto& [m, n, depth, product, write] = task;
  const bool turned_a = product == Product::tn;
  const bool turned_b = product == Product::nt;
  const std::vector<float> left = factors(std::size_t{m} * depth, 1);
  const std::vector<float> right = factors(std::size_t{depth} * n, 2);
  const MatrixBuffer a = turned_a ? filled(depth, m, left) : filled(m, depth, left);
  const MatrixBuffer b = turned_b ? filled(n, depth, right) : filled(depth, n, right);
  const MatrixBuffer c = filled(m, n, draws(std::size_t{m} * n, 3));
  device.multiply(kOne, c.view(), a.view(), b.view(), product, write);
  std::vector<float> values(c.size());
  device.download(values.data(), c.view().data, values.size() * sizeof(float));
  return values;
}

double largestDifference(const std::vector<float>& actual, const std::vector<float>& wanted) {
  double worst = 0.0;
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    worst = std::max(worst, static_cast<double>(std::abs(actual[i] - wanted[i])));
  }
  return worst;
}

/// body(precision's own product, float32's product, depth) for products of all kinds.
template <class Body>
void forProducts(ProductPrecision precision, const Factors& factors, Body body) {
  for (const std::uint32_t processors : {1U, 400U}) {
    for (const auto& [m, n, depth] :
         {std::array{5U, 3U, 7U}, std::array{131U, 70U, 37U}, std::array{40U, 140U, 64U}}) {
      for (const Product product : {Product::nn, Product::tn, Product::nt}) {
        for (const Write write : {Write::assign, Write::add}) {
          const auto cpu = makeCpuDevice(1);
          gpu::GpuDevice device(makeExecutor(processors), precision);
          body(productOf(device, {m, n, depth, product, write}, factors),
               productOf(*cpu, {m, n, depth, product, write}, factors),
               std::sqrt(static_cast<double>(depth)));
        }
      }
    }
  }
}

const Case kHalves("products of two bfloat16 parts are within 2e-5 of the root of their depth", [] {
  forProducts(ProductPrecision::bf16x3, draws,
              [](const auto& actual, const auto& wanted, double root) {
                expectAtMost(largestDifference(actual, wanted), 2e-5 * root, "error");
                expect(actual != wanted, "other bits than those of float32");
              });
});

const Case kRounded("tf32 has the products of factors with ten bits, ties away from 0", [] {
  const auto rounded = [](std::size_t count, std::uint64_t seed) {
    std::vector<float> values = draws(count, seed);
    for (float& value : values) {
      int exponent = 0;
      const float fraction = std::frexp(value, &exponent);  // in [½, 1): eleven bits are kept
      value = std::ldexp(std::round(fraction * 2048.0F), exponent - 11);
    }
    return values;
  };
  std::vector<std::vector<float>> of_rounded;
  forProducts(ProductPrecision::tf32, rounded,
              [&](const auto& actual, const auto& wanted, double root) {
                expectAtMost(largestDifference(actual, wanted), 2e-6 * root, "error");
                of_rounded.push_back(actual);
              });
  std::size_t next = 0;
  forProducts(ProductPrecision::tf32, draws,
              [&](const auto& actual, const auto& wanted, double root) {
                expectSameBits(actual, of_rounded[next++], "product");
                expectAtMost(largestDifference(actual, wanted), 1e-3 * root, "error");
              });
});

const Case kRun("a run of AIR-Net ends where that of float32 does", [] {
  Spec spec = airnetSpec(33, 17);
  spec.stopping.steps = 60;
  const Sample one = sample(33, 17, 1);
  const Outcome wanted = solveOnCpu(spec, one, 1).front();
  for (const auto& [precision, bound] :
       {std::pair{ProductPrecision::bf16x3, 1e-4}, std::pair{ProductPrecision::tf32, 1e-3}}) {
    gpu::GpuDevice device(makeExecutor(132), precision);
    Listener listener;
    const Outcome actual = solve(device, spec, observe(one, 1), listener, listener.stop).front();
    double mean = 0.0;
    for (std::size_t i = 0; i < wanted.x.matrix.size(); ++i) {
      mean += std::abs(actual.x.matrix[i] - wanted.x.matrix[i]);
    }
    expectAtMost(mean / static_cast<double>(wanted.x.matrix.size()), bound, "mean difference");
  }
});

}  // namespace
}  // namespace lacuna::test
