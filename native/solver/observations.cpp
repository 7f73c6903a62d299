#include "solver/observations.h"

#include <algorithm>

namespace lacuna {
namespace {

std::size_t count(const DenseObservations& dense) {
  return static_cast<std::size_t>(
      std::count_if(dense.mask.begin(), dense.mask.end(), [](std::uint8_t m) { return m != 0; }));
}

std::size_t count(const SparseObservations& sparse) { return sparse.values.size(); }

}  // namespace

std::size_t countObserved(const Observations& observations) {
  return std::visit([](const auto& kind) { return count(kind); }, observations);
}

}  // namespace lacuna
