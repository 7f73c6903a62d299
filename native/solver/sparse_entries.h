// Observed entries on the device, by rows and by columns.
#pragma once

#include <cstdint>

#include "device/device.h"
#include "solver/observations.h"

namespace lacuna {

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
