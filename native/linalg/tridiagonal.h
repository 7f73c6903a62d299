// Symmetric matrices made tridiagonal, on the host and in double.
#pragma once

#include <cstddef>
#include <functional>
#include <vector>

#include "cpu/team.h"

namespace lacuna {

/// T = Qᵀ·A·Q, Q = H_0·H_1·… with reflections H_k = 1 − β_k·v_k·v_kᵀ, v_k zero up to entry k.
struct Tridiagonal {
  std::vector<double> diagonal;    // n
  std::vector<double> off;         // n: off[i] couples i and i + 1, the last is 0
  std::vector<double> reflectors;  // n×n: row k holds v_k from entry k + 1 on
  std::vector<double> betas;       // n
};

/// Of a symmetric matrix (n×n, row-major) with entries of about 1 at most, whose lower triangle is
/// used, in blocks: half of the work
/// multiplies the matrix with a vector, half is a product of matrices (Dongarra, Sorensen &
/// Hammarling, J. Comput. Appl. Math. 27, 1989). `between` is called for every column; what it
/// throws is passed on.
Tridiagonal tridiagonalise(cpu::Team& team, std::vector<double> a, std::size_t n,
                           const std::function<void()>& between);

/// Rows of z (any number × n, row-major) are eigenvectors of T, and become those of A: z ← z·Qᵀ, in
/// blocks of reflections (Schreiber & Van Loan, SIAM J. Sci. Stat. Comput. 10(1), 1989).
void turnBack(cpu::Team& team, std::vector<double>& z, const Tridiagonal& t, std::size_t n,
              const std::function<void()>& between);

}  // namespace lacuna
