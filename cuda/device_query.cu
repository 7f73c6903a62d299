// The device query of a build with CUDA. The static runtime looks for the driver when it is first
// called, so a machine without one loads this code and gets an answer.
#include <cuda_runtime_api.h>

#include <string>

#include "cuda/device_query.h"

namespace lacuna {
namespace {

std::string versionText(int version) {
  return std::to_string(version / 1000) + "." + std::to_string(version % 1000 / 10);
}

std::string failureText(cudaError_t status) {
  switch (status) {
    case cudaErrorNoDevice:
      return "This machine has no CUDA device.";
    case cudaErrorInsufficientDriver: {
      int driver = 0;
      cudaDriverGetVersion(&driver);
      if (driver == 0) {
        return "This machine has no CUDA driver.";
      }
      return "The CUDA driver is too old: it supports CUDA " + versionText(driver) +
             ", this build needs " + versionText(CUDART_VERSION) + ".";
    }
    default:
      return std::string("The CUDA driver answered: ") + cudaGetErrorString(status) + ".";
  }
}

CudaDevice describe(int index, const cudaDeviceProp& properties) {
  return CudaDevice{index,
                    properties.name,
                    properties.major,
                    properties.minor,
                    properties.totalGlobalMem,
                    properties.multiProcessorCount};
}

}  // namespace

CudaReport queryCuda() {
  CudaReport report{true, versionText(CUDART_VERSION), {}, ""};
  int count = 0;
  cudaError_t status = cudaGetDeviceCount(&count);
  for (int i = 0; status == cudaSuccess && i < count; ++i) {
    cudaDeviceProp properties;
    status = cudaGetDeviceProperties(&properties, i);
    if (status == cudaSuccess) {
      report.devices.push_back(describe(i, properties));
    }
  }
  cudaGetLastError();  // a failed query must not be found by the next call of the runtime
  if (status == cudaSuccess && count == 0) {
    status = cudaErrorNoDevice;
  }
  report.reason = status == cudaSuccess ? "" : failureText(status);
  return report;
}

}  // namespace lacuna
