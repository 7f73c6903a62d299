// What one line has in common with all others, from lists of entries.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "classic/lines.h"

namespace lacuna::classic {

/// Over the positions that a line and another have both observed: how many, and the sum of a term
/// of their two values. Scratch of one thread.
class Overlaps {
 public:
  explicit Overlaps(std::size_t lines) : sums_(lines), counts_(lines) {}

  /// Looks at all lines (itself too) that share a position with `line`: Σ of the lengths of its
  /// positions' lists. Sums stand in the order of positions.
  template <class Term>
  void collect(const Lines& lines, std::size_t line, const Term& term) {
    clear();
    const EntryList own = lines.line(line);
    for (std::size_t e = 0; e < own.at.size(); ++e) {
      const EntryList others = lines.position(own.at[e]);
      for (std::size_t k = 0; k < others.at.size(); ++k) {
        const std::uint32_t other = others.at[k];
        if (counts_[other]++ == 0) {
          touched_.push_back(other);
        }
        sums_[other] += term(own.values[e], others.values[k]);
      }
    }
  }

  /// The lines that share a position, in no order that means anything.
  [[nodiscard]] std::span<const std::uint32_t> sharing() const { return touched_; }
  [[nodiscard]] double sum(std::size_t other) const { return sums_[other]; }
  [[nodiscard]] std::uint32_t count(std::size_t other) const { return counts_[other]; }

 private:
  void clear() {
    for (const std::uint32_t line : touched_) {
      sums_[line] = 0.0;
      counts_[line] = 0;
    }
    touched_.clear();
  }

  std::vector<double> sums_;
  std::vector<std::uint32_t> counts_;
  std::vector<std::uint32_t> touched_;
};

}  // namespace lacuna::classic
