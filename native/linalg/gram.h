// Gram matrices on the host and in double.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "cpu/team.h"

namespace lacuna {

/// aᵀ·a (cols×cols) of a (rows×cols): each entry is summed over ascending rows.
std::vector<double> gramOfColumns(std::span<const double> a, std::size_t rows, std::size_t cols);

/// The same of floats, by a team of threads; each entry is summed over ascending rows or, of many
/// columns, over ascending blocks of them.
std::vector<double> gramOfColumns(cpu::Team& team, std::span<const float> a, std::size_t rows,
                                  std::size_t cols);

}  // namespace lacuna
