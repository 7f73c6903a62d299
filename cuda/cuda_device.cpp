#include "cuda/cuda_device.h"

#include "cuda/cuda_executor.h"
#include "cuda/gpu_device.h"

namespace lacuna {

std::unique_ptr<Device> makeCudaDevice(int index, ProductPrecision precision) {
  return std::make_unique<gpu::GpuDevice>(gpu::makeCudaExecutor(index), precision);
}

}  // namespace lacuna
