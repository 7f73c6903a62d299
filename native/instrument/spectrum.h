// Singular values of a matrix, on the host and in double.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace lacuna {

/// The min(rows, cols) singular values of x (rows×cols, row-major), descending: roots of the
/// eigenvalues of the Gram matrix of its shorter side, s×s for s·max(rows, cols)·s operations. One
/// below 1e-8 of the greatest is noise. All NaN when an entry is not finite. The same bits
/// everywhere.
std::vector<double> singularValues(std::span<const float> x, std::size_t rows, std::size_t cols);

/// The r singular values of left·rightᵀ (rows×r and cols×r), which is not formed: roots of the
/// eigenvalues of √G_l·G_r·√G_l with the Gram matrices of both.
std::vector<double> singularValues(std::span<const float> left, std::span<const float> right,
                                   std::size_t rank);

/// exp(−Σ p_i·ln p_i) with p_i = σ_i/Σσ: from 1 to the number of singular values (Roy & Vetterli
/// 2007); 0 for the zero matrix.
double effectiveRank(std::span<const double> singular_values);

}  // namespace lacuna
