// Gram matrices on the host and in double.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace lacuna {

/// aᵀ·a (cols×cols) of a (rows×cols): each entry is summed over ascending rows.
std::vector<double> gramOfColumns(std::span<const double> a, std::size_t rows, std::size_t cols);

}  // namespace lacuna
