// The GPU itself; a machine without one skips what needs it.
#include <cstdio>
#include <cstdlib>

#include "cuda/cuda_executor.h"
#include "cuda/device_query.h"
#include "gpu_executor.h"

namespace lacuna::test {

std::unique_ptr<gpu::Executor> makeExecutor(std::uint32_t /*processors*/) {
  constexpr int kSkipped = 77;
  const CudaReport report = queryCuda();
  if (report.devices.empty()) {
    std::printf("skipped: %s\n", report.reason.c_str());
    std::exit(kSkipped);
  }
  return gpu::makeCudaExecutor(report.devices.front().index);
}

}  // namespace lacuna::test
