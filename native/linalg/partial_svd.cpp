#include "linalg/partial_svd.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "cpu/isa.h"
#include "linalg/gram.h"
#include "linalg/symmetric_eigen.h"
#include "support/stop.h"

namespace lacuna {
namespace {

constexpr double kTolerance = 3e-6;    // residuals, relative to the largest value
constexpr double kNothing = 1e-6;      // values that float does not tell from zero, relative to it
constexpr double kUnder = 1.0 - 1e-9;  // squares that may have a root above that of 1
constexpr std::uint32_t kDepth = 3;    // blocks of a Krylov space
constexpr std::uint32_t kCycles = 60;  // spaces tried before all of the matrix is decomposed
constexpr std::uint32_t kEnough = 12;  // spaces after which inexact triplets will do, if they may
constexpr std::uint32_t kSmall = 48;   // shorter sides that are decomposed at once
/// A block of more than 1/kShare of the shorter side costs more than all of the triplets.
constexpr std::uint32_t kShare = 4;
constexpr std::uint32_t kFirst = 10;  // triplets that a first call expects

/// Columns of a block beside those that are asked for: they make the others converge.
template <class Count>
Count spare(Count count) {
  return std::max(Count{6}, count / 8);
}

std::vector<float> transposed(std::span<const float> x, std::size_t rows, std::size_t cols) {
  std::vector<float> result(x.size());
  cpu::currentKernels().transpose(result.data(), x.data(), {rows, cols}, {0, cols});
  return result;
}

/// ‖image_i − s_i·u_i‖ of each column.
std::vector<double> residualsOf(const TallMatrix& image, const std::vector<double>& s,
                                const TallMatrix& u) {
  std::vector<double> squares(s.size());
  for (std::size_t row = 0; row < u.rows; ++row) {
    for (std::size_t j = 0; j < s.size(); ++j) {
      const double rest = image.data[row * u.cols + j] - s[j] * u.data[row * u.cols + j];
      squares[j] += rest * rest;
    }
  }
  std::transform(squares.begin(), squares.end(), squares.begin(),
                 [](double square) { return std::sqrt(square); });
  return squares;
}

/// Square roots of the largest eigenvalues of a Gram matrix (n×n), descending, with their vectors
/// as columns, but for values that are nothing.
struct Roots {
  std::vector<double> s;
  TallMatrix vectors;
};

Roots rootsOf(const EigenDecomposition& eigen, std::size_t n, std::size_t most) {
  const std::size_t found = eigen.values.size();
  Roots roots;
  const double floor = found == 0 ? 0.0 : kNothing * std::sqrt(std::max(eigen.values.back(), 0.0));
  for (std::size_t i = 0; i < std::min(found, most); ++i) {
    const double s = std::sqrt(std::max(eigen.values[found - 1 - i], 0.0));
    if (!(s > floor)) {
      break;
    }
    roots.s.push_back(s);
  }
  const std::size_t count = roots.s.size();
  roots.vectors = TallMatrix(n, count);
  for (std::size_t i = 0; i < count; ++i) {
    for (std::size_t row = 0; row < n; ++row) {
      roots.vectors.data[row * count + i] =
          static_cast<float>(eigen.vectors[(found - 1 - i) * n + row]);
    }
  }
  return roots;
}

std::uint32_t countAbove(const std::vector<double>& s, double least) {
  return static_cast<std::uint32_t>(
      std::find_if(s.begin(), s.end(), [&](double value) { return !(value > least); }) - s.begin());
}

Triplets tripletsOf(const TallMatrix& u, std::vector<double> s, const TallMatrix& v,
                    std::uint32_t count) {
  s.resize(count);
  return {count, leadingColumns(u, count).data, std::move(s), leadingColumns(v, count).data};
}

}  // namespace

PartialSvd::PartialSvd(cpu::Team& team, std::uint32_t rows, std::uint32_t cols, std::uint64_t seed,
                       const std::atomic<bool>& stop)
    : team_(team), rows_(rows), cols_(cols), seed_(seed), stop_(stop), right_{cols, 0, {}} {}

Triplets PartialSvd::above(std::span<const float> x, double least) {
  return above(DenseMap(team_, x, rows_, cols_), least, std::min(rows_, cols_));
}

Triplets PartialSvd::above(const LinearMap& x, double least, std::uint32_t most) {
  const std::uint32_t expected = right_.cols == 0 ? kFirst : found_;
  Triplets result = find(x, {least, most, needsEntries(rows_, cols_, most) ? 0 : kEnough},
                         std::min(expected, most));
  found_ = result.count;
  return result;
}

Triplets PartialSvd::largest(std::span<const float> x, std::uint32_t count) {
  Triplets result = find(DenseMap(team_, x, rows_, cols_), {0.0, count, 0}, count);
  if (result.count < count) {
    TallMatrix u{rows_, result.count, std::move(result.u)};
    TallMatrix v{cols_, result.count, std::move(result.v)};
    complete(u, count);
    complete(v, count);
    result.s.resize(count);
    result = {count, std::move(u.data), std::move(result.s), std::move(v.data)};
  }
  found_ = count;
  return result;
}

bool PartialSvd::needsEntries(std::uint64_t rows, std::uint64_t cols, std::uint64_t count) {
  const std::uint64_t shorter = std::min(rows, cols);
  return shorter <= kSmall || (count + spare(count)) * kShare > shorter;
}

std::uint64_t PartialSvd::bytes(std::uint64_t rows, std::uint64_t cols, std::uint64_t count) {
  const std::uint64_t shorter = std::min(rows, cols);
  const std::uint64_t block = count + count / 8 + kFirst;
  if (needsEntries(rows, cols, count)) {
    return 6 * shorter * shorter * sizeof(double) + 3 * (rows + cols) * shorter * sizeof(float);
  }
  return (2 * kDepth + 4) * block * (rows + cols) * sizeof(float) +
         6 * kDepth * kDepth * block * block * sizeof(double);
}

/// Space by space, each from the right vectors of the one before, until enough triplets are good.
Triplets PartialSvd::find(const LinearMap& x, const Wish& wish, std::uint32_t expected) {
  std::uint32_t depth = right_.cols >= expected && expected > 0 ? 1 : kDepth;
  double worst_before = HUGE_VAL;
  TallMatrix image;  // x·right_, once it is known
  for (std::uint32_t cycle = 0; cycle < kCycles; ++cycle) {
    const std::uint32_t width = expected + spare(expected);
    if (needsEntries(rows_, cols_, expected)) {
      break;
    }
    if (right_.cols > width) {
      right_ = leadingColumns(right_, width);
      image = {};
    }
    if (right_.cols < width || image.data.empty()) {
      widen(right_, width);
      image = x.times(right_);
    }
    Ritz ritz = project(x, std::move(image), depth);
    depth = kDepth;
    const std::uint32_t count = std::min(countAbove(ritz.s, wish.least), wish.count);
    const auto found = static_cast<std::uint32_t>(ritz.s.size());
    const double largest = found > 0 ? ritz.s.front() : 0.0;
    const double worst =
        count > 0 ? *std::max_element(ritz.residuals.begin(), ritz.residuals.begin() + count) : 0.0;
    const bool settled = worst <= kTolerance * largest ||
                         (worst <= 10.0 * kTolerance * largest && worst > 0.5 * worst_before);
    // The next value may still rise above the least.
    const bool all = count == wish.count || found < width ||
                     (count < found && (ritz.s[count] + ritz.residuals[count] <= wish.least ||
                                        ritz.residuals[count] <= 10.0 * kTolerance * largest));
    right_ = found > 0 ? ritz.v : TallMatrix(cols_, 0);
    if ((settled && all) || cycle + 1 == wish.spaces) {
      return tripletsOf(ritz.u, std::move(ritz.s), ritz.v, count);
    }
    image = std::move(ritz.image);
    worst_before = worst;
    const bool full = count + 2 > width;
    expected = std::min(wish.count,
                        full ? std::max(count + 8, count + count / 2) : std::max(expected, count));
  }
  return decompose(x, wish);
}

/// All triplets, from the Gram matrix of the shorter side.
Triplets PartialSvd::decompose(const LinearMap& map, const Wish& wish) {
  throwIfStopped(stop_);
  std::vector<float> storage;
  const std::span<const float> x = map.entries(storage);
  const bool wide = cols_ > rows_;
  const std::size_t shorter = std::min(rows_, cols_);
  const std::size_t longer = std::max(rows_, cols_);
  const HostMatrix matrix{x, rows_, cols_};
  const std::vector<float> turned = wide ? transposed(x, rows_, cols_) : std::vector<float>{};
  Roots roots = rootsOf(
      symmetricEigenAbove(team_, gramOfColumns(team_, wide ? turned : x, longer, shorter), shorter,
                          kUnder * wish.least * wish.least, [this] { throwIfStopped(stop_); }),
      shorter, wish.count);
  const std::uint32_t count = std::min(countAbove(roots.s, wish.least), wish.count);
  roots.s.resize(count);
  TallMatrix near = leadingColumns(roots.vectors, count);
  TallMatrix far = product(team_, wide ? matrix.transposed() : matrix, near.view());
  scaleColumns(far, reciprocals(roots.s));
  right_ = wide ? far : near;
  TallMatrix& u = wide ? near : far;
  return {count, std::move(u.data), std::move(roots.s), right_.data};
}

/// The best that the span of x·V, (x·xᵀ)·x·V, … (`depth` blocks) says about the largest triplets of
/// x, where `image` is x·V: with orthonormal Q for that span, those of Q·(Qᵀx).
PartialSvd::Ritz PartialSvd::project(const LinearMap& x, TallMatrix image, std::uint32_t depth) {
  const std::size_t width = image.cols;
  std::vector<TallMatrix> left;   // orthonormal
  std::vector<TallMatrix> right;  // xᵀ·left
  for (std::uint32_t block = 0; block < depth; ++block) {
    throwIfStopped(stop_);
    if (block > 0) {
      TallMatrix direction = right.back();
      scaleColumns(direction, reciprocals(columnLengths(direction)));
      image = x.times(direction);
    }
    orthonormaliseBeside(team_, image, left);
    if (image.cols == 0) {
      break;
    }
    right.push_back(x.timesTransposed(image));
    left.push_back(std::move(image));
  }
  if (left.empty()) {
    return {};
  }
  const TallMatrix q = joined(left);
  const TallMatrix z = joined(right);
  const Roots roots = rootsOf(
      symmetricEigen(team_, gramOfColumns(team_, z.data, z.rows, z.cols), z.cols), z.cols, width);
  Ritz ritz;
  ritz.s = roots.s;
  ritz.u = product(team_, q.view(), roots.vectors.view());
  ritz.v = product(team_, z.view(), roots.vectors.view());
  scaleColumns(ritz.v, reciprocals(ritz.s));
  ritz.image = x.times(ritz.v);
  ritz.residuals = residualsOf(ritz.image, ritz.s, ritz.u);
  return ritz;
}

/// Adds random columns.
void PartialSvd::widen(TallMatrix& a, std::size_t cols) {
  if (a.cols < cols) {
    std::vector<TallMatrix> blocks{a};
    blocks.push_back(drawn(a.rows, cols - a.cols, seed_, draws_++));
    a = joined(blocks);
  }
}

/// Adds orthonormal columns to orthonormal ones.
void PartialSvd::complete(TallMatrix& a, std::size_t cols) {
  while (a.cols < cols) {
    std::vector<TallMatrix> blocks;
    TallMatrix more(a.rows, 0);
    widen(more, cols - a.cols);
    if (a.cols > 0) {
      blocks.push_back(std::move(a));
    }
    orthonormaliseBeside(team_, more, blocks);
    blocks.push_back(std::move(more));
    a = joined(blocks);
  }
}

}  // namespace lacuna
