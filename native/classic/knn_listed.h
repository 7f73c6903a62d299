// Nearest neighbours from lists of entries: nothing of the size of the matrix is made.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <numeric>
#include <span>
#include <vector>

#include "classic/knn_average.h"
#include "classic/lines.h"
#include "classic/method.h"
#include "classic/overlaps.h"
#include "cpu/parallel.h"

namespace lacuna::classic {

/// A Rule says what is near and how neighbours are averaged:
///
///   lines()                         the entries to compare
///   term(a, b)                      summed over common positions
///   key(line, other, sum, count)    the less, the nearer; infinity for no neighbour
///   estimate(line, position, neighbours), the nearest first
template <class Rule>
class ListedKnn final : public Method {
 public:
  template <class... Settings>
  explicit ListedKnn(const Context& context, std::uint32_t k, const Settings&... settings)
      : context_(context), rule_(context, settings...), lines_(rule_.lines()), k_(k) {}

  /// All there is to do: how well each observed entry is predicted by the others.
  Progressed step() override {
    std::vector<double> errors(lines_.count());
    parallelLines(lines_.count(), [&](std::size_t i, Scratch& scratch) {
      const EntryList own = lines_.line(i);
      if (own.at.empty()) {
        return;
      }
      collect(i, scratch);
      for (std::size_t e = 0; e < own.at.size(); ++e) {
        const double residual =
            estimate(i, own.at[e], scratch) - rule_.observed(i, own.at[e], own.values[e]);
        errors[i] += residual * residual;
      }
    });
    const double sum = std::accumulate(errors.begin(), errors.end(), 0.0);
    return {0.0, sum / static_cast<double>(context_.observed.count())};
  }

  void predict(std::span<const Place> places, std::span<float> values) override {
    const PlacesByLine groups(lines_, places);
    parallelLines(groups.offsets.size() - 1, [&](std::size_t g, Scratch& scratch) {
      const std::uint32_t line = lines_.lineOf(places[groups.order[groups.offsets[g]]]);
      collect(line, scratch);
      for (std::uint32_t k = groups.offsets[g]; k < groups.offsets[g + 1]; ++k) {
        const std::uint32_t at = groups.order[k];
        values[at] = static_cast<float>(estimate(line, lines_.positionOf(places[at]), scratch));
      }
    });
  }

  void fill(std::span<float> matrix) override {
    parallelLines(lines_.count(), [&](std::size_t i, Scratch& scratch) {
      collect(i, scratch);
      for (std::size_t p = 0; p < lines_.positions(); ++p) {
        matrix[lines_.flat(i, p)] = static_cast<float>(estimate(i, p, scratch));
      }
    });
  }

  [[nodiscard]] bool stopsEarly() const override { return false; }

 private:
  struct Scratch {
    Scratch(std::size_t lines, std::size_t k)
        : overlaps(lines), keys(lines, std::numeric_limits<double>::infinity()), nearest(k) {}

    Overlaps overlaps;
    std::vector<double> keys;  // infinity for those that are no neighbours
    Nearest nearest;
  };

  /// body(i, scratch) for i below `count`; a thread keeps its scratch for many of them.
  template <class Body>
  void parallelLines(std::size_t count, const Body& body) {
    const std::size_t piece = std::max<std::size_t>(1, count / (kPieces * context_.team.size()));
    cpu::parallelFor(context_.team, count, piece, [&](cpu::Range range) {
      Scratch scratch(lines_.count(), k_);
      for (std::size_t i = range.begin; i < range.end; ++i) {
        throwIfStopped(context_);
        body(i, scratch);
      }
    });
  }

  /// The keys of all lines as neighbours of one.
  void collect(std::size_t line, Scratch& scratch) const {
    constexpr double kNever = std::numeric_limits<double>::infinity();
    for (const std::uint32_t other : scratch.overlaps.sharing()) {
      scratch.keys[other] = kNever;
    }
    scratch.overlaps.collect(lines_, line, [](double a, double b) { return Rule::term(a, b); });
    for (const std::uint32_t other : scratch.overlaps.sharing()) {
      scratch.keys[other] =
          rule_.key(line, other, scratch.overlaps.sum(other), scratch.overlaps.count(other));
    }
    scratch.keys[line] = kNever;
  }

  [[nodiscard]] double estimate(std::size_t line, std::size_t position, Scratch& scratch) const {
    const EntryList donors = lines_.position(position);
    scratch.nearest.clear();
    for (std::size_t d = 0; d < donors.at.size(); ++d) {
      const double key = scratch.keys[donors.at[d]];
      if (key < std::numeric_limits<double>::infinity()) {
        scratch.nearest.offer({key, donors.at[d], donors.values[d]});
      }
    }
    return rule_.estimate(line, position, scratch.nearest.sorted());
  }

  /// Pieces for each thread: few enough for their scratch, enough to share the work evenly.
  static constexpr std::size_t kPieces = 32;

  const Context& context_;
  Rule rule_;
  const Lines& lines_;
  std::size_t k_;
};

}  // namespace lacuna::classic
