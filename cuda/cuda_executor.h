#pragma once

#include <memory>

#include "cuda/executor.h"

namespace lacuna::gpu {

/// Runs programs on the GPU of that index, in a stream of its own. Throws Error(device).
std::unique_ptr<Executor> makeCudaExecutor(int index);

}  // namespace lacuna::gpu
