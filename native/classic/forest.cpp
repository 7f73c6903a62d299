#include "classic/forest.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>
#include <vector>

#include "classic/centre.h"
#include "classic/random_tree.h"
#include "cpu/parallel.h"

namespace lacuna::classic {
namespace {

/// Sums over trees are made in so many groups, so that they have one order for any number of
/// threads.
constexpr std::uint32_t kGroups = 16;
/// Apart from what else is drawn with a seed.
constexpr std::uint32_t kPurpose = 0x666F72;
/// As many different lines as n draws of n find.
constexpr double kTaught = 0.632;

/// Sums over the entries of a step.
struct StepSums {
  double moved = 0.0;   // of squared changes of missing entries, in deviations
  double errors = 0.0;  // of squared errors at observed ones
};

class Forest final : public Method {
 public:
  Forest(const ForestSpec& spec, const Context& context)
      : spec_(spec),
        context_(context),
        lines_(context.observed, context.observed.values, spec.over),
        all_(centreOf<float>(context.observed.values)),
        order_(lines_.positions()),
        completed_(lines_.count() * lines_.positions()),
        estimates_(completed_.size()),
        deviations_(completed_.size()) {
    for (std::size_t p = 0; p < lines_.positions(); ++p) {
      start(p);
    }
    std::iota(order_.begin(), order_.end(), 0U);
    std::stable_sort(order_.begin(), order_.end(), [&](std::uint32_t a, std::uint32_t b) {
      return lines_.position(a).at.size() > lines_.position(b).at.size();
    });
  }

  Progressed step() override {
    StepSums sums;
    for (const std::uint32_t p : order_) {
      if (isLearnt(p)) {
        learn(p, sums);
      } else {
        addErrors(p, sums);
      }
    }
    const auto observed = static_cast<double>(context_.observed.count());
    const double missing = static_cast<double>(completed_.size()) - observed;
    return {std::sqrt(sums.moved / std::max(missing, 1.0)), sums.errors / observed};
  }

  void predict(std::span<const Place> places, std::span<float> values) override {
    take(estimates_, places, values);
  }

  void fill(std::span<float> matrix) override {
    for (std::size_t p = 0; p < lines_.positions(); ++p) {
      for (std::size_t i = 0; i < lines_.count(); ++i) {
        matrix[lines_.flat(i, p)] = estimates_[p * lines_.count() + i];
      }
    }
  }

  bool deviations(std::span<const Place> places, std::span<float> values) override {
    take(deviations_, places, values);
    return true;
  }

 private:
  [[nodiscard]] bool isLearnt(std::size_t p) const { return lines_.position(p).at.size() > 1; }

  [[nodiscard]] std::span<float> part(std::vector<float>& all, std::size_t p) const {
    return std::span(all).subspan(p * lines_.count(), lines_.count());
  }

  void take(std::span<const float> all, std::span<const Place> places,
            std::span<float> values) const {
    for (std::size_t k = 0; k < places.size(); ++k) {
      values[k] = all[lines_.positionOf(places[k]) * lines_.count() + lines_.lineOf(places[k])];
    }
  }

  [[nodiscard]] Centre centre(std::size_t p) const {
    const std::span<const float> values = lines_.position(p).values;
    return values.empty() ? all_ : centreOf(values);
  }

  void start(std::size_t p) {
    const EntryList known = lines_.position(p);
    std::ranges::fill(part(completed_, p), static_cast<float>(centre(p).mean));
    std::ranges::copy(part(completed_, p), part(estimates_, p).begin());
    std::ranges::fill(part(deviations_, p), static_cast<float>(all_.deviation));
    for (std::size_t e = 0; e < known.at.size(); ++e) {
      part(completed_, p)[known.at[e]] = known.values[e];
    }
  }

  void addErrors(std::size_t p, StepSums& sums) {
    const EntryList known = lines_.position(p);
    for (std::size_t e = 0; e < known.at.size(); ++e) {
      const double error = static_cast<double>(part(estimates_, p)[known.at[e]]) - known.values[e];
      sums.errors += error * error;
    }
  }

  void learn(std::size_t p, StepSums& sums) {
    const EntryList known = lines_.position(p);
    const auto [mean, deviation] = centre(p);
    std::vector<double> y(lines_.count(), 0.0);
    for (std::size_t e = 0; e < known.at.size(); ++e) {
      y[known.at[e]] = known.values[e] - mean;
    }
    const Answers answers = ask(p, y);
    for (std::size_t i = 0; i < lines_.count(); ++i) {
      // A line that every tree learnt of is told the mean.
      const double trees = std::max(answers.trees[i], 1U);
      const double above = answers.mean[i] / trees;
      const double variance = std::max(answers.square[i] / trees - above * above, 0.0);
      const bool is_told = answers.trees[i] > 0;
      part(estimates_, p)[i] = static_cast<float>(mean + above);
      part(deviations_, p)[i] = static_cast<float>(is_told ? std::sqrt(variance) : deviation);
    }
    calibrate(p);
    addErrors(p, sums);
    complete(p, deviation > 0.0 ? deviation : 1.0, sums);
  }

  /// The estimates of missing entries, for the positions that come next.
  void complete(std::size_t p, double unit, StepSums& sums) {
    const std::span<const std::uint32_t> known = lines_.position(p).at;
    std::size_t e = 0;
    for (std::size_t i = 0; i < lines_.count(); ++i) {
      if (e < known.size() && known[e] == i) {
        ++e;
        continue;
      }
      const float estimate = part(estimates_, p)[i];
      float& now = part(completed_, p)[i];
      const double moved = (static_cast<double>(estimate) - now) / unit;
      sums.moved += moved * moved;
      now = estimate;
    }
  }

  /// Trees with small leaves differ less than they are off: errors at observed entries say by how
  /// much.
  void calibrate(std::size_t p) {
    const EntryList known = lines_.position(p);
    double errors = 0.0;
    double variances = 0.0;
    for (std::size_t e = 0; e < known.at.size(); ++e) {
      const double error = static_cast<double>(part(estimates_, p)[known.at[e]]) - known.values[e];
      const double deviation = part(deviations_, p)[known.at[e]];
      errors += error * error;
      variances += deviation * deviation;
    }
    const double factor = variances > 0.0 ? std::sqrt(errors / variances) : 1.0;
    for (float& deviation : part(deviations_, p)) {
      deviation = static_cast<float>(factor * deviation);
    }
  }

  /// What all trees say of position p, less its mean.
  Answers ask(std::size_t p, std::span<const double> y) {
    const std::uint32_t groups = std::min(spec_.trees, kGroups);
    std::vector<Answers> answers(groups, Answers(lines_.count()));
    cpu::parallelFor(context_.team, groups, 1, [&](cpu::Range range) {
      TreeGrower grower({completed_, lines_.count()}, {spec_.leaf, tried()});
      std::vector<std::uint32_t> list(lines_.count());
      for (std::size_t group = range.begin; group < range.end; ++group) {
        const std::size_t end = std::size_t{spec_.trees} * (group + 1) / groups;
        for (std::size_t t = std::size_t{spec_.trees} * group / groups; t < end; ++t) {
          throwIfStopped(context_);
          math::Draws draws({context_.seed, {static_cast<std::uint32_t>(p), kPurpose}},
                            static_cast<std::uint32_t>(t));
          grower.grow(y, p, drawLines(p, list, draws), draws, answers[group]);
        }
      }
    });
    for (std::uint32_t group = 1; group < groups; ++group) {
      answers[0] += answers[group];
    }
    return std::move(answers[0]);
  }

  [[nodiscard]] std::uint32_t tried() const {
    const auto others = static_cast<double>(lines_.positions() - 1);
    return static_cast<std::uint32_t>(std::max(1.0, std::round(spec_.share * others)));
  }

  /// Some of those that have observed position p; all others ask. `list` has room for all lines.
  [[nodiscard]] TreeLines drawLines(std::size_t p, std::span<std::uint32_t> list,
                                    math::Draws& draws) const {
    const std::span<const std::uint32_t> known = lines_.position(p).at;
    std::size_t front = 0;
    std::size_t back = known.size();
    for (std::uint32_t i = 0; i < list.size(); ++i) {
      const bool is_known = front < known.size() && known[front] == i;
      list[is_known ? front++ : back++] = i;
    }
    const auto taught =
        static_cast<std::size_t>(std::ceil(kTaught * static_cast<double>(known.size())));
    for (std::size_t k = 0; k < taught; ++k) {
      std::swap(list[k], list[k + math::drawIndex(draws, known.size() - k)]);
    }
    return {list.first(taught), list.subspan(taught)};
  }

  ForestSpec spec_;
  const Context& context_;
  Lines lines_;
  Centre all_;
  std::vector<std::uint32_t> order_;  // positions, those with most observed entries first
  std::vector<float> completed_;      // positions × lines: what is observed, and the rest by trees
  std::vector<float> estimates_;      // positions × lines
  std::vector<float> deviations_;     // positions × lines
};

}  // namespace

std::unique_ptr<Method> makeMethod(const ForestSpec& spec, const Context& context) {
  return std::make_unique<Forest>(spec, context);
}

std::uint64_t methodBytes(const ForestSpec& spec, const Extent& extent) {
  const bool is_rows = spec.over == Over::rows;
  const std::uint64_t lines = is_rows ? extent.rows : extent.cols;
  const std::uint64_t positions = is_rows ? extent.cols : extent.rows;
  const std::uint64_t groups = std::min(spec.trees, kGroups);
  constexpr std::uint64_t kAnswers = 2 * sizeof(double) + sizeof(std::uint32_t);
  return 3 * sizeof(float) * extent.entries() + 2 * sizeof(float) * extent.observed +
         lines * (sizeof(double) + groups * (kAnswers + sizeof(std::uint32_t))) +
         groups * TreeGrower::bytes(positions) + sizeof(std::uint32_t) * positions;
}

}  // namespace lacuna::classic
