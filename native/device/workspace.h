// Scratch matrices that the parts of a model share: each part is done with them before the next one
// begins.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

#include "device/memory.h"

namespace lacuna {

class Workspace {
 public:
  enum Slot : std::uint8_t {
    kFirst,
    kSecond,
    kThird,
    kFourth,
    kView,  // what a Transform makes of X, beside the others
    kSlots
  };

  /// Asks for room for a rows×cols matrix in a slot; before allocate().
  void reserve(Slot slot, std::uint32_t rows, std::uint32_t cols) {
    floats_[slot] = std::max(floats_[slot], static_cast<std::size_t>(rows) * cols);
  }

  void allocate(Memory& memory, std::uint32_t batch) {
    for (std::size_t slot = 0; slot < kSlots; ++slot) {
      buffers_[slot] = Buffer<float>(memory, batch * floats_[slot]);
    }
  }

  /// The slot as a matrix of any shape that was reserved; holds garbage.
  [[nodiscard]] Matrix matrix(Slot slot, std::uint32_t rows, std::uint32_t cols) const {
    return {buffers_[slot].data(), rows, cols, floats_[slot]};
  }

 private:
  std::array<std::size_t, kSlots> floats_{};
  std::array<Buffer<float>, kSlots> buffers_;
};

}  // namespace lacuna
