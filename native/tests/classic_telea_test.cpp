// Fast marching, and missing entries settled from the edges of holes inwards.
#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "check.h"
#include "classic/fast_marching.h"
#include "classic/telea.h"
#include "classic_problem.h"
#include "random.h"

namespace lacuna::test {
namespace {

using classic::FastMarching;
using classic::TeleaSpec;

constexpr float kMissing = std::numeric_limits<float>::quiet_NaN();
constexpr double kNever = std::numeric_limits<double>::infinity();

/// Marches from these cells over all others.
std::vector<double> times(std::uint32_t rows, std::uint32_t cols,
                          const std::vector<std::size_t>& from, double most = kNever) {
  std::vector<bool> settled(std::size_t{rows} * cols);
  for (const std::size_t cell : from) {
    settled[cell] = true;
  }
  FastMarching marching(rows, cols, settled, std::vector<double>(settled.size(), 0.0));
  for (const std::size_t cell : from) {
    marching.start(cell);
  }
  std::size_t reached = 0;
  marching.march(most, [&](std::size_t cell) {
    expect(marching.isReached(cell) && std::isfinite(marching.time(cell)), "a time once reached");
    ++reached;
  });
  std::vector<double> result;
  for (std::size_t cell = 0; cell < settled.size(); ++cell) {
    result.push_back(marching.time(cell));
  }
  const auto finite =
      std::count_if(result.begin(), result.end(), [](double t) { return std::isfinite(t); });
  expectEqual(reached + from.size(), static_cast<std::size_t>(finite), "each is reached once");
  return result;
}

const Case kStraight("the times of a straight front are distances", [] {
  const std::vector<double> t = times(3, 6, {1, 7, 13});
  for (std::size_t row = 0; row < 3; ++row) {
    for (std::size_t col = 0; col < 6; ++col) {
      expectClose(t[6 * row + col], std::abs(static_cast<double>(col) - 1.0), 1e-12, "T");
    }
  }
});

const Case kUpwind("every time solves the upwind equation with its earlier neighbours", [] {
  constexpr std::uint32_t rows = 14;
  constexpr std::uint32_t cols = 17;
  const std::vector<double> t = times(rows, cols, {30, 200, 201});
  for (std::size_t k = 0; k < t.size(); ++k) {
    const auto [row, col] = std::pair(k / cols, k % cols);
    const double up =
        std::min(row > 0 ? t[k - cols] : kNever, row + 1 < rows ? t[k + cols] : kNever);
    const double side = std::min(col > 0 ? t[k - 1] : kNever, col + 1 < cols ? t[k + 1] : kNever);
    if (t[k] == 0.0) {
      continue;
    }
    const double square =
        std::pow(std::max(0.0, t[k] - up), 2) + std::pow(std::max(0.0, t[k] - side), 2);
    expectClose(square, 1.0, 1e-12, "|∇T|²");
  }
});

const Case kUntil("cells behind the last time wait", [] {
  const std::vector<double> t = times(1, 9, {0}, 3.0);
  expectClose(t[4], 4.0, 1e-12, "entered by the last one that is settled");
  expect(std::isinf(t[5]), "not reached");
});

struct Picture {
  std::vector<float> x;  // NaN where nothing is observed
  std::uint32_t rows;
  std::uint32_t cols;
};

std::vector<float> completed(const Picture& p, const TeleaSpec& spec = {}, unsigned threads = 1) {
  return OneStep<TeleaSpec>(spec, entriesOfMatrix(p.x, p.rows, p.cols), threads).fill();
}

Picture holes(std::uint32_t rows, std::uint32_t cols) {
  Random random(7);
  Picture p{std::vector<float>(std::size_t{rows} * cols), rows, cols};
  for (std::size_t k = 0; k < p.x.size(); ++k) {
    const auto [i, j] = std::pair(k / cols, k % cols);
    const bool is_hole = i > 3 && i < 13 && j > 5 && j < 15;
    const auto value = static_cast<float>(random.uniform(-2.0, 5.0));
    p.x[k] = is_hole || random.uniform(0.0, 1.0) < 0.3 ? kMissing : value;
  }
  return p;
}

const Case kByHand("means with the weights of the paper", [] {
  expectClose(completed({{1.0F, kMissing, 5.0F}, 1, 3})[1], 3.0, 1e-6, "between two");
  // T is 1, 0 and −1 from the hole on, ∇T is 1: weights 1/1/2 and 1/8/3.
  const double two = (0.5 * 4.0 + 2.0 / 24.0) / (0.5 + 1.0 / 24.0);
  expectClose(completed({{2.0F, 4.0F, kMissing}, 1, 3})[2], two, 1e-6, "behind two");
  expectClose(completed({{2.0F, 4.0F, kMissing}, 1, 3}, {.radius = 1})[2], 4.0, 1e-6, "behind one");
  // The second is settled after the first, with T = 2: weights 1/1/2, 1/8/3 and 1/27/4.
  const double three = (0.5 * two + 4.0 / 24.0 + 2.0 / 108.0) / (0.5 + 1.0 / 24.0 + 1.0 / 108.0);
  expectClose(completed({{2.0F, 4.0F, kMissing, kMissing}, 1, 4})[3], three, 1e-6, "behind it");
  // Across the front counts alone: the neighbours along it have a product of 0 with ∇T.
  const Picture edge{{9.0F, 3.0F, 7.0F, 9.0F, kMissing, 7.0F}, 2, 3};
  const double t = std::sqrt(2.0) / 2.0;
  const double down = t;  // T(p) − T(above)
  const double near = down / (1.0 + t);
  const double diagonal = down / std::sqrt(2.0) / std::pow(2.0, 1.5) / (1.0 + 2.0 * t);
  const double level = 1e-6 / (1.0 + t);
  const double mean = (near * 3.0 + (diagonal + level) * 16.0) / (near + 2.0 * (diagonal + level));
  expectClose(completed(edge, {.radius = 2})[4], mean, 1e-5, "an entry with three neighbours");
});

const Case kRange("observed entries stay, missing ones lie between them, and it is affine", [] {
  const Picture p = holes(19, 23);
  const std::vector<float> x = completed(p);
  Picture scaled = p;
  for (float& value : scaled.x) {
    value = 3.0F * value - 40.0F;
  }
  const std::vector<float> y = completed(scaled);
  for (std::size_t k = 0; k < x.size(); ++k) {
    if (!std::isnan(p.x[k])) {
      expectEqual(x[k], p.x[k], "observed");
    }
    expect(x[k] >= -2.0F && x[k] <= 5.0F, "between the observed ones");
    expectClose(y[k], 3.0 * static_cast<double>(x[k]) - 40.0, 1e-4, "affine");
  }
  expectSameBits(completed(p, {}, 3), x, "with more threads");
});

const Case kOne("one observed entry is everywhere, and nothing missing is nothing to do", [] {
  Picture p{std::vector<float>(35, kMissing), 5, 7};
  p.x[16] = 2.5F;
  expect(completed(p) == std::vector<float>(35, 2.5F), "one");
  const Picture whole{{1.0F, 2.0F, 3.0F, 4.0F}, 2, 2};
  expect(completed(whole) == whole.x, "all");
});

}  // namespace
}  // namespace lacuna::test
