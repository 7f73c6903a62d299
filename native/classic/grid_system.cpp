#include "classic/grid_system.h"

#include <array>
#include <cmath>
#include <cstddef>
#include <limits>

namespace lacuna::classic {
namespace {

constexpr int kReach = 2;  // the further of both operators
constexpr int kSide = 2 * kReach + 1;

/// Coefficients of an operator's row around its entry.
using Stencil = std::array<std::array<double, kSide>, kSide>;

struct Grid {
  std::int64_t rows;
  std::int64_t cols;
  GridWeights weights;

  [[nodiscard]] bool has(std::int64_t row, std::int64_t col) const {
    return row >= 0 && row < rows && col >= 0 && col < cols;
  }
};

struct Step {
  int row;
  int col;
};

constexpr std::array<Step, 4> kNeighbours{{{-1, 0}, {1, 0}, {0, -1}, {0, 1}}};

/// stencil += factor·(row of Δ at the entry that lies `at` from the centre at row, col).
void addLaplacian(Stencil& stencil, const Grid& grid, std::int64_t row, std::int64_t col, Step at,
                  double factor) {
  for (const Step step : kNeighbours) {
    if (grid.has(row + at.row + step.row, col + at.col + step.col)) {
      const double share = factor * (step.row == 0 ? grid.weights.rows : grid.weights.cols);
      stencil[kReach + at.row][kReach + at.col] += share;
      stencil[kReach + at.row + step.row][kReach + at.col + step.col] -= share;
    }
  }
}

Stencil stencilAt(const Grid& grid, std::int64_t row, std::int64_t col, Operator op) {
  Stencil once{};
  addLaplacian(once, grid, row, col, {0, 0}, 1.0);
  if (op == Operator::laplacian) {
    return once;
  }
  // Δ is symmetric: the row of Δ·Δ is that of Δ, each entry with its own row of Δ.
  Stencil twice{};
  addLaplacian(twice, grid, row, col, {0, 0}, once[kReach][kReach]);
  for (const Step step : kNeighbours) {
    if (grid.has(row + step.row, col + step.col)) {
      addLaplacian(twice, grid, row, col, step, once[kReach + step.row][kReach + step.col]);
    }
  }
  return twice;
}

constexpr std::uint32_t kKnown = std::numeric_limits<std::uint32_t>::max();

}  // namespace

GridSystem gridSystem(const GridMatrix& matrix, double offset, Operator op,
                      const GridWeights& weights) {
  const std::span<const float> values = matrix.values;
  const Grid grid{matrix.rows, matrix.cols, weights};
  GridSystem system;
  std::vector<std::uint32_t> ids(values.size(), kKnown);
  for (std::size_t k = 0; k < values.size(); ++k) {
    if (std::isnan(values[k])) {
      ids[k] = static_cast<std::uint32_t>(system.unknowns.size());
      system.unknowns.push_back({static_cast<std::uint32_t>(k / matrix.cols),
                                 static_cast<std::uint32_t>(k % matrix.cols)});
    }
  }
  const std::size_t most = system.unknowns.size() * (op == Operator::laplacian ? 5 : 13);
  system.a.cols.reserve(most);
  system.a.values.reserve(most);
  system.a.offsets.reserve(system.unknowns.size() + 1);
  system.b.assign(system.unknowns.size(), 0.0);
  system.a.offsets.push_back(0);
  for (std::size_t i = 0; i < system.unknowns.size(); ++i) {
    const std::int64_t row = system.unknowns[i].row;
    const std::int64_t col = system.unknowns[i].col;
    const Stencil stencil = stencilAt(grid, row, col, op);
    for (int r = -kReach; r <= kReach; ++r) {
      for (int c = -kReach; c <= kReach; ++c) {
        const double value = stencil[kReach + r][kReach + c];
        if (value == 0.0) {
          continue;
        }
        const auto at = static_cast<std::size_t>((row + r) * grid.cols + col + c);
        if (ids[at] == kKnown) {
          system.b[i] -= value * (values[at] - offset);
        } else {
          system.a.cols.push_back(ids[at]);
          system.a.values.push_back(value);
        }
      }
    }
    system.a.offsets.push_back(system.a.cols.size());
  }
  return system;
}

}  // namespace lacuna::classic
