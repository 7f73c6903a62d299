// Which CUDA devices this process can see.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace lacuna {

struct CudaDevice {
  int index;
  std::string name;
  int compute_major;
  int compute_minor;
  std::size_t memory_bytes;
  int multiprocessors;
};

struct CudaReport {
  bool compiled;        // whether the CUDA part is in this build
  std::string toolkit;  // "13.0", or "" when not compiled in
  std::vector<CudaDevice> devices;
  std::string reason;  // why no CUDA device can be used, one sentence; "" when one can
};

/// Asks the driver. Never throws for a missing driver or device: the report says so.
/// native/device/no_cuda.cpp answers in a build without CUDA.
CudaReport queryCuda();

}  // namespace lacuna
