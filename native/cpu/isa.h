// Which instruction set the CPU kernels use: the best that the processor runs, or the one that the
// environment variable LACUNA_ISA names.
#pragma once

#include <string_view>
#include <vector>

#include "cpu/kernel_table.h"

namespace lacuna {

/// Sets that this build holds and this processor runs, best first.
std::vector<std::string_view> availableIsas();

/// The one in use. Throws Error(invalid_argument) when LACUNA_ISA names none of availableIsas().
std::string_view currentIsa();

namespace cpu {

/// Kernels of currentIsa().
const KernelTable& currentKernels();

/// Kernels of one of availableIsas(), or nullptr.
const KernelTable* kernelsOf(std::string_view isa);

}  // namespace cpu
}  // namespace lacuna
