#include "linalg/dissection.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <limits>
#include <numeric>

namespace lacuna {
namespace {

constexpr std::size_t kSmall = 24;  // points that are not parted

enum class Side : std::uint8_t { outside, left, right, band };

/// Part of the order under work.
struct Piece {
  std::size_t begin;
  std::size_t end;
};

/// Least and greatest rows and columns.
struct Box {
  std::uint32_t top = std::numeric_limits<std::uint32_t>::max();
  std::uint32_t bottom = 0;
  std::uint32_t left = std::numeric_limits<std::uint32_t>::max();
  std::uint32_t right = 0;

  void include(GridPoint p) {
    top = std::min(top, p.row);
    bottom = std::max(bottom, p.row);
    left = std::min(left, p.col);
    right = std::max(right, p.col);
  }
};

/// Which point lies where, within the bounding box of all.
class PointMap {
 public:
  explicit PointMap(std::span<const GridPoint> points) {
    for (const GridPoint p : points) {
      box_.include(p);
    }
    width_ = box_.right - box_.left + std::size_t{1};
    at_.assign((box_.bottom - box_.top + std::size_t{1}) * width_, kNone);
    for (std::size_t k = 0; k < points.size(); ++k) {
      at_[flat(points[k].row, points[k].col)] = static_cast<std::uint32_t>(k);
    }
  }

  static constexpr std::uint32_t kNone = std::numeric_limits<std::uint32_t>::max();

  [[nodiscard]] std::uint32_t at(std::int64_t row, std::int64_t col) const {
    const bool is_inside =
        row >= box_.top && row <= box_.bottom && col >= box_.left && col <= box_.right;
    return is_inside ? at_[flat(static_cast<std::size_t>(row), static_cast<std::size_t>(col))]
                     : kNone;
  }

 private:
  [[nodiscard]] std::size_t flat(std::size_t row, std::size_t col) const {
    return (row - box_.top) * width_ + (col - box_.left);
  }

  Box box_;
  std::size_t width_ = 0;
  std::vector<std::uint32_t> at_;
};

class Dissector {
 public:
  Dissector(std::span<const GridPoint> points, std::uint32_t reach)
      : points_(points),
        reach_(reach),
        map_(points),
        sides_(points.size(), Side::outside),
        scratch_(points.size()) {
    result_.order.resize(points.size());
    std::iota(result_.order.begin(), result_.order.end(), 0U);
    result_.bounds.push_back(0);
  }

  Dissection run() {
    part({0, points_.size()});
    return std::move(result_);
  }

 private:
  /// Where a band begins, along rows or columns.
  struct Cut {
    bool across_rows;
    std::uint32_t at;
  };

  void part(Piece piece) {
    if (piece.end - piece.begin <= kSmall) {
      close(piece.end);
      return;
    }
    const Cut cut = choose(piece);
    for (const std::uint32_t k : in(piece)) {
      const std::uint32_t at = along(k, cut.across_rows);
      sides_[k] = at < cut.at ? Side::left : at < cut.at + reach_ ? Side::band : Side::right;
    }
    thin(piece);
    const auto [left, right] = gather(piece);
    part(left);
    part(right);
    close(piece.end);
  }

  /// Ends a group, unless it is empty.
  void close(std::size_t end) {
    if (end > result_.bounds.back()) {
      result_.bounds.push_back(static_cast<std::uint32_t>(end));
    }
  }

  [[nodiscard]] std::span<const std::uint32_t> in(Piece piece) const {
    return std::span(result_.order).subspan(piece.begin, piece.end - piece.begin);
  }

  [[nodiscard]] std::uint32_t along(std::uint32_t k, bool across_rows) const {
    return across_rows ? points_[k].row : points_[k].col;
  }

  /// The thinnest band of those that leave sides of not too different size.
  Cut choose(Piece piece) {
    Box box;
    for (const std::uint32_t k : in(piece)) {
      box.include(points_[k]);
    }
    const bool across_rows = box.bottom - box.top >= box.right - box.left;
    const std::uint32_t low = across_rows ? box.top : box.left;
    const std::uint32_t high = across_rows ? box.bottom : box.right;
    counts_.assign(high - low + std::size_t{1}, 0);
    for (const std::uint32_t k : in(piece)) {
      ++counts_[along(k, across_rows) - low];
    }
    return {across_rows, low + thinnest(piece.end - piece.begin)};
  }

  /// The offset of that band in counts_, with something before it and behind it.
  [[nodiscard]] std::uint32_t thinnest(std::size_t count) const {
    constexpr double kShare = 0.4;  // of either side, at least
    std::uint32_t best = 1;
    double best_cost = std::numeric_limits<double>::infinity();
    std::size_t before = 0;
    for (std::uint32_t c = 1; c + reach_ < counts_.size(); ++c) {
      before += counts_[c - 1];
      std::size_t band = 0;
      for (std::uint32_t b = 0; b < reach_; ++b) {
        band += counts_[c + b];
      }
      const auto smaller = static_cast<double>(std::min(before, count - before - band));
      const double lacking = std::max(0.0, kShare - smaller / static_cast<double>(count));
      const double cost = static_cast<double>(band) + lacking * 1e3 * static_cast<double>(count);
      if (cost < best_cost) {
        best_cost = cost;
        best = c;
      }
    }
    return best;
  }

  /// Takes points out of the band that it can do without.
  void thin(Piece piece) {
    for (const std::uint32_t k : in(piece)) {
      if (sides_[k] == Side::band && !touches(k, Side::left)) {
        sides_[k] = Side::right;
      }
    }
    for (const std::uint32_t k : in(piece)) {
      if (sides_[k] == Side::band && !touches(k, Side::right)) {
        sides_[k] = Side::left;
      }
    }
  }

  [[nodiscard]] bool touches(std::uint32_t k, Side side) const {
    const auto reach = static_cast<std::int64_t>(reach_);
    const auto [row, col] = points_[k];
    for (std::int64_t r = -reach; r <= reach; ++r) {
      const std::int64_t rest = reach - (r < 0 ? -r : r);
      for (std::int64_t c = -rest; c <= rest; ++c) {
        const std::uint32_t other = map_.at(row + r, col + c);
        if (other != PointMap::kNone && sides_[other] == side) {
          return true;
        }
      }
    }
    return false;
  }

  struct Sides {
    Piece left;
    Piece right;
  };

  /// Puts the left side first, then the right one, then the band.
  Sides gather(Piece piece) {
    constexpr std::array kSides{Side::left, Side::right, Side::band};
    std::array<std::size_t, kSides.size()> ends{};
    std::size_t end = piece.begin;
    for (std::size_t s = 0; s < kSides.size(); ++s) {
      for (const std::uint32_t k : in(piece)) {
        if (sides_[k] == kSides[s]) {
          scratch_[end++] = k;
        }
      }
      ends[s] = end;
    }
    for (std::size_t at = piece.begin; at < piece.end; ++at) {
      result_.order[at] = scratch_[at];
      sides_[scratch_[at]] = Side::outside;
    }
    return {{piece.begin, ends[0]}, {ends[0], ends[1]}};
  }

  std::span<const GridPoint> points_;
  std::uint32_t reach_;
  PointMap map_;
  std::vector<Side> sides_;             // of the points of the piece under work
  std::vector<std::uint32_t> scratch_;  // one for each point
  std::vector<std::uint32_t> counts_;
  Dissection result_;
};

}  // namespace

Dissection dissect(std::span<const GridPoint> points, std::uint32_t reach) {
  return points.empty() ? Dissection{{}, {0}} : Dissector(points, reach).run();
}

}  // namespace lacuna
