// What a build without CUDA answers.
#include "cuda/cuda_device.h"
#include "cuda/device_query.h"
#include "support/error.h"

namespace lacuna {

CudaReport queryCuda() {
  return CudaReport{false, "", {}, "CUDA is not compiled into this build."};
}

std::unique_ptr<Device> makeCudaDevice(int /*index*/, ProductPrecision /*precision*/) {
  throw Error(ErrorCode::device_unavailable, queryCuda().reason);
}

}  // namespace lacuna
