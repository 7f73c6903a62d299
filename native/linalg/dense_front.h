// The dense step of a sparse factorisation, in double.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>

#include "cpu/team.h"

namespace lacuna {

/// The lower part of a symmetric matrix of order own + rest, of which the first `own` unknowns are
/// eliminated. Entries above the diagonal mean nothing.
struct Front {
  std::size_t own;
  std::size_t rest;
  double* panel;   // (own + rest) × own: the columns of the own unknowns
  double* update;  // rest × rest: those of the others
};

/// How a front is worked on: by a team, or by this thread alone.
struct FrontWork {
  cpu::Team* team;  // or nullptr
  const std::function<void()>&
      between;  // called every few milliseconds; what it throws is passed on
};

/// Cholesky in blocks: the panel becomes that of L, and update −= its products, what the other
/// unknowns see of the own ones. Each entry is worked out in an order that threads do not change,
/// without fused operations: the same bits on every machine. False when a pivot is not positive.
[[nodiscard]] bool eliminate(const Front& front, const FrontWork& work);

}  // namespace lacuna
