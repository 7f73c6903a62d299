#include "classic/nonlocal/levels.h"

#include <algorithm>
#include <cstddef>

namespace lacuna::classic::nonlocal {
namespace {

/// What is observed in the cells of one row.
class CellRow {
 public:
  explicit CellRow(std::size_t cells) : sums_(cells), counts_(cells) {}

  void reset() {
    std::ranges::fill(sums_, 0.0);
    std::ranges::fill(counts_, 0U);
  }

  void add(const Entries& observed, std::uint32_t row) {
    for (std::uint32_t e = observed.row_offsets[row]; e < observed.row_offsets[row + 1]; ++e) {
      const std::uint32_t cell = observed.cols[e] / 2;
      sums_[cell] += observed.values[e];
      ++counts_[cell];
    }
  }

  /// visit(cell, mean) of the cells with an observed entry.
  template <class Visit>
  void forEachObserved(const Visit& visit) const {
    for (std::uint32_t cell = 0; cell < counts_.size(); ++cell) {
      if (counts_[cell] > 0) {
        visit(cell, static_cast<float>(sums_[cell] / counts_[cell]));
      }
    }
  }

 private:
  std::vector<double> sums_;
  std::vector<std::uint32_t> counts_;
};

/// Between which two cells an entry lies.
struct Between {
  std::uint32_t lower;
  std::uint32_t upper;
  double share;  // of the upper one

  Between(std::uint32_t entry, std::uint32_t cells) {
    const double last = cells - 1.0;
    const double place = std::clamp((entry + 0.5) / 2 - 0.5, 0.0, last);
    lower = static_cast<std::uint32_t>(place);
    upper = std::min(lower + 1, cells - 1);
    share = place - lower;
  }

  [[nodiscard]] double mix(double low, double high) const { return low + share * (high - low); }
};

}  // namespace

Entries halved(const Entries& observed) {
  const std::uint32_t rows = halfOf(observed.row_count);
  const std::uint32_t cols = halfOf(observed.col_count);
  std::vector<std::uint32_t> offsets{0};
  std::vector<std::uint32_t> at;
  std::vector<float> values;
  CellRow cells(cols);
  for (std::uint32_t row = 0; row < rows; ++row) {
    cells.reset();
    for (std::uint32_t own = 2 * row; own < std::min(2 * row + 2, observed.row_count); ++own) {
      cells.add(observed, own);
    }
    cells.forEachObserved([&](std::uint32_t cell, float mean) {
      at.push_back(cell);
      values.push_back(mean);
    });
    offsets.push_back(static_cast<std::uint32_t>(at.size()));
  }
  return entriesOf(rows, cols, {1, offsets, at, values});
}

std::vector<float> doubled(std::span<const float> coarse, std::uint32_t rows, std::uint32_t cols) {
  const std::uint32_t width = halfOf(cols);
  std::vector<Between> across;
  across.reserve(cols);
  for (std::uint32_t col = 0; col < cols; ++col) {
    across.emplace_back(col, width);
  }
  std::vector<float> fine;
  fine.reserve(std::size_t{rows} * cols);
  for (std::uint32_t row = 0; row < rows; ++row) {
    const Between down(row, halfOf(rows));
    const auto above = coarse.subspan(std::size_t{down.lower} * width, width);
    const auto below = coarse.subspan(std::size_t{down.upper} * width, width);
    for (const Between& at : across) {
      fine.push_back(static_cast<float>(down.mix(at.mix(above[at.lower], above[at.upper]),
                                                 at.mix(below[at.lower], below[at.upper]))));
    }
  }
  return fine;
}

}  // namespace lacuna::classic::nonlocal
