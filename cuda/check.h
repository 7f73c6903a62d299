// Turns what the CUDA runtime answers into exceptions.
#pragma once

#include <cuda_runtime_api.h>

#include <string>

#include "support/error.h"

namespace lacuna::gpu {

/// Throws Error(out_of_memory) or Error(device).
inline void check(cudaError_t status, const char* what) {
  if (status == cudaSuccess) {
    return;
  }
  cudaGetLastError();  // must not be found by the next call
  if (status == cudaErrorMemoryAllocation) {
    throw Error(ErrorCode::out_of_memory, "The GPU has not enough memory left for the job");
  }
  throw Error(ErrorCode::device, std::string("The CUDA driver answered \"") +
                                     cudaGetErrorString(status) + "\" to " + what);
}

}  // namespace lacuna::gpu
