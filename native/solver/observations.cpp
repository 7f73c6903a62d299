#include "solver/observations.h"

#include <algorithm>

namespace lacuna {
namespace {

std::size_t countOnes(std::span<const std::uint8_t> mask) {
  return static_cast<std::size_t>(
      std::count_if(mask.begin(), mask.end(), [](std::uint8_t m) { return m != 0; }));
}

std::size_t count(const DenseObservations& dense) { return countOnes(dense.mask); }

std::size_t count(const SparseObservations& sparse) { return sparse.values.size(); }

std::size_t count(const DenseObservations& dense, std::uint32_t problem) {
  const std::size_t entries = dense.mask.size() / dense.batch;
  return countOnes(dense.mask.subspan(problem * entries, entries));
}

std::size_t count(const SparseObservations& sparse, std::uint32_t problem) {
  const std::size_t offsets = sparse.offsets.size() / sparse.batch;
  const auto own = sparse.offsets.subspan(problem * offsets, offsets);
  return own.back() - own.front();
}

}  // namespace

std::size_t countObserved(const Observations& observations) {
  return std::visit([](const auto& kind) { return count(kind); }, observations);
}

std::size_t countObserved(const Observations& observations, std::uint32_t problem) {
  return std::visit([&](const auto& kind) { return count(kind, problem); }, observations);
}

}  // namespace lacuna
