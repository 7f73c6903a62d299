// Products of matrices in double on the host, by the kernels and a team of threads.
#pragma once

#include <cstddef>
#include <functional>

#include "cpu/team.h"

namespace lacuna {

/// Entry (i, j) at data[i·row + j·col].
struct DoubleStrided {
  const double* data;
  std::size_t row;
  std::size_t col;
};

/// c (rows × cols) −= a (rows × depth)·b (depth × cols). Rows of c and a are contiguous, `c_row`
/// and `a_row` numbers apart.
struct DoubleProduct {
  double* c;
  std::size_t c_row;
  std::size_t rows;
  std::size_t cols;
  const double* a;
  std::size_t a_row;
  DoubleStrided b;
  std::size_t depth;
};

/// Every entry takes fused chains over ascending depth, one for each block of it: the same bits for
/// any number of threads. `between`, if given, is called every few milliseconds from
/// any thread; what it throws is passed on.
void subtractProduct(cpu::Team& team, const DoubleProduct& product,
                     const std::function<void()>& between = {});

/// The same for entries at and below the diagonal of c; others change as well, or not.
void subtractLower(cpu::Team& team, const DoubleProduct& product,
                   const std::function<void()>& between = {});

}  // namespace lacuna
