// Sparse symmetric positive definite systems, in double.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>

#include "cpu/team.h"
#include "linalg/dissection.h"
#include "linalg/fronts.h"
#include "linalg/panels.h"
#include "linalg/symmetric_rows.h"

namespace lacuna {

/// A = L·Lᵀ in the order of a dissection, multifrontal (Duff & Reid, ACM TOMS 9(3), 1983): the
/// unknowns of a group are eliminated in one dense front with all those that they reach, and what
/// these see of them is added to the front of the first of these. Subtrees of groups are worked out
/// side by side, the fronts above them by all threads; sums stand in a fixed order, so the bits are
/// the same for any team.
class SparseCholesky {
 public:
  /// `between` is called every few milliseconds, from any thread of the team; what it throws is
  /// passed on. Throws Error(invalid_argument) when A is not positive definite to double precision.
  SparseCholesky(cpu::Team& team, const SymmetricRows& a, Dissection dissection,
                 const std::function<void()>& between);

  /// Solves A·x = b in place.
  void solve(std::span<double> b) const;

  /// Numbers that L takes, with the zeros in its fronts.
  [[nodiscard]] std::uint64_t stored() const { return panels_.numbers(); }

 private:
  void forward(std::size_t group, std::span<double> x) const;
  void backward(std::size_t group, std::span<double> x) const;

  Fronts fronts_;
  Panels panels_;
};

}  // namespace lacuna
