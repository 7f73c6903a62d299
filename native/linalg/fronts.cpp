#include "linalg/fronts.h"

#include <algorithm>
#include <utility>

namespace lacuna {

Fronts::Fronts(const SymmetricRows& a, Dissection dissected)
    : dissection(std::move(dissected)), places_(a.order()), border_offsets_{0} {
  for (std::size_t k = 0; k < places_.size(); ++k) {
    places_[dissection.order[k]] = static_cast<std::uint32_t>(k);
  }
  parents_.assign(count(), kNone);
  findBorders(a);
}

void Fronts::findBorders(const SymmetricRows& a) {
  std::vector<std::uint32_t> group_of(places_.size());
  for (std::size_t group = 0; group < count(); ++group) {
    std::fill_n(group_of.begin() + static_cast<std::ptrdiff_t>(begin(group)), own(group),
                static_cast<std::uint32_t>(group));
  }
  // Children of a group hang in a list; which of them comes first does not matter here.
  std::vector<std::uint32_t> child(count(), kNone);
  std::vector<std::uint32_t> sibling(count(), kNone);
  std::vector<std::uint32_t> reached;
  for (std::size_t group = 0; group < count(); ++group) {
    reached.clear();
    const std::size_t end = dissection.bounds[group + 1];
    const auto add = [&](std::uint32_t place) {
      if (place >= end) {
        reached.push_back(place);
      }
    };
    for (std::size_t k = begin(group); k < end; ++k) {
      const std::uint32_t unknown = dissection.order[k];
      for (std::uint64_t e = a.offsets[unknown]; e < a.offsets[unknown + 1]; ++e) {
        add(places_[a.cols[e]]);
      }
    }
    for (std::uint32_t c = child[group]; c != kNone; c = sibling[c]) {
      std::ranges::for_each(border(c), add);
    }
    std::sort(reached.begin(), reached.end());
    reached.erase(std::unique(reached.begin(), reached.end()), reached.end());
    borders_.insert(borders_.end(), reached.begin(), reached.end());
    border_offsets_.push_back(borders_.size());
    if (!reached.empty()) {
      const std::uint32_t parent = group_of[reached.front()];
      parents_[group] = parent;
      sibling[group] = child[parent];
      child[parent] = static_cast<std::uint32_t>(group);
    }
  }
}

}  // namespace lacuna
