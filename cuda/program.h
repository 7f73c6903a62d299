// Kernels that were asked for one after the other, put in order: those that need what another one
// writes stand in a later phase, or behind it in its group where each tile needs only its own.
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <vector>

#include "cuda/ops.h"

namespace lacuna::gpu {

/// How the tiles of a kernel share its memory.
enum class Split : std::uint8_t {
  rows,      // tile t has the rows from t·kTileRows on
  products,  // tile t has its part of a product
  none
};

/// Memory that a kernel touches: the part of the first problem, and how far apart problems are.
struct Access {
  const std::byte* begin;
  const std::byte* end;
  std::size_t stride;  // in bytes
  std::size_t row;     // bytes of a row where a tile touches only its own part, else 0
  bool writes;
};

struct Plan {
  std::vector<Op> ops;
  std::vector<Group> groups;
  std::vector<Phase> phases;
  std::vector<std::uint32_t> problems;
  std::vector<std::uint32_t> members;
  std::uint32_t member_words = 0;
};

class Program {
 public:
  void add(const Op& op, Problems problems, Split split, std::vector<Access> accesses);

  [[nodiscard]] bool empty() const { return kernels_.empty(); }
  void clear() {
    kernels_.clear();
    lists_.clear();
  }
  /// Problems that any kernel works on.
  [[nodiscard]] std::vector<std::uint32_t> problems() const;
  /// Tiles of the largest product.
  [[nodiscard]] std::uint32_t largestProduct(Layout layout) const;
  [[nodiscard]] Plan plan(Layout layout) const;

 private:
  struct Kernel {
    Op op;
    std::uint32_t list;
    Split split;
    std::vector<Access> accesses;
    std::uint32_t phase;
    std::uint32_t group;  // within the phase
  };

  [[nodiscard]] std::uint32_t listOf(Problems problems);
  void place(Kernel& kernel);

  std::vector<Kernel> kernels_;
  std::vector<std::vector<std::uint32_t>> lists_;
  std::vector<std::uint32_t> groups_;  // of each phase
};

}  // namespace lacuna::gpu
