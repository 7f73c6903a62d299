// Stands in for the CUDA device in a build with CUDA until there is one.
#include "cuda/cuda_device.h"
#include "cuda/device_query.h"
#include "support/error.h"

namespace lacuna {

std::unique_ptr<Device> makeCudaDevice(int /*index*/, ProductPrecision /*precision*/) {
  const std::string reason = queryCuda().reason;
  throw Error(ErrorCode::device_unavailable,
              reason.empty() ? "This build has no CUDA kernels." : reason);
}

}  // namespace lacuna
