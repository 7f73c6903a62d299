// The engine's kernels on an NVIDIA GPU.
#pragma once

#include <cstdint>
#include <memory>

#include "device/device.h"

namespace lacuna {

/// How products of matrices are taken. Everything else is float32, as on the CPU.
/// float32: fused multiply-adds in the order of the CPU, the same bits.
/// bf16x3: tensor cores; each factor is split in two bfloat16 parts, three products of parts are
/// added in float32 (relative error about 4e-6, float32 has 3e-7).
/// tf32: tensor cores; each factor is rounded once, to ten bits, products are added in float32
/// (relative error about 3e-4).
enum class ProductPrecision : std::uint8_t { float32, bf16x3, tf32 };

/// A device with a stream of its own; one thread at a time may use it.
/// Throws Error(device_unavailable) with the reason where CUDA is not compiled in, there is no such
/// device or the driver refuses.
std::unique_ptr<Device> makeCudaDevice(int index, ProductPrecision precision);

}  // namespace lacuna
