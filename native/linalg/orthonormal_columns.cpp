#include "linalg/orthonormal_columns.h"

#include <algorithm>
#include <cmath>

#include "cpu/parallel.h"
#include "linalg/gram.h"

namespace lacuna {
namespace {

constexpr std::size_t kRows = 128;  // of a tall matrix, that a thread takes at once

/// What must be left of a column, relative to its length before: below lie the rounding errors of
/// float products.
constexpr double kLeast = 1e-5;
/// The same for the Cholesky factor, squared.
constexpr double kLeastPivot = 1e-12;
/// Pivots from here on need no second pass.
constexpr double kGoodPivot = 1e-4;

/// G = RᵀR over the columns that are kept.
struct Cholesky {
  std::vector<std::size_t> kept;
  std::vector<double> r;  // kept × kept, upper, row-major
  double least_pivot = 1.0;
};

/// Column by column; `g` (n×n) is overwritten.
Cholesky factorise(std::vector<double> g, std::size_t n, std::span<const double> floors) {
  std::vector<double> lengths(n);
  for (std::size_t j = 0; j < n; ++j) {
    lengths[j] = g[j * n + j];
  }
  Cholesky result;
  for (std::size_t k = 0; k < n; ++k) {
    double* const row = g.data() + k * n;
    const double pivot = row[k];
    if (!(pivot > std::max(floors[k] * floors[k], kLeastPivot * lengths[k]))) {
      continue;
    }
    result.kept.push_back(k);
    result.least_pivot = std::min(result.least_pivot, pivot / lengths[k]);
    const double root = std::sqrt(pivot);
    for (std::size_t j = k; j < n; ++j) {
      row[j] /= root;
    }
    for (std::size_t i = k + 1; i < n; ++i) {
      for (std::size_t j = i; j < n; ++j) {
        g[i * n + j] -= row[i] * row[j];
      }
    }
  }
  const std::size_t width = result.kept.size();
  result.r.resize(width * width);
  for (std::size_t i = 0; i < width; ++i) {
    for (std::size_t j = i; j < width; ++j) {
      result.r[i * width + j] = g[result.kept[i] * n + result.kept[j]];
    }
  }
  return result;
}

/// a ← a(kept)·R⁻¹.
void solve(cpu::Team& team, TallMatrix& a, const Cholesky& factor) {
  const std::size_t width = factor.kept.size();
  std::vector<float> q(a.rows * width);
  cpu::parallelFor(team, a.rows, kRows, [&](cpu::Range rows) {
    std::vector<double> rest(width);
    for (std::size_t row = rows.begin; row < rows.end; ++row) {
      for (std::size_t j = 0; j < width; ++j) {
        rest[j] = a.data[row * a.cols + factor.kept[j]];
      }
      for (std::size_t i = 0; i < width; ++i) {
        const double* const r = factor.r.data() + i * width;
        const double value = rest[i] / r[i];
        q[row * width + i] = static_cast<float>(value);
        for (std::size_t j = i + 1; j < width; ++j) {
          rest[j] -= value * r[j];
        }
      }
    }
  });
  a.data = std::move(q);
  a.cols = width;
}

/// a −= Q·(Qᵀa) for every block.
void project(cpu::Team& team, TallMatrix& a, std::span<const TallMatrix> blocks) {
  std::vector<float> inner;
  for (const TallMatrix& q : blocks) {
    inner.resize(q.cols * a.cols);
    multiply(team, inner, q.view().transposed(), a.view());
    std::transform(inner.begin(), inner.end(), inner.begin(), [](float value) { return -value; });
    multiplyAdd(team, a.data, q.view(), {inner, q.cols, a.cols});
  }
}

}  // namespace

void orthonormalise(cpu::Team& team, TallMatrix& a, std::span<const double> floors) {
  const Cholesky first = factorise(gramOfColumns(team, a.data, a.rows, a.cols), a.cols, floors);
  solve(team, a, first);
  if (first.least_pivot < kGoodPivot) {
    const std::vector<double> none(a.cols);
    solve(team, a, factorise(gramOfColumns(team, a.data, a.rows, a.cols), a.cols, none));
  }
}

void orthonormaliseBeside(cpu::Team& team, TallMatrix& a, std::span<const TallMatrix> blocks) {
  if (blocks.empty()) {
    orthonormalise(team, a, std::vector<double>(a.cols));
    return;
  }
  std::vector<double> floors = columnLengths(a);
  std::transform(floors.begin(), floors.end(), floors.begin(),
                 [](double length) { return kLeast * length; });
  project(team, a, blocks);
  orthonormalise(team, a, floors);
  if (a.cols > 0) {
    project(team, a, blocks);
    orthonormalise(team, a, std::vector<double>(a.cols));
  }
}

}  // namespace lacuna
