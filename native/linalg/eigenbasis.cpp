#include "linalg/eigenbasis.h"

#include <algorithm>
#include <iterator>

#include "linalg/eigenbasis_cache.h"
#include "linalg/symmetric_eigen.h"
#include "support/stop.h"

namespace lacuna {
namespace {

constexpr std::size_t kMostBytes = std::size_t{256} << 20U;

/// Never destroyed: threads of jobs may outlive static objects.
EigenbasisCache& cache() {
  static auto* const kept = new EigenbasisCache(kMostBytes);
  return *kept;
}

std::vector<float> rounded(const std::vector<double>& values) {
  std::vector<float> floats(values.size());
  std::ranges::transform(values, floats.begin(),
                         [](double value) { return static_cast<float>(value); });
  return floats;
}

}  // namespace

std::shared_ptr<const Eigenbasis> eigenbasisOf(std::span<const float> matrix, std::size_t order,
                                               const std::atomic<bool>& stop) {
  const auto heed = [&stop] { throwIfStopped(stop); };
  const auto make = [&] {
    const auto [values, vectors] =
        symmetricEigen(std::vector<double>(matrix.begin(), matrix.end()), order, heed);
    return std::make_shared<const Eigenbasis>(Eigenbasis{rounded(values), rounded(vectors)});
  };
  return cache().find(matrix, order, make, heed);
}

}  // namespace lacuna
