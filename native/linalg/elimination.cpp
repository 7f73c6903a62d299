#include "linalg/elimination.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include "cpu/parallel.h"
#include "linalg/dense_front.h"
#include "support/error.h"

namespace lacuna {
namespace {

/// Subtrees for each thread: they differ in work.
constexpr double kShares = 16.0;

/// Groups of subtrees that are worked out side by side, and those above them.
struct Schedule {
  std::vector<std::vector<std::uint32_t>> bundles;  // of whole subtrees, each in ascending order
  std::vector<std::uint32_t> top;                   // ascending
};

/// The update of a group, until its parent takes it.
struct Update {
  std::unique_ptr<double[]> numbers;
  std::size_t size = 0;
};

/// Updates that are used again: fresh pages from the system cost more than what is worked out in
/// them. For any thread.
class Updates {
 public:
  /// Of a symmetric matrix of that order, its lower triangle 0.
  Update zeros(std::size_t order) {
    Update update = take(order * order);
    for (std::size_t i = 0; i < order; ++i) {
      std::fill_n(update.numbers.get() + i * order, i + 1, 0.0);
    }
    return update;
  }

  void giveBack(Update& update) {
    if (update.size <= kLargestKept && update.size > 0) {
      const std::scoped_lock lock(mutex_);
      kept_[classOf(update.size)].push_back(std::move(update));
    }
    update = {};
  }

 private:
  static constexpr std::size_t kLargestKept = std::size_t{1} << 17U;  // numbers

  /// Sizes up to the largest that is kept are powers of two.
  static std::size_t classOf(std::size_t size) {
    return static_cast<std::size_t>(std::bit_width(size));
  }

  Update take(std::size_t numbers) {
    if (numbers == 0) {
      return {};
    }
    const std::size_t size = numbers <= kLargestKept ? std::bit_ceil(numbers) : numbers;
    if (size <= kLargestKept) {
      const std::scoped_lock lock(mutex_);
      std::vector<Update>& kept = kept_[classOf(size)];
      if (!kept.empty()) {
        Update update = std::move(kept.back());
        kept.pop_back();
        return update;
      }
    }
    return {std::make_unique_for_overwrite<double[]>(size), size};
  }

  std::mutex mutex_;
  std::array<std::vector<Update>, 19> kept_;  // by class
};

class Elimination {
 public:
  Elimination(cpu::Team& team, const SymmetricRows& a, const Fronts& fronts, Panels& panels,
              const std::function<void()>& between)
      : team_(team),
        a_(a),
        fronts_(fronts),
        between_(between),
        panels_(panels),
        updates_(fronts.count()),
        child_(fronts.count(), Fronts::kNone),
        sibling_(fronts.count(), Fronts::kNone) {
    for (std::size_t group = fronts.count(); group-- > 0;) {
      const std::uint32_t parent = fronts.parent(group);
      if (parent != Fronts::kNone) {
        sibling_[group] = child_[parent];
        child_[parent] = static_cast<std::uint32_t>(group);
      }
    }
  }

  void run() {
    const Schedule schedule = plan();
    cpu::parallelFor(team_, schedule.bundles.size(), 1, [&](cpu::Range range) {
      for (std::size_t b = range.begin; b < range.end; ++b) {
        for (const std::uint32_t group : schedule.bundles[b]) {
          eliminateGroup(group, nullptr);
        }
      }
    });
    for (const std::uint32_t group : schedule.top) {
      eliminateGroup(group, &team_);
    }
  }

 private:
  /// Cuts the tree where subtrees are small enough to share them out.
  [[nodiscard]] Schedule plan() const {
    std::vector<double> below(fronts_.count());  // work of whole subtrees
    double all = 0.0;
    for (std::size_t group = 0; group < below.size(); ++group) {
      below[group] += fronts_.work(group);
      all += fronts_.work(group);
      if (fronts_.parent(group) != Fronts::kNone) {
        below[fronts_.parent(group)] += below[group];
      }
    }
    const double limit = all / (kShares * team_.size());
    return bundle(below, limit);
  }

  [[nodiscard]] Schedule bundle(const std::vector<double>& below, double limit) const {
    constexpr std::uint32_t kTop = Fronts::kNone;
    Schedule schedule;
    std::vector<std::uint32_t> bundle_of(below.size(), kTop);
    double filled = limit;
    for (std::size_t group = below.size(); group-- > 0;) {
      const std::uint32_t parent = fronts_.parent(group);
      if (parent != Fronts::kNone && bundle_of[parent] != kTop) {
        bundle_of[group] = bundle_of[parent];
      } else if (below[group] <= limit) {
        if (filled + below[group] > limit) {
          schedule.bundles.emplace_back();
          filled = 0.0;
        }
        filled += below[group];
        bundle_of[group] = static_cast<std::uint32_t>(schedule.bundles.size() - 1);
      }
    }
    for (std::uint32_t group = 0; group < below.size(); ++group) {
      auto& list = bundle_of[group] == kTop ? schedule.top : schedule.bundles[bundle_of[group]];
      list.push_back(group);
    }
    return schedule;
  }

  void eliminateGroup(std::uint32_t group, cpu::Team* team) {
    const std::size_t own = fronts_.own(group);
    const std::size_t rest = fronts_.border(group).size();
    double* const panel = panels_.of(group);
    updates_[group] = spare_.zeros(rest);
    const Front front{own, rest, panel, updates_[group].numbers.get()};
    addRows(group, front);
    for (std::uint32_t c = child_[group]; c != Fronts::kNone; c = sibling_[c]) {
      addChild(group, front, c);
      spare_.giveBack(updates_[c]);
    }
    if (!eliminate(front, {team, between_})) {
      throw Error(ErrorCode::invalid_argument,
                  "The system is not positive definite to double precision");
    }
  }

  /// Row or column of a place in the front of a group, before which it does not stand.
  [[nodiscard]] std::size_t local(std::uint32_t group, std::uint32_t place) const {
    const std::size_t begin = fronts_.begin(group);
    const std::size_t own = fronts_.own(group);
    if (place < begin + own) {
      return place - begin;
    }
    const auto border = fronts_.border(group);
    return own + static_cast<std::size_t>(std::ranges::lower_bound(border, place) - border.begin());
  }

  void addRows(std::uint32_t group, const Front& front) const {
    for (std::size_t j = 0; j < front.own; ++j) {
      const std::size_t place = fronts_.begin(group) + j;
      const std::uint32_t unknown = fronts_.dissection.order[place];
      for (std::uint64_t e = a_.offsets[unknown]; e < a_.offsets[unknown + 1]; ++e) {
        const std::uint32_t other = fronts_.place(a_.cols[e]);
        if (other >= place) {
          front.panel[local(group, other) * front.own + j] = a_.values[e];
        }
      }
    }
  }

  void addChild(std::uint32_t group, const Front& front, std::uint32_t child) {
    const auto border = fronts_.border(child);
    std::vector<std::size_t> at(border.size());
    std::ranges::transform(border, at.begin(),
                           [&](std::uint32_t place) { return local(group, place); });
    const auto split =
        static_cast<std::size_t>(std::ranges::lower_bound(at, front.own) - at.begin());
    const double* row = updates_[child].numbers.get();
    for (std::size_t i = 0; i < border.size(); ++i, row += border.size()) {
      double* const to_panel = front.panel + at[i] * front.own;
      for (std::size_t j = 0; j < std::min(split, i + 1); ++j) {
        to_panel[at[j]] += row[j];
      }
      if (i < split) {
        continue;
      }
      double* const to_update = front.update + (at[i] - front.own) * front.rest;
      for (std::size_t j = split; j <= i; ++j) {
        to_update[at[j] - front.own] += row[j];
      }
    }
  }

  cpu::Team& team_;
  const SymmetricRows& a_;
  const Fronts& fronts_;
  const std::function<void()>& between_;
  Panels& panels_;
  Updates spare_;
  std::vector<Update> updates_;       // of groups whose parent is still to come
  std::vector<std::uint32_t> child_;  // the first of each group, then its siblings
  std::vector<std::uint32_t> sibling_;
};

}  // namespace

void eliminateAll(cpu::Team& team, const SymmetricRows& a, const Fronts& fronts, Panels& panels,
                  const std::function<void()>& between) {
  Elimination(team, a, fronts, panels, between).run();
}

}  // namespace lacuna
