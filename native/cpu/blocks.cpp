#include "cpu/blocks.h"

#include <algorithm>
#include <cstring>
#include <new>
#include <string>

#if defined(__linux__)
#include <sys/mman.h>
#endif

#include "support/error.h"

namespace lacuna::cpu {
namespace {

constexpr std::size_t kCacheLine = 64;
constexpr std::size_t kHugePage = std::size_t{2} << 20;

std::align_val_t alignmentOf(std::size_t bytes) {
  return std::align_val_t{bytes >= 2 * kHugePage ? kHugePage : kCacheLine};
}

}  // namespace

void* allocateZeroed(std::size_t bytes) {
  const std::align_val_t alignment = alignmentOf(bytes);
  void* const block = ::operator new(std::max<std::size_t>(bytes, 1), alignment, std::nothrow);
  if (block == nullptr) {
    throw Error(ErrorCode::out_of_memory,
                "Could not allocate " + std::to_string(bytes) + " bytes of memory");
  }
#if defined(__linux__)
  if (alignment == std::align_val_t{kHugePage}) {
    madvise(block, bytes, MADV_HUGEPAGE);  // a wish: without it the block is only slower
  }
#endif
  std::memset(block, 0, bytes);
  return block;
}

void release(void* block, std::size_t bytes) noexcept {
  ::operator delete(block, alignmentOf(bytes));
}

}  // namespace lacuna::cpu
