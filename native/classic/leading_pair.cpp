#include "classic/leading_pair.h"

#include <algorithm>
#include <cmath>

#include "classic/entry_side.h"
#include "cpu/parallel.h"
#include "linalg/double_vectors.h"

namespace lacuna::classic {
namespace {

constexpr std::size_t kLines = 64;  // that a thread takes at once
constexpr std::size_t kLanes = 4;
constexpr int kPowers = 12;  // the direction need not be exact: descent follows

double squareOf(std::span<const double> x) { return dot<kLanes>(x.data(), x.data(), x.size()); }

void scale(std::span<double> x, double factor) {
  for (double& value : x) {
    value *= factor;
  }
}

void normalise(std::span<double> x) {
  const double square = squareOf(x);
  scale(x, square > 0.0 ? 1.0 / std::sqrt(square) : 0.0);
}

/// One sum over the entries of each line, of sum(entry in the order of rows, other line).
template <class Term>
std::vector<double> sumsOf(cpu::Team& team, const EntrySide& side, const Term& term) {
  std::vector<double> sums(side.lines(), 0.0);
  cpu::parallelFor(team, side.lines(), kLines, [&](cpu::Range range) {
    for (std::size_t i = range.begin; i < range.end; ++i) {
      for (std::size_t k = side.offsets[i]; k < side.offsets[i + 1]; ++k) {
        sums[i] += term(side.position(k), side.others[k]);
      }
    }
  });
  return sums;
}

/// The row of R with the largest norm.
std::vector<double> largestRow(const Context& context, std::span<const double> residuals) {
  const Entries& observed = context.observed;
  const EntrySide rows = sideOfRows(observed);
  const std::vector<double> squares = sumsOf(context.team, rows, [&](std::size_t e, std::uint32_t) {
    return residuals[e] * residuals[e];
  });
  const auto largest = std::max_element(squares.begin(), squares.end()) - squares.begin();
  std::vector<double> row(observed.col_count, 0.0);
  for (std::size_t e = rows.offsets[largest]; e < rows.offsets[largest + 1]; ++e) {
    row[rows.others[e]] = residuals[e];
  }
  return row;
}

/// s of least ‖P_Ω(s·left·rightᵀ) − R‖, for R·right = image.
double fittedScale(const Context& context, const LeadingPair& pair, std::span<const double> image) {
  const std::vector<double> squares =
      sumsOf(context.team, sideOfRows(context.observed),
             [&](std::size_t, std::uint32_t j) { return pair.right[j] * pair.right[j]; });
  double square = 0.0;
  for (std::size_t i = 0; i < squares.size(); ++i) {
    square += pair.left[i] * pair.left[i] * squares[i];
  }
  const double along = dot<kLanes>(pair.left.data(), image.data(), image.size());
  return square > 0.0 ? std::max(along / square, 0.0) : 0.0;
}

}  // namespace

LeadingPair leadingPair(const Context& context, std::span<const double> residuals) {
  const EntrySide rows = sideOfRows(context.observed);
  const EntrySide cols = sideOfCols(context.observed);
  LeadingPair pair{{}, largestRow(context, residuals)};
  const auto imageOfRight = [&] {
    return sumsOf(context.team, rows,
                  [&](std::size_t e, std::uint32_t j) { return residuals[e] * pair.right[j]; });
  };
  for (int k = 0; k < kPowers; ++k) {
    pair.left = imageOfRight();
    normalise(pair.left);
    pair.right = sumsOf(context.team, cols, [&](std::size_t e, std::uint32_t i) {
      return residuals[e] * pair.left[i];
    });
    normalise(pair.right);
  }
  const double root = std::sqrt(fittedScale(context, pair, imageOfRight()));
  scale(pair.left, root);
  scale(pair.right, root);
  return pair;
}

}  // namespace lacuna::classic
