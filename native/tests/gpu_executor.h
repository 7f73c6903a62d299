// What the tests of the GPU's kernels run them on: an emulator, or a GPU where there is one.
#pragma once

#include <cstdint>
#include <memory>

#include "cuda/executor.h"

namespace lacuna::test {

/// `processors`: blocks of threads that the emulator claims to run at a time, which decides the
/// size of tiles; a GPU knows its own.
std::unique_ptr<gpu::Executor> makeExecutor(std::uint32_t processors);

}  // namespace lacuna::test
