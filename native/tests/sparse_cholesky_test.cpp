// Sparse factorisations against dense ones, and orders of unknowns.
#include "linalg/sparse_cholesky.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <vector>

#include "check.h"
#include "linalg/cholesky.h"
#include "random.h"

namespace lacuna::test {
namespace {

const std::function<void()> kGoOn = [] {};

/// Points of a grid that are there with some probability.
std::vector<GridPoint> somePoints(std::uint32_t rows, std::uint32_t cols, double rate) {
  Random random(rows * 1000 + cols);
  std::vector<GridPoint> points;
  for (std::uint32_t i = 0; i < rows; ++i) {
    for (std::uint32_t j = 0; j < cols; ++j) {
      if (random.uniform(0.0, 1.0) < rate) {
        points.push_back({i, j});
      }
    }
  }
  return points;
}

std::uint32_t distance(GridPoint a, GridPoint b) {
  const auto apart = [](std::uint32_t x, std::uint32_t y) { return x > y ? x - y : y - x; };
  return apart(a.row, b.row) + apart(a.col, b.col);
}

/// Diagonally dominant, with entries between points at most `reach` apart.
std::vector<double> denseMatrix(const std::vector<GridPoint>& points, std::uint32_t reach) {
  const std::size_t n = points.size();
  Random random(n);
  std::vector<double> a(n * n, 0.0);
  for (std::size_t i = 0; i < n; ++i) {
    a[i * n + i] += 1.0;
    for (std::size_t j = 0; j < i; ++j) {
      if (distance(points[i], points[j]) <= reach) {
        const double value = random.uniform(-1.0, 1.0);
        a[i * n + j] = value;
        a[j * n + i] = value;
        a[i * n + i] += std::abs(value);
        a[j * n + j] += std::abs(value);
      }
    }
  }
  return a;
}

SymmetricRows sparse(const std::vector<double>& a, std::size_t n) {
  SymmetricRows rows;
  rows.offsets.push_back(0);
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = n; j-- > 0;) {
      if (a[i * n + j] != 0.0) {
        rows.cols.push_back(static_cast<std::uint32_t>(j));
        rows.values.push_back(a[i * n + j]);
      }
    }
    rows.offsets.push_back(rows.cols.size());
  }
  return rows;
}

std::vector<double> rightSide(std::size_t n) {
  Random random(9);
  std::vector<double> b(n);
  std::ranges::generate(b, [&] { return random.uniform(-1.0, 1.0); });
  return b;
}

void checkSolution(const std::vector<GridPoint>& points, std::uint32_t reach) {
  const Context context(show(points.size()) + " points, reach " + show(reach));
  const std::size_t n = points.size();
  std::vector<double> a = denseMatrix(points, reach);
  cpu::Team team(3);
  const SparseCholesky factor(team, sparse(a, n), dissect(points, reach), kGoOn);
  std::vector<double> x = rightSide(n);
  factor.solve(x);
  std::vector<double> wanted = rightSide(n);
  solveCholesky(a.data(), wanted.data(), n);
  for (std::size_t i = 0; i < n; ++i) {
    expectClose(x[i], wanted[i], 1e-10, "unknown " + show(i));
  }
}

const Case kSolves("a sparse factor solves what a dense one solves", [] {
  for (const std::uint32_t reach : {1U, 2U}) {
    checkSolution({}, reach);
    checkSolution({{4, 7}}, reach);
    checkSolution(somePoints(1, 90, 1.0), reach);
    checkSolution(somePoints(80, 2, 0.8), reach);
    checkSolution(somePoints(23, 31, 0.5), reach);
    checkSolution(somePoints(29, 27, 1.0), reach);
  }
});

/// Points up to `reach` apart that stand in different groups are only related along the tree: this
/// is what makes sides independent. Here: the order holds each point once, in filled groups.
void checkOrder(const std::vector<GridPoint>& points, std::uint32_t reach) {
  const Dissection dissection = dissect(points, reach);
  std::vector<std::uint32_t> sorted = dissection.order;
  std::ranges::sort(sorted);
  std::vector<std::uint32_t> wanted(points.size());
  std::iota(wanted.begin(), wanted.end(), 0U);
  expect(sorted == wanted, "each point once");
  expectEqual(dissection.bounds.front(), 0U, "first bound");
  expectEqual(dissection.bounds.back(), points.size(), "last bound");
  expect(std::ranges::adjacent_find(dissection.bounds, std::greater_equal<>()) ==
             dissection.bounds.end(),
         "groups that hold something");
}

const Case kOrders("a dissection holds each point once", [] {
  for (const std::uint32_t reach : {1U, 2U}) {
    checkOrder(somePoints(40, 70, 0.3), reach);
    checkOrder(somePoints(40, 70, 1.0), reach);
    checkOrder(somePoints(3, 400, 0.9), reach);
  }
  expect(dissect({}, 1).order.empty(), "no point, no order");
});

/// Numbers of L for a whole side×side grid.
double stored(std::uint32_t side, std::uint32_t reach) {
  const std::vector<GridPoint> points = somePoints(side, side, 2.0);
  SymmetricRows rows;
  rows.offsets.push_back(0);
  const auto at = [&](std::uint32_t i, std::uint32_t j) { return i * side + j; };
  for (const GridPoint p : points) {
    for (std::uint32_t i = p.row < reach ? 0 : p.row - reach; i < std::min(side, p.row + reach + 1);
         ++i) {
      for (std::uint32_t j = p.col < reach ? 0 : p.col - reach;
           j < std::min(side, p.col + reach + 1); ++j) {
        if (distance(p, {i, j}) <= reach) {
          rows.cols.push_back(at(i, j));
          rows.values.push_back(i == p.row && j == p.col ? 20.0 : -1.0);
        }
      }
    }
    rows.offsets.push_back(rows.cols.size());
  }
  cpu::Team team(2);
  return static_cast<double>(SparseCholesky(team, rows, dissect(points, reach), kGoOn).stored());
}

const Case kFill("the factor grows like n·log n", [] {
  for (const auto& [reach, most] : {std::pair{1U, 4.0}, std::pair{2U, 10.0}}) {
    for (const std::uint32_t side : {32U, 64U, 128U}) {
      const double n = side * side;
      expectAtMost(stored(side, reach), most * n * std::log2(n), "numbers");
    }
  }
});

const Case kThreads("a factor has the same bits for any team", [] {
  const std::vector<GridPoint> points = somePoints(60, 50, 0.7);
  const SymmetricRows a = sparse(denseMatrix(points, 2), points.size());
  std::vector<std::vector<double>> solutions;
  for (const unsigned threads : {1U, 2U, 5U}) {
    cpu::Team team(threads);
    solutions.push_back(rightSide(points.size()));
    SparseCholesky(team, a, dissect(points, 2), kGoOn).solve(solutions.back());
  }
  expect(solutions[1] == solutions[0] && solutions[2] == solutions[0], "the same solution");
});

const Case kIndefinite("a matrix that is not positive definite is refused", [] {
  const std::vector<GridPoint> points = somePoints(12, 12, 1.0);
  SymmetricRows a = sparse(denseMatrix(points, 1), points.size());
  for (std::uint64_t e = a.offsets[70]; e < a.offsets[71]; ++e) {
    if (a.cols[e] == 70) {
      a.values[e] = -1.0;
    }
  }
  cpu::Team team(2);
  expectError(ErrorCode::invalid_argument, "not positive definite",
              [&] { const SparseCholesky factor(team, a, dissect(points, 1), kGoOn); });
});

}  // namespace
}  // namespace lacuna::test
