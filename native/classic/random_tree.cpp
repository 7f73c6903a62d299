#include "classic/random_tree.h"

#include <algorithm>
#include <numeric>
#include <utility>

namespace lacuna::classic {
namespace {

/// Mean and mean squared deviation of a node's lines.
struct Moments {
  double mean;
  double variance;
};

Moments momentsOf(std::span<const double> y, std::span<const std::uint32_t> lines) {
  double sum = 0.0;
  for (const std::uint32_t i : lines) {
    sum += y[i];
  }
  const auto count = static_cast<double>(lines.size());
  const double mean = sum / count;
  double squares = 0.0;
  for (const std::uint32_t i : lines) {
    squares += (y[i] - mean) * (y[i] - mean);
  }
  return {mean, squares / count};
}

void answer(const Moments& leaf, std::span<const std::uint32_t> asking, Answers& answers) {
  for (const std::uint32_t i : asking) {
    answers.mean[i] += leaf.mean;
    answers.square[i] += leaf.variance + leaf.mean * leaf.mean;
    ++answers.trees[i];
  }
}

struct Range {
  double least;
  double greatest;
};

Range rangeOf(std::span<const float> values, std::span<const std::uint32_t> lines) {
  float least = values[lines[0]];
  float greatest = least;
  for (const std::uint32_t i : lines) {
    least = std::min(least, values[i]);
    greatest = std::max(greatest, values[i]);
  }
  return {least, greatest};
}

/// Those whose value is below the threshold, and the others. Not std::partition, which is free to
/// leave them in any order, and so to add them up in another one with another library.
std::pair<std::span<std::uint32_t>, std::span<std::uint32_t>> partitioned(
    std::span<std::uint32_t> lines, std::span<const float> values, double threshold) {
  std::size_t left = 0;
  for (std::size_t k = 0; k < lines.size(); ++k) {
    if (values[lines[k]] < threshold) {
      std::swap(lines[left++], lines[k]);
    }
  }
  return {lines.first(left), lines.subspan(left)};
}

}  // namespace

Answers& Answers::operator+=(const Answers& other) {
  for (std::size_t i = 0; i < mean.size(); ++i) {
    mean[i] += other.mean[i];
    square[i] += other.square[i];
    trees[i] += other.trees[i];
  }
  return *this;
}

TreeGrower::TreeGrower(const Features& features, const TreeShape& shape)
    : features_(features), shape_(shape), drawn_(features.values.size() / features.lines) {}

void TreeGrower::grow(std::span<const double> y, std::size_t target, TreeLines lines,
                      math::Draws& draws, Answers& answers) {
  // What a split chooses among must not hang on the trees before.
  std::iota(drawn_.begin(), drawn_.end(), 0U);
  std::vector<TreeLines> nodes{lines};
  while (!nodes.empty()) {
    const TreeLines node = nodes.back();
    nodes.pop_back();
    if (node.asking.empty()) {
      continue;
    }
    const Split split = bestSplit(y, target, node.taught, draws);
    if (!(split.gain >= 0.0)) {
      answer(momentsOf(y, node.taught), node.asking, answers);
      continue;
    }
    const std::span<const float> values = column(split.feature);
    const auto [taught_left, taught_right] = partitioned(node.taught, values, split.threshold);
    const auto [asking_left, asking_right] = partitioned(node.asking, values, split.threshold);
    nodes.push_back({taught_right, asking_right});
    nodes.push_back({taught_left, asking_left});
  }
}

TreeGrower::Split TreeGrower::bestSplit(std::span<const double> y, std::size_t target,
                                        std::span<const std::uint32_t> taught, math::Draws& draws) {
  const std::size_t leaf = shape_.leaf;
  Split best;
  if (taught.size() < 2 * leaf) {
    return best;
  }
  const Moments all = momentsOf(y, taught);
  if (!(all.variance > 0.0)) {
    return best;
  }
  std::uint32_t tried = 0;
  for (std::size_t k = 0; k < drawn_.size() && tried < shape_.tried; ++k) {
    std::swap(drawn_[k], drawn_[k + math::drawIndex(draws, drawn_.size() - k)]);
    const std::size_t feature = drawn_[k];
    if (feature == target) {
      continue;
    }
    const std::span<const float> values = column(feature);
    const auto [least, greatest] = rangeOf(values, taught);
    if (!(least < greatest)) {
      continue;
    }
    ++tried;
    const double threshold = least + draws.uniform() * (greatest - least);
    double left_sum = 0.0;  // of what is above the mean
    std::size_t left = 0;
    for (const std::uint32_t i : taught) {
      const bool is_left = values[i] < threshold;
      left_sum += is_left ? y[i] - all.mean : 0.0;
      left += is_left ? 1U : 0U;
    }
    const std::size_t right = taught.size() - left;
    if (left < leaf || right < leaf) {
      continue;
    }
    // Both sums are as far from 0: the squared deviations fall by S²/n_l + S²/n_r.
    const double gain =
        left_sum * left_sum * (1.0 / static_cast<double>(left) + 1.0 / static_cast<double>(right));
    if (gain > best.gain) {
      best = {feature, threshold, gain};
    }
  }
  return best;
}

}  // namespace lacuna::classic
