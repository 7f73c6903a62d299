// The device that every machine has.
#pragma once

#include <memory>

#include "device/device.h"

namespace lacuna {

/// A CPU device whose kernels are split over `threads` >= 1 threads, the calling one included.
/// Results do not depend on the number. Throws Error(invalid_argument) when LACUNA_ISA names an
/// instruction set that cannot run.
std::unique_ptr<Device> makeCpuDevice(unsigned threads);

}  // namespace lacuna
