// The numbers of a sparse Cholesky factor.
#pragma once

#include <functional>

#include "cpu/team.h"
#include "linalg/fronts.h"
#include "linalg/panels.h"
#include "linalg/symmetric_rows.h"

namespace lacuna {

/// Writes the panels of L, which are 0 at first, multifrontal; see SparseCholesky.
void eliminateAll(cpu::Team& team, const SymmetricRows& a, const Fronts& fronts, Panels& panels,
                  const std::function<void()>& between);

}  // namespace lacuna
