// Which unknowns meet in the fronts of a sparse factorisation.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "linalg/dissection.h"
#include "linalg/symmetric_rows.h"

namespace lacuna {

/// A group of a dissection is eliminated in a front with its border: the places behind it that it
/// reaches, itself or through groups before it. Its parent is the group of the first of these.
class Fronts {
 public:
  static constexpr std::uint32_t kNone = ~std::uint32_t{0};

  Fronts(const SymmetricRows& a, Dissection dissected);

  [[nodiscard]] std::size_t count() const { return dissection.bounds.size() - 1; }
  [[nodiscard]] std::size_t begin(std::size_t group) const { return dissection.bounds[group]; }
  [[nodiscard]] std::size_t own(std::size_t group) const {
    return dissection.bounds[group + 1] - begin(group);
  }
  /// Ascending.
  [[nodiscard]] std::span<const std::uint32_t> border(std::size_t group) const {
    const std::size_t size = border_offsets_[group + 1] - border_offsets_[group];
    return std::span(borders_).subspan(border_offsets_[group], size);
  }
  [[nodiscard]] std::uint32_t parent(std::size_t group) const { return parents_[group]; }
  /// Where an unknown stands in the order.
  [[nodiscard]] std::uint32_t place(std::uint32_t unknown) const { return places_[unknown]; }
  /// Rows × columns of the panel of a group.
  [[nodiscard]] std::size_t panelNumbers(std::size_t group) const {
    return (own(group) + border(group).size()) * own(group);
  }
  /// Multiplications that a group takes, or so.
  [[nodiscard]] double work(std::size_t group) const {
    const auto inner = static_cast<double>(own(group));
    const auto outer = static_cast<double>(border(group).size());
    return inner * (inner * inner / 3.0 + outer * (inner + outer)) / 2.0;
  }

  const Dissection dissection;

 private:
  void findBorders(const SymmetricRows& a);

  std::vector<std::uint32_t> places_;
  std::vector<std::uint64_t> border_offsets_;  // one more than there are groups
  std::vector<std::uint32_t> borders_;
  std::vector<std::uint32_t> parents_;  // kNone of none
};

}  // namespace lacuna
