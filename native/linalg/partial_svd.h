// The largest singular triplets of float matrices that change little from one call to the next.
#pragma once

#include <atomic>
#include <cstdint>
#include <span>
#include <vector>

#include "cpu/team.h"
#include "linalg/linear_map.h"
#include "linalg/orthonormal_columns.h"

namespace lacuna {

/// s_i·u_i·v_iᵀ, s descending; columns of u and of v are orthonormal.
struct Triplets {
  std::uint32_t count = 0;
  std::vector<float> u;   // rows × count
  std::vector<double> s;  // count
  std::vector<float> v;   // cols × count
};

/// The largest singular triplets of matrices that change little from one call to the next: starts
/// from the subspace of the call before. Block Krylov spaces of the right singular vectors found so
/// far, until ‖A·v − s·u‖ is some 3e-6·s_1 for each triplet that is asked for; a decomposition of
/// the Gram matrix of the shorter side where more than some of the triplets are. Everything is in
/// float but inner products, so values below some 1e-6·s_1 are not told from zero. The same bits
/// for any number of threads.
class PartialSvd {
 public:
  /// `seed` for the start of the first call. What it is given must outlive it. Calls throw
  /// Error(cancelled) soon after `stop` was set, and Error(invalid_argument) or give wrong triplets
  /// when an entry is not finite.
  PartialSvd(cpu::Team& team, std::uint32_t rows, std::uint32_t cols, std::uint64_t seed,
             const std::atomic<bool>& stop);

  /// All triplets of x (rows × cols, row-major) with s > least.
  Triplets above(std::span<const float> x, double least);

  /// The same of a matrix that is known by its products, no more than `most` (>= 1), the largest
  /// ones. Its entries are asked for where needsEntries(most) says so; else after some spaces the
  /// best triplets so far will do, as many values close together may take long to tell apart.
  Triplets above(const LinearMap& x, double least, std::uint32_t most);

  /// Whether that many triplets are taken from all of the entries: where the shorter side is small,
  /// or they are many beside it. bytes() does not count those entries.
  static bool needsEntries(std::uint64_t rows, std::uint64_t cols, std::uint64_t count);

  /// The largest `count` <= min(rows, cols).
  Triplets largest(std::span<const float> x, std::uint32_t count);

  /// Bytes that calls for that many triplets use, with what they return.
  static std::uint64_t bytes(std::uint64_t rows, std::uint64_t cols, std::uint64_t count);

 private:
  /// What a Krylov space says about x.
  struct Ritz {
    TallMatrix u;
    std::vector<double> s;
    TallMatrix v;
    TallMatrix image;               // x·v
    std::vector<double> residuals;  // ‖x·v_i − s_i·u_i‖
  };

  /// How many of the triplets found are asked for, and whether there may be more.
  struct Wish {
    double least;          // triplets with s > least …
    std::uint32_t count;   // … but no more than this
    std::uint32_t spaces;  // after which the best so far will do; 0: never
  };

  Triplets find(const LinearMap& x, const Wish& wish, std::uint32_t expected);
  Triplets decompose(const LinearMap& x, const Wish& wish);
  Ritz project(const LinearMap& x, TallMatrix image, std::uint32_t depth);
  void widen(TallMatrix& a, std::size_t cols);
  void complete(TallMatrix& a, std::size_t cols);

  cpu::Team& team_;
  std::uint32_t rows_;
  std::uint32_t cols_;
  std::uint64_t seed_;
  const std::atomic<bool>& stop_;
  std::uint32_t draws_ = 0;  // blocks drawn so far
  TallMatrix right_;         // where the next call starts
  std::uint32_t found_ = 0;  // triplets that the last call found
};

}  // namespace lacuna
