// Eigenpairs with the largest first, as factors want them, from work that can be called off.
#pragma once

#include <atomic>
#include <cstddef>
#include <vector>

#include "linalg/symmetric_eigen.h"

namespace lacuna {

/// symmetricEigen() with the values, and the rows of the vectors, in descending order. Throws
/// Error(cancelled) when `stop` was set.
EigenDecomposition descendingEigen(const std::vector<double>& a, std::size_t n,
                                   const std::atomic<bool>& stop);

}  // namespace lacuna
