// Neighbours, and averages over them.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "classic/knn.h"
#include "classic/lines.h"

namespace lacuna::classic {

/// A line that may lend its value: the less, the nearer; ties by the index.
struct Neighbour {
  double key;
  std::uint32_t line;
  float value;  // at the position that is estimated

  friend bool operator<(const Neighbour& a, const Neighbour& b) {
    return a.key < b.key || (a.key == b.key && a.line < b.line);
  }
};

/// The k nearest of those that were offered.
class Nearest {
 public:
  explicit Nearest(std::size_t k) : k_(k) {}

  void clear() { heap_.clear(); }

  void offer(const Neighbour& one) {
    if (heap_.size() == k_) {
      if (!(one < heap_.front())) {
        return;
      }
      std::pop_heap(heap_.begin(), heap_.end());
      heap_.back() = one;
    } else {
      heap_.push_back(one);
    }
    std::push_heap(heap_.begin(), heap_.end());
  }

  /// Those kept, the nearest first; then offer() only after clear().
  std::span<const Neighbour> sorted() {
    std::sort_heap(heap_.begin(), heap_.end());
    return heap_;
  }

 private:
  std::size_t k_;
  std::vector<Neighbour> heap_;
};

/// A running average of values at squared distances that do not fall.
class Average {
 public:
  explicit Average(KnnForm form) : is_weighted_(form == KnnForm::distance) {}

  void add(double square, double value) {
    if (count_++ == 0) {
      is_exact_ = square == 0.0;
    }
    const double weight = weightOf(square);
    sum_ += weight * value;
    weights_ += weight;
  }

  [[nodiscard]] std::uint32_t count() const { return count_; }
  [[nodiscard]] double value() const { return sum_ / weights_; }

 private:
  [[nodiscard]] double weightOf(double square) const {
    if (!is_weighted_) {
      return 1.0;
    }
    if (is_exact_) {
      return square == 0.0 ? 1.0 : 0.0;
    }
    return 1.0 / std::sqrt(square);
  }

  bool is_weighted_;
  bool is_exact_ = false;
  std::uint32_t count_ = 0;
  double sum_ = 0.0;
  double weights_ = 0.0;
};

/// What an entry without neighbours becomes.
class Means {
 public:
  /// `all` is the mean of all observed entries.
  Means(const Lines& lines, double all);

  /// The mean of the position, else of the line, else of all.
  [[nodiscard]] double at(std::size_t line, std::size_t position) const {
    if (!std::isnan(positions_[position])) {
      return positions_[position];
    }
    return std::isnan(lines_[line]) ? all_ : lines_[line];
  }

 private:
  std::vector<double> lines_;  // NaN of none
  std::vector<double> positions_;
  double all_;
};

}  // namespace lacuna::classic
