#include "linalg/panels.h"

#include <algorithm>

namespace lacuna {
namespace {

/// Numbers of a block: small ones are cut from the arena's chunks, which are kept; large ones are
/// many huge pages long.
std::size_t blockNumbers(std::uint64_t all) {
  constexpr std::uint64_t kSmallFactor = std::uint64_t{1} << 22U;
  return std::size_t{1} << (all <= kSmallFactor ? 16U : 21U);
}

}  // namespace

Panels::Panels(const Fronts& fronts) : panels_(fronts.count()) {
  for (std::size_t group = 0; group < fronts.count(); ++group) {
    numbers_ += fronts.panelNumbers(group);
  }
  const std::size_t most = blockNumbers(numbers_);
  std::size_t first = 0;
  while (first < fronts.count()) {
    std::size_t size = fronts.panelNumbers(first);
    std::size_t end = first + 1;
    while (end < fronts.count() && size + fronts.panelNumbers(end) <= most) {
      size += fronts.panelNumbers(end++);
    }
    double* at = addBlock(size);
    for (; first < end; ++first) {
      panels_[first] = at;
      at += fronts.panelNumbers(first);
    }
  }
}

Panels::~Panels() { release(); }

double* Panels::addBlock(std::size_t numbers) {
  const std::size_t bytes = numbers * sizeof(double);
  try {
    blocks_.reserve(blocks_.size() + 1);
    blocks_.push_back({arena_.allocate(bytes), bytes});
  } catch (...) {
    release();
    throw;
  }
  return static_cast<double*>(blocks_.back().memory);
}

void Panels::release() noexcept {
  for (const Block& block : blocks_) {
    arena_.release(block.memory, block.bytes);
  }
  blocks_.clear();
}

}  // namespace lacuna
