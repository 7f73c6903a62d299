// Memory for matrices.
#pragma once

#include <cstddef>

namespace lacuna::cpu {

/// A zeroed block, aligned to a cache line; a large one to a huge page, and asks the system for
/// such pages: streaming over hundreds of megabytes is held up by address translation otherwise.
/// Throws Error(out_of_memory).
void* allocateZeroed(std::size_t bytes);

/// Gives back what allocateZeroed(bytes) gave.
void release(void* block, std::size_t bytes) noexcept;

}  // namespace lacuna::cpu
