// New rows of a matrix whose column factor is known.
#pragma once

#include <atomic>
#include <cstdint>
#include <vector>

#include "cpu/team.h"
#include "fold/fold_basis.h"
#include "fold/low_rank.h"
#include "solver/observations.h"

namespace lacuna {

/// What is asked for of new rows.
struct FoldSpec {
  LowRank x;  // what was fitted
  FoldMetric metric;
  double lambda;  // weight of the metric
  bool predict;   // whether the completed rows are wanted, or their factors alone
};

/// Completed new rows.
struct FoldedRows {
  std::vector<float> factors;  // new rows × rank
  std::vector<float> matrix;   // new rows × cols, or empty
  double lambda;               // that was used
};

/// For every new row the a that minimises Σ_{j observed} (v_jᵀ·a − x_j)² + λ·metric(a − a0), v_j
/// row j of `right`. A row with no observed entry gets a0. λ is at least 1e-12 times the trace of
/// the normal equations of a whole row, so that these can be solved.
///
/// Per row |Ω|·r² + r³/3 operations, or |Ω|²·r + |Ω|³/3 where |Ω| < r; in double, rows split over
/// the team. Each row is worked out by itself: it has the same bits whatever rows are beside it,
/// for any number of threads. Throws Error: cancelled when `stop` was set, invalid_argument for
/// shapes that do not belong together.
FoldedRows foldIn(cpu::Team& team, const FoldSpec& spec, const SparseObservations& rows,
                  const std::atomic<bool>& stop);

/// Bytes that foldIn takes for that many new rows, its result included and its inputs not.
std::uint64_t foldBytes(const FoldSpec& spec, std::uint64_t new_rows);

}  // namespace lacuna
