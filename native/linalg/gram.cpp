#include "linalg/gram.h"

#include <algorithm>

#include "cpu/parallel.h"

namespace lacuna {
namespace {

constexpr std::size_t kTogether = 4;   // rows that pass over the Gram matrix at once
constexpr std::size_t kFloatRows = 8;  // the same of floats
constexpr std::size_t kPanel = 64;     // rows turned to double at a time, a multiple of kFloatRows
constexpr std::size_t kGramRows = 16;  // of the Gram matrix, that a thread takes at once

/// Rows `range` of the lower triangle of aᵀ·a.
void gramRows(std::span<double> gram, std::span<const float> a, std::size_t rows, std::size_t cols,
              cpu::Range range) {
  std::vector<double> panel(kPanel * cols);
  for (std::size_t first = 0; first < rows; first += kPanel) {
    const std::size_t here = std::min(kPanel, rows - first);
    std::copy_n(a.data() + first * cols, here * cols, panel.data());
    std::fill(panel.begin() + static_cast<std::ptrdiff_t>(here * cols), panel.end(), 0.0);
    for (std::size_t k = 0; k < here; k += kFloatRows) {
      const double* const r = panel.data() + k * cols;
      for (std::size_t i = range.begin; i < range.end; ++i) {
        double* const g = gram.data() + i * cols;
        for (std::size_t j = 0; j <= i; ++j) {
          double sum = g[j];
          for (std::size_t t = 0; t < kFloatRows; ++t) {
            sum += r[t * cols + i] * r[t * cols + j];
          }
          g[j] = sum;
        }
      }
    }
  }
}

void mirrorLower(std::vector<double>& gram, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      gram[j * n + i] = gram[i * n + j];
    }
  }
}

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
  mirrorLower(gram, cols);
  return gram;
}

std::vector<double> gramOfColumns(cpu::Team& team, std::span<const float> a, std::size_t rows,
                                  std::size_t cols) {
  std::vector<double> gram(cols * cols);
  cpu::parallelFor(team, cols, kGramRows,
                   [&](cpu::Range range) { gramRows(gram, a, rows, cols, range); });
  mirrorLower(gram, cols);
  return gram;
}

}  // namespace lacuna
