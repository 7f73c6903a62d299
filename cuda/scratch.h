// Room for what kernels leave for one another within a program.
#pragma once

#include <algorithm>
#include <cstddef>
#include <vector>

#include "cuda/executor.h"

namespace lacuna::gpu {

class Scratch {
 public:
  explicit Scratch(Executor& executor) : executor_(&executor) {}
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  ~Scratch() {
    for (const Slab& slab : slabs_) {
      executor_->release(slab.begin);
    }
  }

  /// Not initialised; until reset().
  std::byte* claim(std::size_t bytes) {
    const std::size_t whole = (bytes + kLine - 1) / kLine * kLine;
    while (slab_ < slabs_.size() && slabs_[slab_].bytes - filled_ < whole) {
      ++slab_;
      filled_ = 0;
    }
    if (slab_ == slabs_.size()) {
      const std::size_t size = std::max(whole, kSlab);
      slabs_.push_back({static_cast<std::byte*>(executor_->allocate(size)), size});
    }
    std::byte* const block = slabs_[slab_].begin + filled_;
    filled_ += whole;
    return block;
  }

  /// All of it is free again. What was claimed may be claimed once more, which is in order: kernels
  /// of the next program come behind those of this one.
  void reset() {
    slab_ = 0;
    filled_ = 0;
  }

 private:
  struct Slab {
    std::byte* begin;
    std::size_t bytes;
  };
  static constexpr std::size_t kLine = 256;
  static constexpr std::size_t kSlab = std::size_t{1} << 20U;

  Executor* executor_;
  std::vector<Slab> slabs_;
  std::size_t slab_ = 0;
  std::size_t filled_ = 0;
};

}  // namespace lacuna::gpu
