// lacuna_gpu_bench CASE…   microseconds of a step on the first GPU, by the difference of two runs
//
// A CASE is ROWSxCOLSxBATCH, AIR-Net with three square factors on that many matrices at once, or
// sparse:ROWSxCOLSxWIDTH:ENTRIES, AIR-Net with narrow factors; behind it may stand /bf16x3
// or /tf32, and /layout:team (large or small tiles, blocks of threads for a matrix).
#include <atomic>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <optional>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "cuda/cuda_executor.h"
#include "cuda/device_query.h"
#include "cuda/gpu_device.h"
#include "problem.h"

namespace lacuna::bench {
namespace {

class Silent final : public ProgressSink {
 public:
  void report(std::uint64_t /*step*/, std::span<const double> /*terms*/) override {}
};

struct GpuCase {
  std::string name;
  std::uint32_t rows = 0;
  std::uint32_t cols = 0;
  std::uint32_t batch = 1;
  std::uint32_t width = 0;  // of narrow factors
  std::size_t entries = 0;
  ProductPrecision precision = ProductPrecision::float32;
  std::optional<gpu::GpuDevice::Sharing> sharing;
};

std::vector<std::string> partsOf(const std::string& text, char separator) {
  std::vector<std::string> parts;
  std::istringstream stream(text);
  for (std::string part; std::getline(stream, part, separator);) {
    parts.push_back(part);
  }
  return parts;
}

GpuCase parse(const std::string& text) {
  GpuCase found;
  found.name = text;
  const std::vector<std::string> parts = partsOf(text, '/');
  std::vector<std::string> what = partsOf(parts.at(0), ':');
  const bool sparse = what.at(0) == "sparse";
  const std::vector<std::string> sides = partsOf(what.at(sparse ? 1 : 0), 'x');
  found.rows = static_cast<std::uint32_t>(std::stoul(sides.at(0)));
  found.cols = static_cast<std::uint32_t>(std::stoul(sides.at(1)));
  (sparse ? found.width : found.batch) = static_cast<std::uint32_t>(std::stoul(sides.at(2)));
  found.entries = sparse ? std::stoul(what.at(2)) : 0;
  for (std::size_t i = 1; i < parts.size(); ++i) {
    const std::vector<std::string> part = partsOf(parts[i], ':');
    if (part.at(0) == "bf16x3") {
      found.precision = ProductPrecision::bf16x3;
      continue;
    }
    if (part.at(0) == "tf32") {
      found.precision = ProductPrecision::tf32;
      continue;
    }
    found.sharing = {part[0] == "small" ? gpu::Layout::small : gpu::Layout::large,
                     static_cast<std::uint32_t>(std::stoul(part.at(1)))};
  }
  return found;
}

double secondsOf(const GpuCase& item, std::uint64_t steps) {
  gpu::GpuDevice device(gpu::makeCudaExecutor(0), item.precision);
  if (item.sharing) {
    device.share(*item.sharing);
  }
  Silent silent;
  const std::atomic<bool> stop{false};
  const auto timed = [&](const Spec& spec, const Observations& observations) {
    const auto start = std::chrono::steady_clock::now();
    solve(device, spec, observations, silent, stop);
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  };
  if (item.width > 0) {
    const Listing entries = listing(item.rows, item.cols, item.entries, 1);
    return timed(sparseSpec(item.rows, item.cols, item.width, steps), entries.observed());
  }
  std::vector<float> values;
  std::vector<std::uint8_t> mask;
  for (std::uint32_t problem = 0; problem < item.batch; ++problem) {
    const Picture one = picture(item.rows, item.cols, problem);
    values.insert(values.end(), one.values.begin(), one.values.end());
    mask.insert(mask.end(), one.mask.begin(), one.mask.end());
  }
  return timed(airnetSpec(item.rows, item.cols, steps),
               DenseObservations{item.batch, values, mask});
}

/// Steps that take about a second.
void measure(const GpuCase& item) {
  constexpr std::uint64_t kFirst = 400;
  secondsOf(item, 100);
  const double first = secondsOf(item, kFirst);
  const auto more = static_cast<std::uint64_t>(0.7 / (first / kFirst)) + kFirst;
  const double second = secondsOf(item, kFirst + more);
  const double per_step = (second - first) / static_cast<double>(more);
  const double flops = item.width > 0
                           ? sparseStepFlops(item.rows, item.cols, item.width, item.entries)
                           : item.batch * airnetStepFlops(item.rows, item.cols);
  std::printf("{\"case\":\"%s\",\"microseconds\":%.2f,\"teraflops\":%.2f,\"steps\":%llu}\n",
              item.name.c_str(), per_step * 1e6, flops / per_step * 1e-12,
              static_cast<unsigned long long>(more));
  std::fflush(stdout);
}

}  // namespace
}  // namespace lacuna::bench

int main(int argc, char** argv) {
  try {
    const lacuna::CudaReport report = lacuna::queryCuda();
    if (report.devices.empty()) {
      std::fprintf(stderr, "%s\n", report.reason.c_str());
      return EXIT_FAILURE;
    }
    std::printf("{\"device\":\"%s\"}\n", report.devices.front().name.c_str());
    for (int i = 1; i < argc; ++i) {
      lacuna::bench::measure(lacuna::bench::parse(argv[i]));
    }
    return EXIT_SUCCESS;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return EXIT_FAILURE;
  }
}
