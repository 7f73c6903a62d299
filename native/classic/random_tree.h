// A regression tree with splits drawn at random, which answers for lines while it grows.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "math/draws.h"

namespace lacuna::classic {

/// What a tree splits by: the value of feature f at line i is values[f·lines + i].
struct Features {
  std::span<const float> values;
  std::size_t lines;
};

struct TreeShape {
  std::uint32_t leaf;   // lines of a leaf at least, >= 1
  std::uint32_t tried;  // features that a split is chosen among
};

/// What trees have said of each line, added up: the mean of its leaf, and the mean square.
struct Answers {
  explicit Answers(std::size_t lines) : mean(lines, 0.0), square(lines, 0.0), trees(lines, 0) {}

  Answers& operator+=(const Answers& other);

  std::vector<double> mean;
  std::vector<double> square;
  std::vector<std::uint32_t> trees;
};

/// Lines of which a tree learns, and those that ask it.
struct TreeLines {
  std::span<std::uint32_t> taught;
  std::span<std::uint32_t> asking;
};

/// Extremely randomised trees (Geurts, Ernst & Wehenkel, Machine Learning 63, 2006, table 1): a
/// node draws features until `tried` of them differ among its lines, and of each a threshold
/// between the least and the greatest value; it splits at the one that leaves the least squared
/// deviations. Branches where no line asks are left out. Scratch, to be used for one tree after the
/// other.
class TreeGrower {
 public:
  TreeGrower(const Features& features, const TreeShape& shape);

  /// Grows a tree that predicts `y`, one value for each line, from all features but `target`, and
  /// adds what it says. Both lists of lines are left in another order.
  void grow(std::span<const double> y, std::size_t target, TreeLines lines, math::Draws& draws,
            Answers& answers);

  static std::uint64_t bytes(std::uint64_t features) { return sizeof(std::uint32_t) * features; }

 private:
  struct Split {
    std::size_t feature = 0;
    double threshold = 0.0;  // below it is on the left
    double gain = -1.0;      // less than 0 is no split
  };

  [[nodiscard]] std::span<const float> column(std::size_t feature) const {
    return features_.values.subspan(feature * features_.lines, features_.lines);
  }

  [[nodiscard]] Split bestSplit(std::span<const double> y, std::size_t target,
                                std::span<const std::uint32_t> taught, math::Draws& draws);

  Features features_;
  TreeShape shape_;
  std::vector<std::uint32_t> drawn_;  // the features, those drawn for a node first
};

}  // namespace lacuna::classic
