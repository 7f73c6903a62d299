// The numbers of a sparse Cholesky factor.
#pragma once

#include <functional>

#include "cpu/team.h"
#include "linalg/fronts.h"
#include "linalg/symmetric_rows.h"

namespace lacuna {

/// Writes the panels of L, multifrontal; see SparseCholesky. `panels` are 0.
void eliminateAll(cpu::Team& team, const SymmetricRows& a, const Fronts& fronts, double* panels,
                  const std::function<void()>& between);

}  // namespace lacuna
