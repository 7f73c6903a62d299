#include "classic/telea.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <span>
#include <vector>

#include "classic/fast_marching.h"
#include "classic/interpolation.h"

namespace lacuna::classic {
namespace {

/// Settled entries are looked at for whether to stop after so many.
constexpr std::size_t kBetween = 4096;

/// What stands for a product of p − q with ∇T that is nearly 0, so that weights stay positive.
constexpr double kAcross = 0.01;
constexpr double kLeast = 1e-6;

/// A place within the radius, relative to the entry in the middle.
struct Offset {
  std::ptrdiff_t row;
  std::ptrdiff_t col;
  double length;
};

std::vector<Offset> disc(std::uint32_t radius) {
  const auto r = static_cast<std::ptrdiff_t>(radius);
  std::vector<Offset> offsets;
  for (std::ptrdiff_t i = -r; i <= r; ++i) {
    for (std::ptrdiff_t j = -r; j <= r; ++j) {
      const std::ptrdiff_t square = i * i + j * j;
      if (square > 0 && square <= r * r) {
        offsets.push_back({i, j, std::sqrt(static_cast<double>(square))});
      }
    }
  }
  return offsets;
}

class Telea final : public Interpolation {
 public:
  Telea(const TeleaSpec& spec, const Context& context)
      : Interpolation(context),
        rows_(context.observed.row_count),
        cols_(context.observed.col_count),
        radius_(spec.radius),
        offsets_(disc(spec.radius)) {}

 private:
  void complete(std::span<float> x) override {
    std::vector<bool> observed(x.size());
    std::transform(x.begin(), x.end(), observed.begin(), [](float v) { return !std::isnan(v); });
    const std::vector<std::size_t> edge = edgeOf(observed);
    FastMarching inwards(rows_, cols_, observed, outerTimes(observed, edge));
    start(inwards, edge);
    std::size_t settled = 0;
    inwards.march(std::numeric_limits<double>::infinity(), [&](std::size_t cell) {
      x[cell] = mean(inwards, x, cell);
      if (++settled % kBetween == 0) {
        throwIfStopped(context());
      }
    });
  }

  /// Observed entries with a missing one above, below, left or right of them.
  [[nodiscard]] std::vector<std::size_t> edgeOf(const std::vector<bool>& observed) const {
    std::vector<std::size_t> edge;
    for (std::size_t row = 0; row < rows_; ++row) {
      for (std::size_t col = 0; col < cols_; ++col) {
        const std::size_t k = flat(row, col);
        const bool is_edge = (row > 0 && !observed[k - cols_]) || (col > 0 && !observed[k - 1]) ||
                             (row + 1 < rows_ && !observed[k + cols_]) ||
                             (col + 1 < cols_ && !observed[k + 1]);
        if (observed[k] && is_edge) {
          edge.push_back(k);
        }
      }
    }
    return edge;
  }

  static void start(FastMarching& marching, const std::vector<std::size_t>& edge) {
    for (const std::size_t cell : edge) {
      marching.start(cell);
    }
  }

  /// −T of observed entries, as far as weights ask for it.
  [[nodiscard]] std::vector<double> outerTimes(const std::vector<bool>& observed,
                                               const std::vector<std::size_t>& edge) const {
    std::vector<bool> others = observed;
    others.flip();
    for (const std::size_t cell : edge) {
      others[cell] = true;
    }
    FastMarching outwards(rows_, cols_, others, std::vector<double>(observed.size(), 0.0));
    start(outwards, edge);
    const double most = 2.0 * radius_;
    outwards.march(most, [](std::size_t) {});
    std::vector<double> times(observed.size());
    for (std::size_t cell = 0; cell < times.size(); ++cell) {
      times[cell] = -std::min(outwards.time(cell), most);
    }
    return times;
  }

  [[nodiscard]] float mean(const FastMarching& marching, std::span<const float> x,
                           std::size_t cell) const {
    const auto row = static_cast<std::ptrdiff_t>(cell / cols_);
    const auto col = static_cast<std::ptrdiff_t>(cell % cols_);
    const double down = slope(marching, cell, row > 0, row + 1 < rows(), cols_);
    const double right = slope(marching, cell, col > 0, col + 1 < cols(), 1);
    double sum = 0.0;
    double weights = 0.0;
    for (const auto& [i, j, length] : offsets_) {
      if (row + i < 0 || row + i >= rows() || col + j < 0 || col + j >= cols()) {
        continue;
      }
      const auto other = static_cast<std::size_t>((row + i) * cols() + col + j);
      if (!marching.isReached(other)) {
        continue;
      }
      const double across =
          std::abs(static_cast<double>(i) * down + static_cast<double>(j) * right) / length;
      const double apart = std::abs(marching.time(cell) - marching.time(other));
      const double weight =
          (across > kAcross ? across : kLeast) / (length * length * length) / (1.0 + apart);
      sum += weight * static_cast<double>(x[other]);
      weights += weight;
    }
    return static_cast<float>(sum / weights);
  }

  /// The derivative of T along a direction, from those neighbours `step` away that have a time.
  [[nodiscard]] static double slope(const FastMarching& marching, std::size_t cell, bool has_before,
                                    bool has_behind, std::size_t step) {
    const bool before = has_before && marching.isReached(cell - step);
    const bool behind = has_behind && marching.isReached(cell + step);
    const double from = marching.time(before ? cell - step : cell);
    const double to = marching.time(behind ? cell + step : cell);
    return (to - from) / (before && behind ? 2.0 : 1.0);
  }

  [[nodiscard]] std::ptrdiff_t rows() const { return static_cast<std::ptrdiff_t>(rows_); }
  [[nodiscard]] std::ptrdiff_t cols() const { return static_cast<std::ptrdiff_t>(cols_); }

  std::size_t rows_;
  std::size_t cols_;
  std::uint32_t radius_;
  std::vector<Offset> offsets_;
};

}  // namespace

std::unique_ptr<Method> makeMethod(const TeleaSpec& spec, const Context& context) {
  return std::make_unique<Telea>(spec, context);
}

std::uint64_t methodBytes(const TeleaSpec& spec, const Extent& extent) {
  // The estimate; two grids of times and states, with bits; a queue of the front, where every entry
  // may stand four times.
  const std::uint64_t each = sizeof(float) + 2 * (sizeof(double) + 2) + 4 * 16;
  const std::uint64_t side = 2 * std::uint64_t{spec.radius} + 1;
  return each * extent.entries() + side * side * sizeof(Offset);
}

}  // namespace lacuna::classic
