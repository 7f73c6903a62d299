#include "solver/sparse_entries.h"

#include <vector>

namespace lacuna {
namespace {

/// The same entries by columns: row, and place in the order of rows.
struct Cols {
  std::vector<std::uint32_t> offsets;
  std::vector<std::uint32_t> rows;
  std::vector<std::uint32_t> places;
};

Cols colsOf(const SparseObservations& sparse, std::uint32_t rows, std::uint32_t cols) {
  Cols found;
  found.offsets.resize(static_cast<std::size_t>(sparse.batch) * (cols + 1));
  found.rows.resize(sparse.cols.size());
  found.places.resize(sparse.cols.size());
  std::vector<std::uint32_t> next(static_cast<std::size_t>(cols) + 1);
  for (std::uint32_t problem = 0; problem < sparse.batch; ++problem) {
    const auto* const row_offsets = &sparse.offsets[static_cast<std::size_t>(problem) * (rows + 1)];
    auto* const col_offsets = &found.offsets[static_cast<std::size_t>(problem) * (cols + 1)];
    next.assign(next.size(), 0);
    for (std::uint32_t e = row_offsets[0]; e < row_offsets[rows]; ++e) {
      ++next[sparse.cols[e] + 1];
    }
    next[0] = row_offsets[0];
    for (std::uint32_t j = 0; j < cols; ++j) {
      next[j + 1] += next[j];
    }
    std::copy(next.begin(), next.end(), col_offsets);
    for (std::uint32_t i = 0; i < rows; ++i) {
      for (std::uint32_t e = row_offsets[i]; e < row_offsets[i + 1]; ++e) {
        const std::uint32_t to = next[sparse.cols[e]]++;
        found.rows[to] = i;
        found.places[to] = e;
      }
    }
  }
  return found;
}

template <class T, class Values>
void fill(Device& device, const Buffer<T>& buffer, const Values& values) {
  device.upload(buffer.data(), values.data(), values.size() * sizeof(T));
}

RowEntries listed(const DenseObservations& dense, RowEntries found) {
  const std::size_t observed = countObserved(dense);
  found.offsets.reserve(static_cast<std::size_t>(dense.batch) * (found.rows + 1));
  found.entry_cols.reserve(observed);
  found.values.reserve(observed);
  std::size_t at = 0;
  for (std::uint32_t problem = 0; problem < dense.batch; ++problem) {
    for (std::uint32_t i = 0; i < found.rows; ++i) {
      found.offsets.push_back(static_cast<std::uint32_t>(found.entry_cols.size()));
      for (std::uint32_t j = 0; j < found.cols; ++j, ++at) {
        if (dense.mask[at] != 0) {
          found.entry_cols.push_back(j);
          found.values.push_back(dense.values[at]);
        }
      }
    }
    found.offsets.push_back(static_cast<std::uint32_t>(found.entry_cols.size()));
  }
  return found;
}

RowEntries listed(const SparseObservations& sparse, RowEntries found) {
  found.offsets.assign(sparse.offsets.begin(), sparse.offsets.end());
  found.entry_cols.assign(sparse.cols.begin(), sparse.cols.end());
  found.values.assign(sparse.values.begin(), sparse.values.end());
  return found;
}

}  // namespace

RowEntries rowEntries(const Observations& observations, std::uint32_t rows, std::uint32_t cols) {
  const RowEntries none{batchOf(observations), rows, cols, {}, {}, {}};
  return std::visit([&](const auto& kind) { return listed(kind, none); }, observations);
}

SparseEntries::SparseEntries(Memory& memory, std::uint32_t batch, std::uint32_t rows,
                             std::uint32_t cols, std::size_t observed)
    : rows_(rows),
      cols_(cols),
      row_offsets_(memory, (static_cast<std::size_t>(rows) + 1) * batch),
      entry_cols_(memory, observed),
      entry_values_(memory, observed),
      col_offsets_(memory, (static_cast<std::size_t>(cols) + 1) * batch),
      entry_rows_(memory, observed),
      entry_places_(memory, observed) {}

void SparseEntries::upload(Device& device, const Observations& observations) {
  RowEntries converted;
  SparseObservations sparse{};
  if (const auto* const listed = std::get_if<SparseObservations>(&observations)) {
    sparse = *listed;
  } else {
    converted = rowEntries(observations, rows_, cols_);
    sparse = converted.view();
  }
  fill(device, row_offsets_, sparse.offsets);
  fill(device, entry_cols_, sparse.cols);
  fill(device, entry_values_, sparse.values);
  const Cols by_cols = colsOf(sparse, rows_, cols_);
  fill(device, col_offsets_, by_cols.offsets);
  fill(device, entry_rows_, by_cols.rows);
  fill(device, entry_places_, by_cols.places);
}

SparseBatch SparseEntries::view() const {
  return {rows_,
          cols_,
          row_offsets_.data(),
          entry_cols_.data(),
          entry_values_.data(),
          col_offsets_.data(),
          entry_rows_.data(),
          entry_places_.data()};
}

}  // namespace lacuna
