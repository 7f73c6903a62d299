// Memory for matrices: zeroed, aligned, never twice at once, and used again.
#include "cpu/blocks.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <vector>

#include "check.h"
#include "support/error.h"

namespace lacuna::test {
namespace {

using cpu::Arena;

struct Block {
  std::byte* memory;
  std::size_t bytes;
};

Block blockOf(Arena& arena, std::size_t bytes) {
  const Block block{static_cast<std::byte*>(arena.allocate(bytes)), bytes};
  expectEqual(reinterpret_cast<std::uintptr_t>(block.memory) % 64, std::uintptr_t{0}, "alignment");
  expect(std::all_of(block.memory, block.memory + bytes,
                     [](std::byte value) { return value == std::byte{0}; }),
         "a zeroed block");
  std::memset(block.memory, 0x5A, bytes);
  return block;
}

void expectApart(const std::vector<Block>& blocks) {
  for (std::size_t i = 0; i < blocks.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      const Block& a = blocks[i];
      const Block& b = blocks[j];
      expect(a.memory + a.bytes <= b.memory || b.memory + b.bytes <= a.memory,
             "blocks that do not overlap");
    }
  }
}

constexpr std::size_t kSizes[] = {0,      1,      63,      64,      65,      4096,
                                  230400, 230400, 1000000, 1048576, 5000000, 2097152};

const Case kBlocks("blocks of all sizes are zeroed and stand apart, in one arena after the other",
                   [] {
                     for (int round = 0; round < 3; ++round) {
                       Arena arena;
                       std::vector<Block> blocks;
                       for (const std::size_t bytes : kSizes) {
                         blocks.push_back(blockOf(arena, bytes));
                       }
                       expectApart(blocks);
                       // Half of them go, others come.
                       for (std::size_t i = 0; i < blocks.size(); i += 2) {
                         arena.release(blocks[i].memory, blocks[i].bytes);
                         blocks[i] = {nullptr, 0};
                       }
                       std::erase_if(blocks,
                                     [](const Block& block) { return block.memory == nullptr; });
                       for (const std::size_t bytes : kSizes) {
                         blocks.push_back(blockOf(arena, bytes));
                       }
                       expectApart(blocks);
                       for (const Block& block : blocks) {
                         arena.release(block.memory, block.bytes);
                       }
                     }
                   });

const Case kReuse("a block that comes and goes a million times takes no more memory", [] {
  Arena arena;
  const Block kept = blockOf(arena, 1000);
  for (int round = 0; round < 1000000; ++round) {
    arena.release(arena.allocate(64), 64);
  }
  arena.release(kept.memory, kept.bytes);
});

const Case kTooMuch("more than there is: an error with a code", [] {
  Arena arena;
  try {
    arena.allocate(std::numeric_limits<std::size_t>::max() / 4);
    expect(false, "an error");
  } catch (const Error& error) {
    expect(error.code() == ErrorCode::out_of_memory, "the code out_of_memory");
  }
});

}  // namespace
}  // namespace lacuna::test
