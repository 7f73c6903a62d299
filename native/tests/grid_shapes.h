// Shapes of grids for kernels that look at an entry's neighbours.
#pragma once

#include <cstddef>
#include <string>

#include "cpu/kernel_table.h"

namespace lacuna::test {

/// Calls body(shape) for odd and even heights and widths, every remainder of a register among them,
/// and those without interior entries.
template <class Body>
void forGridShapes(const Body& body) {
  for (std::size_t cols = 1; cols <= 34; ++cols) {
    body(cpu::Shape{3, cols});
  }
  for (const std::size_t cols : {1U, 2U, 3U, 7U, 16U, 17U, 18U, 19U, 33U, 240U, 241U}) {
    for (const std::size_t rows : {1U, 2U, 17U}) {
      body(cpu::Shape{rows, cols});
    }
  }
  body(cpu::Shape{241, 3});
}

inline std::string nameOf(const char* kernel, cpu::Shape shape) {
  return std::string(kernel) + " of " + std::to_string(shape.rows) + "x" +
         std::to_string(shape.cols);
}

}  // namespace lacuna::test
