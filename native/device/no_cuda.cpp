// The device query of a build without CUDA.
#include "cuda/device_query.h"

namespace lacuna {

CudaReport queryCuda() {
  return CudaReport{false, "", {}, "CUDA is not compiled into this build."};
}

}  // namespace lacuna
