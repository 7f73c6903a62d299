// Observed entries on the device, by rows and by columns.
#pragma once

#include <cstdint>
#include <vector>

#include "device/device.h"
#include "solver/observations.h"

namespace lacuna {

/// The entries of a batch row by row, copied: those of SparseObservations, which see.
struct RowEntries {
  std::uint32_t batch = 0;
  std::uint32_t rows = 0;
  std::uint32_t cols = 0;
  std::vector<std::uint32_t> offsets;     // batch × (rows + 1)
  std::vector<std::uint32_t> entry_cols;  // one for each entry
  std::vector<float> values;              // one for each entry

  [[nodiscard]] SparseObservations view() const { return {batch, offsets, entry_cols, values}; }
};

RowEntries rowEntries(const Observations& observations, std::uint32_t rows, std::uint32_t cols);

class SparseEntries {
 public:
  SparseEntries() = default;
  /// Room for `observed` entries in a batch of rows×cols matrices.
  SparseEntries(Memory& memory, std::uint32_t batch, std::uint32_t rows, std::uint32_t cols,
                std::size_t observed);

  /// Uploads them; at most as many as there is room for.
  void upload(Device& device, const Observations& observations);

  [[nodiscard]] SparseBatch view() const;

 private:
  std::uint32_t rows_ = 0;
  std::uint32_t cols_ = 0;
  Buffer<std::uint32_t> row_offsets_;
  Buffer<std::uint32_t> entry_cols_;
  Buffer<float> entry_values_;
  Buffer<std::uint32_t> col_offsets_;
  Buffer<std::uint32_t> entry_rows_;
  Buffer<std::uint32_t> entry_places_;
};

}  // namespace lacuna
