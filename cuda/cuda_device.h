// The engine's kernels on an NVIDIA GPU.
#pragma once

#include <memory>

#include "device/device.h"

namespace lacuna {

/// A device with a stream of its own; one thread at a time may use it.
/// Throws Error(device) with the reason where CUDA is not compiled in, there is no such
/// device or the driver refuses, Error(invalid_argument) for a kernel that only the CPU has.
std::unique_ptr<Device> makeCudaDevice(int index);

}  // namespace lacuna
