// What is known of the matrices: dense with a mask, or the observed entries alone.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <variant>

namespace lacuna {

/// A batch of matrices: problem b's entries start at b·rows·cols.
struct DenseObservations {
  std::uint32_t batch;
  std::span<const float> values;       // batch × rows × cols; unobserved entries are ignored
  std::span<const std::uint8_t> mask;  // batch × rows × cols; 1 observed, 0 missing
};

/// Observed entries row by row (CSR). Problem b's row i lies at offsets[b·(rows + 1) + i] and the
/// next; offsets count from the start of `cols` and `values`. Columns ascend within a row.
struct SparseObservations {
  std::uint32_t batch;
  std::span<const std::uint32_t> offsets;  // batch × (rows + 1)
  std::span<const std::uint32_t> cols;     // one for each entry
  std::span<const float> values;           // one for each entry
};

using Observations = std::variant<DenseObservations, SparseObservations>;

inline std::uint32_t batchOf(const Observations& observations) {
  return std::visit([](const auto& kind) { return kind.batch; }, observations);
}

/// How many entries are observed in the whole batch.
std::size_t countObserved(const Observations& observations);

/// How many entries are observed in one problem.
std::size_t countObserved(const Observations& observations, std::uint32_t problem);

}  // namespace lacuna
