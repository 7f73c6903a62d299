// The invariants that the core relies on.
#pragma once

#include "solver/observations.h"
#include "solver/spec.h"

namespace lacuna {

/// Throws Error(invalid_argument) when a size is 0, a given Laplacian is not k×k, a
/// spectral chain has no part to train or a band beyond its side, or the
/// observations are not of the spec's shape.
void check(const Spec& spec);

/// Throws the same when the entries are not those of rows×cols matrices.
void check(const SparseObservations& sparse, std::uint32_t rows, std::uint32_t cols);

void check(const Spec& spec, const Observations& observations);

}  // namespace lacuna
