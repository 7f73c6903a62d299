// A small matrix between the lines of another one, in double.
#pragma once

#include <cstddef>

#include "math/crew.h"

namespace lacuna::math {

/// c (count×count) = L·g·Lᵀ for `count` lines of x, L, of one `length`, entry (line, l) of which is
/// x[line·line_step + l·step], and g (length×length); `half` has room for count×length.
struct CongruenceTask {
  double* c;
  const double* g;
  const float* x;
  std::size_t count;
  std::size_t length;
  std::size_t line_step;
  std::size_t step;
  double* half;
};

LACUNA_EITHER_SIDE
template <class Crew>
LACUNA_HD void congruence(const Crew& crew, const CongruenceTask& task) {
  crew.sums(
      task.count, task.length, task.length,
      [task](std::size_t i, std::size_t l, std::size_t j) {
        return static_cast<double>(task.x[i * task.line_step + l * task.step]) *
               task.g[l * task.length + j];
      },
      [task](std::size_t i, std::size_t j, double sum) { task.half[i * task.length + j] = sum; });
  crew.meet();
  crew.sums(
      task.count, task.count, task.length,
      [task](std::size_t i, std::size_t l, std::size_t j) {
        return task.half[i * task.length + l] *
               static_cast<double>(task.x[j * task.line_step + l * task.step]);
      },
      [task](std::size_t i, std::size_t j, double sum) { task.c[i * task.count + j] = sum; });
}

}  // namespace lacuna::math
