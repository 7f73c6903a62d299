// Where the numbers of a sparse factor lie.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "cpu/blocks.h"
#include "linalg/fronts.h"

namespace lacuna {

/// The panels of all groups, (own + border) × own numbers each, 0 at first. They are cut from
/// blocks of moderate size: a small factor then lies in memory that runs before it have used, as
/// fresh pages cost more than its numbers.
class Panels {
 public:
  /// Throws Error(out_of_memory).
  explicit Panels(const Fronts& fronts);
  Panels(const Panels&) = delete;
  Panels& operator=(const Panels&) = delete;
  ~Panels();

  [[nodiscard]] double* of(std::size_t group) const { return panels_[group]; }
  /// How many numbers all panels have.
  [[nodiscard]] std::uint64_t numbers() const { return numbers_; }

 private:
  struct Block {
    void* memory;
    std::size_t bytes;
  };

  double* addBlock(std::size_t numbers);
  void release() noexcept;

  cpu::Arena arena_;
  std::vector<Block> blocks_;
  std::vector<double*> panels_;
  std::uint64_t numbers_ = 0;
};

}  // namespace lacuna
