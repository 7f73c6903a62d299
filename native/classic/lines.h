// Observed entries seen as lines, which are compared with one another, and positions on them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "classic/entries.h"

namespace lacuna::classic {

/// Which lines of a matrix are compared: a position is the index along the other side.
enum class Over : std::uint8_t { rows, cols };

/// One list of entries: places ascend.
struct EntryList {
  std::span<const std::uint32_t> at;  // positions of a line, or lines of a position
  std::span<const float> values;
};

/// Entries listed by lines and by positions. They refer to `observed` and to `values` (one for each
/// entry, in the order of rows), which outlive them.
class Lines {
 public:
  Lines(const Entries& observed, std::span<const float> values, Over over);
  Lines(const Lines&) = delete;
  Lines& operator=(const Lines&) = delete;

  [[nodiscard]] std::size_t count() const { return by_line_.offsets.size() - 1; }
  [[nodiscard]] std::size_t positions() const { return by_position_.offsets.size() - 1; }
  [[nodiscard]] EntryList line(std::size_t i) const { return list(by_line_, i); }
  [[nodiscard]] EntryList position(std::size_t p) const { return list(by_position_, p); }

  [[nodiscard]] std::uint32_t lineOf(Place place) const {
    return over_ == Over::rows ? place.row : place.col;
  }
  [[nodiscard]] std::uint32_t positionOf(Place place) const {
    return over_ == Over::rows ? place.col : place.row;
  }
  /// The place of a line and a position on it.
  [[nodiscard]] Place place(std::uint32_t line, std::uint32_t position) const {
    return over_ == Over::rows ? Place{line, position} : Place{position, line};
  }
  /// Where the entry of a line and a position lies in a row-major matrix.
  [[nodiscard]] std::size_t flat(std::size_t line, std::size_t position) const {
    return over_ == Over::rows ? line * positions() + position : position * count() + line;
  }

 private:
  struct Lists {
    std::span<const std::uint32_t> offsets;
    std::span<const std::uint32_t> at;
    std::span<const float> values;
  };

  static EntryList list(const Lists& lists, std::size_t i) {
    const std::size_t begin = lists.offsets[i];
    const std::size_t size = lists.offsets[i + 1] - begin;
    return {lists.at.subspan(begin, size), lists.values.subspan(begin, size)};
  }

  Over over_;
  std::vector<float> col_values_;  // in the order of columns
  Lists by_line_;
  Lists by_position_;
};

/// The mean of the observed entries of every line, `otherwise` of one without any; and of every
/// position.
std::vector<double> lineMeans(const Lines& lines, double otherwise);
std::vector<double> positionMeans(const Lines& lines, double otherwise);

/// Places sorted by their lines: those of group g are order[offsets[g]] … order[offsets[g + 1] −
/// 1].
struct PlacesByLine {
  PlacesByLine(const Lines& lines, std::span<const Place> places);

  std::vector<std::uint32_t> order;
  std::vector<std::uint32_t> offsets;  // one more than there are lines with places
};

}  // namespace lacuna::classic
