// Memory for matrices.
#pragma once

#include <cstddef>
#include <vector>

namespace lacuna::cpu {

/// Gives zeroed blocks to one device. Small ones are cut from chunks that each lie on one huge
/// page: a step goes through all of its matrices, and address translation would hold it up. Chunks
/// that are no longer used are kept for the devices to come, up to 64 MB in all. For one thread.
class Arena {
 public:
  Arena() = default;
  Arena(const Arena&) = delete;
  Arena& operator=(const Arena&) = delete;
  /// All blocks must have been released.
  ~Arena();

  /// Aligned to a cache line. Throws Error(out_of_memory).
  void* allocate(std::size_t bytes);

  /// Gives back what allocate(bytes) gave.
  void release(void* block, std::size_t bytes) noexcept;

 private:
  /// Filled from its start; empty again when the last of its blocks is released.
  struct Chunk {
    std::byte* memory;
    std::size_t filled = 0;
    std::size_t blocks = 0;
  };

  std::byte* cut(std::size_t bytes);

  std::vector<Chunk> chunks_;
};

}  // namespace lacuna::cpu
