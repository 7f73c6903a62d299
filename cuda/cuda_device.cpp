#include "cuda/cuda_device.h"

#include <algorithm>
#include <string>

#include "cuda/cuda_executor.h"
#include "cuda/device_query.h"
#include "cuda/gpu_device.h"
#include "support/error.h"

namespace lacuna {
namespace {

/// The least compute capability with products of bfloat16 and tf32 on tensor cores.
constexpr int kLeastMajor = 8;

void requireDevice(int index, ProductPrecision precision) {
  const CudaReport report = queryCuda();
  const auto device = std::ranges::find(report.devices, index, &CudaDevice::index);
  if (device == report.devices.end()) {
    throw Error(ErrorCode::device_unavailable,
                report.devices.empty() ? report.reason
                                       : "There is no CUDA device " + std::to_string(index) + ".");
  }
  if (precision != ProductPrecision::float32 && device->compute_major < kLeastMajor) {
    throw Error(ErrorCode::device_unavailable,
                device->name + " has no tensor cores for products of bfloat16 or tf32.");
  }
}

}  // namespace

std::unique_ptr<Device> makeCudaDevice(int index, ProductPrecision precision) {
  requireDevice(index, precision);
  return std::make_unique<gpu::GpuDevice>(gpu::makeCudaExecutor(index), precision);
}

}  // namespace lacuna
