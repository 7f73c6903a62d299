// Singular triplets against what defines them, and against all eigenvalues of the Gram matrix.
#include "linalg/partial_svd.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <string>

#include "check.h"
#include "linalg/gram.h"
#include "linalg/symmetric_eigen.h"
#include "random.h"

namespace lacuna::test {
namespace {

const std::atomic<bool> kGo{false};

struct Shape {
  std::uint32_t rows;
  std::uint32_t cols;
};

/// Of that rank, values falling by `decay` from each to the next or so, and some noise.
std::vector<float> lowRank(Random& random, Shape shape, std::size_t rank, double decay,
                           double noise) {
  std::vector<float> x(std::size_t{shape.rows} * shape.cols);
  double scale = 1.0;
  for (std::size_t k = 0; k < rank; ++k) {
    const auto u = random.floats(shape.rows, -1.0, 1.0);
    const auto v = random.floats(shape.cols, -1.0, 1.0);
    for (std::size_t i = 0; i < shape.rows; ++i) {
      for (std::size_t j = 0; j < shape.cols; ++j) {
        x[i * shape.cols + j] += static_cast<float>(scale * u[i] * v[j]);
      }
    }
    scale *= decay;
  }
  for (float& value : x) {
    value += static_cast<float>(random.uniform(-noise, noise));
  }
  return x;
}

/// All singular values, descending.
std::vector<double> valuesOf(const std::vector<float>& x, Shape shape) {
  const std::vector<double> wide(x.begin(), x.end());
  auto values = symmetricEigenvalues(gramOfColumns(wide, shape.rows, shape.cols), shape.cols);
  std::reverse(values.begin(), values.end());
  for (double& value : values) {
    value = std::sqrt(std::max(value, 0.0));
  }
  return values;
}

/// Largest |AᵀA − 1|.
double orthogonality(const std::vector<float>& a, std::size_t rows, std::size_t cols) {
  const std::vector<double> wide(a.begin(), a.end());
  const auto gram = gramOfColumns(wide, rows, cols);
  double worst = 0.0;
  for (std::size_t i = 0; i < cols * cols; ++i) {
    worst = std::max(worst, std::abs(gram[i] - (i % (cols + 1) == 0 ? 1.0 : 0.0)));
  }
  return worst;
}

/// Largest ‖A·v − s·u‖.
double residual(const std::vector<float>& x, Shape shape, const Triplets& t) {
  double worst = 0.0;
  for (std::size_t k = 0; k < t.count; ++k) {
    double square = 0.0;
    for (std::size_t i = 0; i < shape.rows; ++i) {
      double sum = -t.s[k] * t.u[i * t.count + k];
      for (std::size_t j = 0; j < shape.cols; ++j) {
        sum += double{x[i * shape.cols + j]} * t.v[j * t.count + k];
      }
      square += sum * sum;
    }
    worst = std::max(worst, std::sqrt(square));
  }
  return worst;
}

void expectTriplets(const std::vector<float>& x, Shape shape, const Triplets& t) {
  const auto values = valuesOf(x, shape);
  expectEqual(t.u.size(), std::size_t{shape.rows} * t.count, "size of u");
  expectEqual(t.v.size(), std::size_t{shape.cols} * t.count, "size of v");
  expectEqual(t.s.size(), std::size_t{t.count}, "size of s");
  for (std::size_t k = 0; k < t.count; ++k) {
    expectClose(t.s[k], values[k], 2e-5 * values[0], "value " + std::to_string(k));
  }
  expectAtMost(residual(x, shape, t), 4e-5 * values[0], "residual");
  expectAtMost(orthogonality(t.u, shape.rows, t.count), 2e-4, "orthogonality of u");
  expectAtMost(orthogonality(t.v, shape.cols, t.count), 2e-4, "orthogonality of v");
}

const Case kLargest("the largest triplets", [] {
  Random random(21);
  cpu::Team team(2);
  for (const Shape shape : {Shape{30, 20}, Shape{20, 30}, Shape{200, 150}, Shape{150, 300}}) {
    const Context context(std::to_string(shape.rows) + "×" + std::to_string(shape.cols));
    const auto x = lowRank(random, shape, 12, 0.8, 0.05);
    PartialSvd svd(team, shape.rows, shape.cols, 1, kGo);
    for (const std::uint32_t count : {1U, 5U, 14U}) {
      const Triplets t = svd.largest(x, count);
      expectEqual(t.count, count, "count");
      expectTriplets(x, shape, t);
    }
  }
});

const Case kAbove("all triplets above a value", [] {
  Random random(22);
  cpu::Team team(2);
  constexpr Shape kShape{260, 210};
  const auto x = lowRank(random, kShape, 40, 0.9, 0.1);
  const auto values = valuesOf(x, kShape);
  PartialSvd svd(team, kShape.rows, kShape.cols, 1, kGo);
  for (const std::size_t count : {0U, 1U, 8U, 30U, 90U, 209U, 12U, 3U}) {
    const Context context(std::to_string(count) + " above");
    const double least = count == 0 ? 2.0 * values[0] : 0.5 * (values[count - 1] + values[count]);
    const Triplets t = svd.above(x, least);
    expectEqual(t.count, static_cast<std::uint32_t>(count), "count");
    expectTriplets(x, kShape, t);
  }
});

const Case kChanging("matrices that change", [] {
  Random random(23);
  cpu::Team team(2);
  constexpr Shape kShape{160, 180};
  auto x = lowRank(random, kShape, 20, 0.9, 0.1);
  const auto other = lowRank(random, kShape, 5, 0.9, 0.0);
  PartialSvd svd(team, kShape.rows, kShape.cols, 1, kGo);
  for (int call = 0; call < 6; ++call) {
    for (std::size_t i = 0; i < x.size(); ++i) {
      x[i] += 0.3F * other[i];
    }
    const auto values = valuesOf(x, kShape);
    const double least = 0.2 * values[0];
    const Triplets t = svd.above(x, least);
    const auto above =
        std::count_if(values.begin(), values.end(), [&](double value) { return value > least; });
    expectEqual(static_cast<long>(t.count), static_cast<long>(above), "count");
    expectTriplets(x, kShape, t);
  }
});

const Case kDeficient("fewer values than asked for", [] {
  Random random(24);
  cpu::Team team(1);
  for (const Shape shape : {Shape{40, 30}, Shape{200, 220}}) {
    const Context context(std::to_string(shape.rows) + "×" + std::to_string(shape.cols));
    PartialSvd svd(team, shape.rows, shape.cols, 1, kGo);
    const auto x = lowRank(random, shape, 3, 0.9, 0.0);
    expectTriplets(x, shape, svd.largest(x, 10));
    expectEqual(svd.above(x, 1e-3).count, 3U, "above");
    const std::vector<float> nothing(x.size());
    expectEqual(svd.above(nothing, 0.0).count, 0U, "of zero");
    const Triplets zeros = svd.largest(nothing, 4);
    expectTriplets(nothing, shape, zeros);
    expectTriplets(x, shape, svd.largest(x, shape.cols < shape.rows ? shape.cols : shape.rows));
    expectTriplets(x, shape, svd.largest(x, 3));
  }
});

const Case kOneLine("a single row or column", [] {
  Random random(25);
  cpu::Team team(1);
  for (const Shape shape : {Shape{1, 1}, Shape{1, 90}, Shape{90, 1}}) {
    const auto x = random.floats(std::size_t{shape.rows} * shape.cols, 0.5, 1.0);
    PartialSvd svd(team, shape.rows, shape.cols, 1, kGo);
    expectTriplets(x, shape, svd.largest(x, 1));
  }
});

const Case kThreads("the same bits for any number of threads", [] {
  Random random(26);
  constexpr Shape kShape{310, 290};
  const auto x = lowRank(random, kShape, 20, 0.9, 0.1);
  cpu::Team one(1);
  cpu::Team three(3);
  PartialSvd first(one, kShape.rows, kShape.cols, 7, kGo);
  PartialSvd second(three, kShape.rows, kShape.cols, 7, kGo);
  for (const double least : {20.0, 12.0, 2.0, 10.0}) {
    const Triplets a = first.above(x, least);
    const Triplets b = second.above(x, least);
    expect(a.s == b.s, "values");
    expectSameBits(a.u, b.u, "u");
    expectSameBits(a.v, b.v, "v");
  }
});

const Case kCancel("cancelled", [] {
  Random random(27);
  cpu::Team team(1);
  const std::atomic<bool> stop{true};
  for (const std::uint32_t n : {20U, 200U}) {
    PartialSvd svd(team, n, n, 1, stop);
    const auto x = random.floats(std::size_t{n} * n, -1.0, 1.0);
    expectError(ErrorCode::cancelled, "cancelled", [&] { (void)svd.largest(x, 2); });
  }
});

}  // namespace
}  // namespace lacuna::test
