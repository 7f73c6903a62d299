// Tall float matrices of few columns, made orthonormal.
#pragma once

#include <cstddef>
#include <span>

#include "cpu/team.h"
#include "linalg/tall_matrix.h"

namespace lacuna {

/// Orthonormal columns with the same span (Cholesky QR in double, twice). Leaves out a column of
/// which no more than floors[column], or a millionth of it, is left beside the columns before it.
void orthonormalise(cpu::Team& team, TallMatrix& a, std::span<const double> floors);

/// Orthonormal columns for what the span of `a` has beside orthonormal `blocks`; leaves out columns
/// of which hardly more than rounding errors remain.
void orthonormaliseBeside(cpu::Team& team, TallMatrix& a, std::span<const TallMatrix> blocks);

}  // namespace lacuna
