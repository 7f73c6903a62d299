#include "fold/descending_eigen.h"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "support/stop.h"

namespace lacuna {

EigenDecomposition descendingEigen(const std::vector<double>& a, std::size_t n,
                                   const std::atomic<bool>& stop) {
  auto [values, vectors] = symmetricEigen(a, n, [&] { throwIfStopped(stop); });
  std::reverse(values.begin(), values.end());
  for (std::size_t i = 0; i < n / 2; ++i) {
    const auto first = vectors.begin() + static_cast<std::ptrdiff_t>(i * n);
    const auto last = vectors.begin() + static_cast<std::ptrdiff_t>((n - 1 - i) * n);
    std::swap_ranges(first, first + static_cast<std::ptrdiff_t>(n), last);
  }
  return {std::move(values), std::move(vectors)};
}

}  // namespace lacuna
