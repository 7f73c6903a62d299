// The weighted mean of patches that lie over each other.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "classic/nonlocal/patches.h"
#include "cpu/team.h"

namespace lacuna::classic::nonlocal {

/// What the groups of one band add up to. Weights are added at the first entries of patches alone;
/// how much an entry weighs is a sum over the places that patches over it can begin at.
class BandSums {
 public:
  explicit BandSums(const Geometry& geometry);

  /// Nothing yet, for a band that begins in that row.
  void reset(std::size_t row);

  /// A group: its patches (Geometry::group × patch entries), and where they lie.
  void add(std::span<const float> patches, std::span<const std::uint32_t> places, float weight);

  static std::uint64_t bytes(const Geometry& geometry);

 private:
  friend class PatchAverage;

  const Geometry& geometry_;
  Span rows_{0, 0};             // that the patches of the band reach
  Span firsts_{0, 0};           // that they begin in
  std::vector<float> values_;   // rows × cols
  std::vector<float> weights_;  // firsts × cols
};

/// The bands' sums, added up in their order, whatever thread they come from.
class PatchAverage {
 public:
  explicit PatchAverage(const Geometry& geometry);

  void reset();

  /// Adds the sums of consecutive bands.
  void add(cpu::Team& team, std::span<const BandSums> bands);

  /// Entries of a row that patches cover: visit(column, mean).
  template <class Visit>
  void forEachCovered(std::size_t row, const Visit& visit) const {
    const std::vector<double> weights = weightsOf(row);
    const double* const values = values_.data() + row * geometry_.cols;
    for (std::size_t col = 0; col < geometry_.cols; ++col) {
      if (weights[col] > 0.0) {
        visit(col, values[col] / weights[col]);
      }
    }
  }

  static std::uint64_t bytes(const Geometry& geometry);

 private:
  [[nodiscard]] std::vector<double> weightsOf(std::size_t row) const;

  const Geometry& geometry_;
  std::vector<double> values_;   // rows × cols
  std::vector<double> weights_;  // firstRows × cols
};

}  // namespace lacuna::classic::nonlocal
