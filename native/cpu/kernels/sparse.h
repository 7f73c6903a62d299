// Kernels over observed entries only: X = a·bᵀ is never formed.
#pragma once

#include <cstddef>

#include "cpu/kernel_table.h"
#include "cpu/simd/wide.h"

namespace lacuna::cpu {

template <class Isa>
struct SparseKernels {
  using F = Wide<typename Isa::Vec>;

  /// Σ_k x_k·y_k in sixteen fused chains, folded by halves.
  static LACUNA_HD float product(const float* x, const float* y, std::size_t n) {
    F sum(0.0F);
    forEachWide(n, [&](std::size_t k, auto lanes) LACUNA_BODY {
      sum = fma(F::load(x + k, lanes), F::load(y + k, lanes), sum);
    });
    return fold(sum, [](auto a, auto b) LACUNA_BODY { return a + b; });
  }

  /// An observed entry: the row of the factor that it meets, and by how much.
  struct Term {
    std::size_t row;
    float factor;
  };

  /// y = Σ_e factor_e·x_row(e) over entries [begin, end) in their order: one fused chain for each
  /// lane, which stays in its register.
  template <class Terms>
  static LACUNA_HD void combine(float* y, const float* x, std::size_t n, std::size_t begin,
                                std::size_t end, Terms terms) {
    forEachLong<typename Isa::Vec>(n, [&](std::size_t k, auto lanes) LACUNA_BODY {
      using Group = Wide<typename Isa::Vec, decltype(lanes)::kLanes>;
      Group sum(0.0F);
      for (std::size_t e = begin; e < end; ++e) {
        const Term term = terms(e);
        sum = fma(Group(term.factor), Group::load(x + term.row * n + k, lanes), sum);
      }
      sum.store(y + k, lanes);
    });
  }

  template <class Residual>
  static void rowsOf(float* d_a, float* slopes, double* row_sums, const SparseRows& observed,
                     const float* a, const float* b, std::size_t rank, float scale, Range rows) {
    for (std::size_t i = rows.begin; i < rows.end; ++i) {
      const std::size_t begin = observed.offsets[i];
      const std::size_t end = observed.offsets[i + 1];
      double sum = 0.0;
      for (std::size_t e = begin; e < end; ++e) {
        const float* const other = b + observed.cols[e] * rank;
        const float r =
            math::residual(product(a + i * rank, other, rank), observed.values[e], 1.0F);
        slopes[e] = scale * Residual::slope(r);
        sum += static_cast<double>(Residual::value(r));
      }
      row_sums[i] = sum;
      combine(d_a + i * rank, b, rank, begin, end, [&](std::size_t e) LACUNA_BODY {
        return Term{observed.cols[e], slopes[e]};
      });
    }
  }

  static void rows(float* d_a, float* slopes, double* row_sums, const SparseRows& observed,
                   const float* a, const float* b, std::size_t rank, FidelityKind kind, float scale,
                   Range range) {
    if (kind == FidelityKind::l1) {
      rowsOf<math::AbsoluteResidual>(d_a, slopes, row_sums, observed, a, b, rank, scale, range);
    } else {
      rowsOf<math::SquaredResidual>(d_a, slopes, row_sums, observed, a, b, rank, scale, range);
    }
  }

  static void cols(float* d_b, const SparseCols& observed, const float* slopes, const float* a,
                   std::size_t rank, Range range) {
    for (std::size_t j = range.begin; j < range.end; ++j) {
      combine(d_b + j * rank, a, rank, observed.offsets[j], observed.offsets[j + 1],
              [&](std::size_t e) LACUNA_BODY {
                return Term{observed.rows[e], slopes[observed.positions[e]]};
              });
    }
  }
};

}  // namespace lacuna::cpu
