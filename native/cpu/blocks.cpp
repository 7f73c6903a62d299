#include "cpu/blocks.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <mutex>
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
constexpr std::size_t kChunkBytes = kHugePage;

// With AddressSanitizer every block stands alone, so that what is written behind one is noticed.
#if defined(__SANITIZE_ADDRESS__)
constexpr std::size_t kLargestCut = 0;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
constexpr std::size_t kLargestCut = 0;
#else
constexpr std::size_t kLargestCut = kChunkBytes / 2;
#endif
#else
constexpr std::size_t kLargestCut = kChunkBytes / 2;
#endif

std::size_t wholeLines(std::size_t bytes) {
  return (std::max<std::size_t>(bytes, 1) + kCacheLine - 1) / kCacheLine * kCacheLine;
}

std::align_val_t alignmentOf(std::size_t bytes) {
  return std::align_val_t{bytes >= kHugePage / 2 ? kHugePage : kCacheLine};
}

/// From the system, not zeroed.
void* obtain(std::size_t bytes) {
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
  return block;
}

void giveBack(void* block, std::size_t bytes) noexcept {
  ::operator delete(block, alignmentOf(bytes));
}

/// Chunks that no device uses. Jobs of a batch follow each other, and fresh pages from the system
/// cost more than all the rest of a short job's start.
class Shelf {
 public:
  std::byte* take() {
    {
      const std::lock_guard lock(mutex_);
      if (count_ > 0) {
        return chunks_[--count_];
      }
    }
    return static_cast<std::byte*>(obtain(kChunkBytes));
  }

  void put(std::byte* chunk) noexcept {
    {
      const std::lock_guard lock(mutex_);
      if (count_ < chunks_.size()) {
        chunks_[count_++] = chunk;
        return;
      }
    }
    giveBack(chunk, kChunkBytes);
  }

 private:
  static constexpr std::size_t kMostBytes = std::size_t{64} << 20;

  std::mutex mutex_;
  std::array<std::byte*, kMostBytes / kChunkBytes> chunks_{};
  std::size_t count_ = 0;
};

/// Never destroyed: a job's thread may still return when the process ends.
Shelf& shelf() {
  static Shelf& instance = *new Shelf;
  return instance;
}

}  // namespace

Arena::~Arena() {
  for (const Chunk& chunk : chunks_) {
    shelf().put(chunk.memory);
  }
}

std::byte* Arena::cut(std::size_t bytes) {
  auto chunk = std::ranges::find_if(
      chunks_, [&](const Chunk& candidate) { return candidate.filled + bytes <= kChunkBytes; });
  if (chunk == chunks_.end()) {
    chunks_.reserve(chunks_.size() + 1);
    chunks_.push_back({shelf().take()});
    chunk = chunks_.end() - 1;
  }
  std::byte* const block = chunk->memory + chunk->filled;
  chunk->filled += bytes;
  ++chunk->blocks;
  return block;
}

void* Arena::allocate(std::size_t bytes) {
  const std::size_t lines = wholeLines(bytes);
  void* const block = lines <= kLargestCut ? cut(lines) : obtain(bytes);
  std::memset(block, 0, bytes);
  return block;
}

void Arena::release(void* block, std::size_t bytes) noexcept {
  const std::size_t lines = wholeLines(bytes);
  if (lines > kLargestCut) {
    giveBack(block, bytes);
    return;
  }
  const auto* const at = static_cast<std::byte*>(block);
  const auto chunk = std::ranges::find_if(chunks_, [&](const Chunk& candidate) {
    return candidate.memory <= at && at < candidate.memory + kChunkBytes;
  });
  if (--chunk->blocks == 0) {
    chunk->filled = 0;
  } else if (at + lines == chunk->memory + chunk->filled) {
    chunk->filled -= lines;
  }
}

}  // namespace lacuna::cpu
