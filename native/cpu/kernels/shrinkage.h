// Functions of symmetric matrices by their eigenvectors, many small matrices side by side: a sum
// over the eigenvectors that are kept, in place of the matrix.
#pragma once

#include <cstddef>
#include <cstdint>

#include "cpu/kernel_table.h"
#include "cpu/kernels/lane_eigen.h"
#include "cpu/kernels/transpose.h"
#include "math/host_device.h"

namespace lacuna::cpu {

template <class Isa>
struct ShrinkageKernels {
  using Eigen = LaneEigen<Isa>;
  using Vec = typename Eigen::Vec;
  using Lanes = typename Eigen::Lanes;
  static constexpr std::size_t kLanes = Eigen::kLanes;
  static constexpr int kRows = Eigen::kRows;

  static LACUNA_HD Vec get(const float* p, std::size_t i) { return Eigen::get(p, i); }
  static LACUNA_HD void put(Vec a, float* p, std::size_t i) { Eigen::put(a, p, i); }
  static LACUNA_HD Vec number(float a) { return Eigen::number(a); }

  static void shrink(const ShrinkageTask& task, Range matrices) {
    const std::size_t entries = task.order * task.order;
    const Lanes lanes(task.scratch, task.order);
    for (std::size_t first = matrices.begin; first < matrices.end; first += kLanes) {
      const std::size_t left = matrices.end - first;
      const std::size_t count = left < kLanes ? left : kLanes;
      float* const own = task.matrices + first * entries;
      if (count < kLanes) {
        for (std::size_t k = 0; k < entries * kLanes; ++k) {
          lanes.a[k] = 0.0F;
        }
      }
      TransposeKernels<Isa>::block(lanes.a, kLanes, own, entries, {count, entries});
      Eigen::decompose(lanes);
      const std::size_t kept = factors(lanes, task, task.ranks + first, count);
      combine(lanes, kept);
      TransposeKernels<Isa>::block(own, entries, lanes.a, kLanes, {entries, count});
    }
  }

  /// The factors in place of the eigenvalues; those that are 0 in all lanes are left out, with
  /// their eigenvectors. How many are left.
  static std::size_t factors(const Lanes& l, const ShrinkageTask& task, std::uint32_t* ranks,
                             std::size_t count) {
    const Vec zero = number(0.0F);
    const Vec trace = get(l.trace, 0);
    for (std::size_t lane = 0; lane < count; ++lane) {
      ranks[lane] = 0;
    }
    std::size_t kept = 0;
    for (std::size_t k = 0; k < l.n; ++k) {
      const Vec value = atLeast(get(l.diagonal, k) * trace, zero);
      const Vec signal = value - number(task.noise);
      const Vec product = value * signal;
      const Vec factor = number(1.0F) - number(task.weight) / sqrt(product);
      const Vec above = whereGreater(product, number(task.weight * task.weight), factor, zero);
      float* const at = l.diagonal + kept * kLanes;
      whereGreater(signal, zero, above, zero).store(at);
      bool any = false;
      for (std::size_t lane = 0; lane < kLanes; ++lane) {
        const bool is_kept = at[lane] > 0.0F;
        any = any || is_kept;
        if (lane < count && is_kept) {
          ++ranks[lane];
        }
      }
      if (!any) {
        continue;
      }
      for (std::size_t j = 0; j < l.n && kept < k; ++j) {
        put(get(l.qRow(k), j), l.qRow(kept), j);
      }
      ++kept;
    }
    return kept;
  }

  /// a = Σ factor·q·qᵀ over the first `kept` rows of q.
  static void combine(const Lanes& l, std::size_t kept) {
    std::size_t i = 0;
    for (; i + kRows <= l.n; i += kRows) {
      combineRows<kRows>(l, kept, i);
    }
    for (; i < l.n; ++i) {
      combineRows<1>(l, kept, i);
    }
  }

  template <int kCount>
  static LACUNA_HD void combineRows(const Lanes& l, std::size_t kept, std::size_t i) {
    const std::size_t end = i + kCount;
    std::size_t j = 0;
    for (; j + kRows <= end; j += kRows) {
      combineTile<kCount, kRows>(l, kept, i, j);
    }
    for (; j < end; ++j) {
      combineTile<kCount, 1>(l, kept, i, j);
    }
  }

  template <int kCount, int kOthers>
  static LACUNA_HD void combineTile(const Lanes& l, std::size_t kept, std::size_t i,
                                    std::size_t j) {
    Vec sum[kCount][kOthers];
    for (auto& row : sum) {
      for (Vec& entry : row) {
        entry = number(0.0F);
      }
    }
    for (std::size_t k = 0; k < kept; ++k) {
      const float* const row = l.qRow(k);
      const Vec factor = get(l.diagonal, k);
      Vec other[kOthers];
      for (int c = 0; c < kOthers; ++c) {
        other[c] = factor * get(row, j + static_cast<std::size_t>(c));
      }
      for (int r = 0; r < kCount; ++r) {
        const Vec own = get(row, i + static_cast<std::size_t>(r));
        for (int c = 0; c < kOthers; ++c) {
          sum[r][c] = fma(own, other[c], sum[r][c]);
        }
      }
    }
    for (int r = 0; r < kCount; ++r) {
      const std::size_t at = i + static_cast<std::size_t>(r);
      for (int c = 0; c < kOthers; ++c) {
        const std::size_t beside = j + static_cast<std::size_t>(c);
        put(sum[r][c], l.aRow(at), beside);
        put(sum[r][c], l.aRow(beside), at);
      }
    }
  }
};

}  // namespace lacuna::cpu
