// Eigenpairs of symmetric tridiagonal matrices, on the host and in double.
#pragma once

#include <cstddef>
#include <functional>
#include <vector>

#include "cpu/team.h"

namespace lacuna {

/// Eigenpairs of T (n×n).
struct TridiagonalEigen {
  std::vector<double> values;   // ascending
  std::vector<double> vectors;  // values × n, row-major: row i is that of value i
};

/// The pairs of values above `least`, by halves (Cuppen, Numer. Math. 36, 1981), each merged by the
/// roots of its secular equation, with vectors of the matrix whose eigenvalues these are exactly
/// (Gu & Eisenstat, SIAM J. Matrix Anal. Appl. 16(1), 1995): orthogonal however close values lie.
/// Small parts by implicit QL steps. `off` (n) couples i and i + 1, its last entry is 0. `between`
/// is called every few milliseconds from any thread; what it throws is passed on. Throws
/// Error(internal) when QL does not converge.
TridiagonalEigen tridiagonalEigen(cpu::Team& team, std::vector<double> diagonal,
                                  std::vector<double> off, double least,
                                  const std::function<void()>& between);

/// The values alone, ascending, by implicit QL steps: O(n²).
std::vector<double> tridiagonalEigenvalues(std::vector<double> diagonal, std::vector<double> off);

}  // namespace lacuna
