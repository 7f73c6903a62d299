#include "linalg/gram.h"

namespace lacuna {
namespace {

constexpr std::size_t kTogether = 4;  // rows that pass over the Gram matrix at once

}  // namespace

std::vector<double> gramOfColumns(std::span<const double> a, std::size_t rows, std::size_t cols) {
  std::vector<double> gram(cols * cols);
  const std::size_t whole = rows - rows % kTogether;
  for (std::size_t k = 0; k < whole; k += kTogether) {
    const double* const r0 = a.data() + k * cols;
    const double* const r1 = r0 + cols;
    const double* const r2 = r1 + cols;
    const double* const r3 = r2 + cols;
    for (std::size_t i = 0; i < cols; ++i) {
      double* const g = gram.data() + i * cols;
      for (std::size_t j = 0; j <= i; ++j) {
        g[j] = (((g[j] + r0[i] * r0[j]) + r1[i] * r1[j]) + r2[i] * r2[j]) + r3[i] * r3[j];
      }
    }
  }
  for (std::size_t k = whole; k < rows; ++k) {
    const double* const row = a.data() + k * cols;
    for (std::size_t i = 0; i < cols; ++i) {
      for (std::size_t j = 0; j <= i; ++j) {
        gram[i * cols + j] += row[i] * row[j];
      }
    }
  }
  for (std::size_t i = 0; i < cols; ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      gram[j * cols + i] = gram[i * cols + j];
    }
  }
  return gram;
}

}  // namespace lacuna
