#include "linalg/gram.h"

#include <algorithm>

#include "cpu/parallel.h"
#include "linalg/double_product.h"

namespace lacuna {
namespace {

constexpr std::size_t kTogether = 4;   // rows that pass over the Gram matrix at once
constexpr std::size_t kPanel = 64;     // rows turned to double at a time, a multiple of kTogether
constexpr std::size_t kGramRows = 16;  // of the Gram matrix, that a thread takes at once
constexpr std::size_t kMany = 64;      // columns from which products of matrices are faster
constexpr std::size_t kDepth = 256;    // rows of a panel of these

/// The products of kTogether rows of a, to rows `range` of the lower triangle.
void addRows(double* gram, const double* rows, std::size_t cols, cpu::Range range) {
  const double* const r0 = rows;
  const double* const r1 = r0 + cols;
  const double* const r2 = r1 + cols;
  const double* const r3 = r2 + cols;
  for (std::size_t i = range.begin; i < range.end; ++i) {
    double* const g = gram + i * cols;
    const double x0 = r0[i];
    const double x1 = r1[i];
    const double x2 = r2[i];
    const double x3 = r3[i];
    for (std::size_t j = 0; j <= i; ++j) {
      g[j] = (((g[j] + x0 * r0[j]) + x1 * r1[j]) + x2 * r2[j]) + x3 * r3[j];
    }
  }
}

/// Rows `range` of the lower triangle of aᵀ·a.
void gramRows(std::span<double> gram, std::span<const float> a, std::size_t rows, std::size_t cols,
              cpu::Range range) {
  std::vector<double> panel(kPanel * cols);
  for (std::size_t first = 0; first < rows; first += kPanel) {
    const std::size_t here = std::min(kPanel, rows - first);
    std::copy_n(a.data() + first * cols, here * cols, panel.data());
    std::fill(panel.begin() + static_cast<std::ptrdiff_t>(here * cols), panel.end(), 0.0);
    for (std::size_t k = 0; k < here; k += kTogether) {
      addRows(gram.data(), panel.data() + k * cols, cols, range);
    }
  }
}

/// The same for many columns, as products of matrices: panels of rows, in double, and minus their
/// columns. Products of floats are exact.
void gramByProducts(cpu::Team& team, std::span<double> gram, std::span<const float> a,
                    std::size_t rows, std::size_t cols) {
  std::vector<double> panel(std::min(rows, kDepth) * cols);
  std::vector<double> columns(panel.size());
  for (std::size_t first = 0; first < rows; first += kDepth) {
    const std::size_t depth = std::min(kDepth, rows - first);
    cpu::parallelFor(team, cols, kGramRows, [&](cpu::Range range) {
      for (std::size_t k = 0; k < depth; ++k) {
        for (std::size_t j = range.begin; j < range.end; ++j) {
          const double entry = a[(first + k) * cols + j];
          panel[k * cols + j] = entry;
          columns[j * depth + k] = -entry;
        }
      }
    });
    subtractLower(
        team,
        {gram.data(), cols, cols, cols, columns.data(), depth, {panel.data(), cols, 1}, depth});
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
    addRows(gram.data(), a.data() + k * cols, cols, {0, cols});
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
  if (cols < kMany) {
    cpu::parallelFor(team, cols, kGramRows,
                     [&](cpu::Range range) { gramRows(gram, a, rows, cols, range); });
  } else {
    gramByProducts(team, gram, a, rows, cols);
  }
  mirrorLower(gram, cols);
  return gram;
}

}  // namespace lacuna
