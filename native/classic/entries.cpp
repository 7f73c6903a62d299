#include "classic/entries.h"

#include <numeric>

namespace lacuna::classic {
namespace {

/// Fills in the order of columns from that of rows.
void listColumns(Entries& entries) {
  entries.col_offsets.assign(entries.col_count + std::size_t{1}, 0);
  for (const std::uint32_t col : entries.cols) {
    ++entries.col_offsets[col + std::size_t{1}];
  }
  std::partial_sum(entries.col_offsets.begin(), entries.col_offsets.end(),
                   entries.col_offsets.begin());
  entries.rows.resize(entries.count());
  entries.positions.resize(entries.count());
  std::vector<std::uint32_t> next(entries.col_offsets.begin(), entries.col_offsets.end() - 1);
  for (std::uint32_t row = 0; row < entries.row_count; ++row) {
    for (std::uint32_t e = entries.row_offsets[row]; e < entries.row_offsets[row + 1]; ++e) {
      const std::uint32_t at = next[entries.cols[e]]++;
      entries.rows[at] = row;
      entries.positions[at] = e;
    }
  }
}

}  // namespace

double Entries::mean() const {
  const double sum = std::accumulate(values.begin(), values.end(), 0.0);
  return values.empty() ? 0.0 : sum / static_cast<double>(count());
}

Entries entriesOf(std::uint32_t rows, std::uint32_t cols, const SparseObservations& observed) {
  Entries entries;
  entries.row_count = rows;
  entries.col_count = cols;
  entries.row_offsets.assign(observed.offsets.begin(), observed.offsets.end());
  entries.cols.assign(observed.cols.begin(), observed.cols.end());
  entries.values.assign(observed.values.begin(), observed.values.end());
  listColumns(entries);
  return entries;
}

Entries centred(Entries entries, float by) {
  for (float& value : entries.values) {
    value -= by;
  }
  return entries;
}

std::uint64_t entriesBytes(std::uint64_t rows, std::uint64_t cols, std::uint64_t count) {
  return sizeof(std::uint32_t) * (rows + 2 * cols + 2 + 4 * count);
}

}  // namespace lacuna::classic
