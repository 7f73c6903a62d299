// Products of float matrices on the host, by the kernels and a team of threads.
#pragma once

#include <cstddef>
#include <span>

#include "cpu/team.h"

namespace lacuna {

/// A row-major matrix on the host, or a transposed one.
struct HostMatrix {
  std::span<const float> data;  // stored rows × stored cols
  std::size_t rows;             // of the matrix that is meant, transposed or not
  std::size_t cols;
  bool is_transposed = false;  // entry (i, j) lies at data[j·rows + i]

  [[nodiscard]] HostMatrix transposed() const { return {data, cols, rows, !is_transposed}; }
};

/// c (rows of a × cols of b, row-major) = a·b. Every entry is one chain of fused multiply-adds over
/// ascending depth: the same bits for any number of threads.
void multiply(cpu::Team& team, std::span<float> c, const HostMatrix& a, const HostMatrix& b);

/// The same, added to what c holds.
void multiplyAdd(cpu::Team& team, std::span<float> c, const HostMatrix& a, const HostMatrix& b);

}  // namespace lacuna
