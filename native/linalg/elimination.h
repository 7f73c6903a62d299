// The numbers of a sparse Cholesky factor.
#pragma once

#include <functional>
#include <memory>

#include "cpu/team.h"
#include "linalg/fronts.h"
#include "linalg/symmetric_rows.h"

namespace lacuna {

/// The panels of L, multifrontal; see SparseCholesky.
std::unique_ptr<double[]> eliminateAll(cpu::Team& team, const SymmetricRows& a,
                                       const Fronts& fronts, const std::function<void()>& between);

}  // namespace lacuna
