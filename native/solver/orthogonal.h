// Random matrices with orthonormal columns or rows.
#pragma once

#include <cstddef>
#include <vector>

namespace lacuna {

/// Q (rows×cols, row-major, rows >= cols) of Z = Q·R with orthonormal columns and a positive
/// diagonal of R, which makes it unique for a Z of full rank. By Householder reflections: QᵀQ = 1
/// to the precision of double for any Z.
std::vector<double> orthonormalColumns(std::vector<double> z, std::size_t rows, std::size_t cols);

}  // namespace lacuna
