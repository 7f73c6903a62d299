// Adaptive Laplacian kernels (formulas in math/similarity.h).
#pragma once

#include <cstddef>

#include "cpu/kernel_table.h"
#include "cpu/kernels/elementwise.h"
#include "cpu/kernels/transpose.h"
#include "cpu/simd/wide.h"
#include "math/exponential.h"

namespace lacuna::cpu {

template <class Isa>
struct SimilarityKernels {
  using F = Wide<typename Isa::Vec>;

  struct Smaller {
    static LACUNA_HD F of(F a, F b) { return atMost(a, b); }
    static LACUNA_HD float of(float a, float b) { return a > b ? b : a; }
  };
  struct Larger {
    static LACUNA_HD F of(F a, F b) { return atLeast(a, b); }
    static LACUNA_HD float of(float a, float b) { return a < b ? b : a; }
  };

  /// The extreme of x[0 … n), n >= 1.
  template <class Extreme>
  static LACUNA_HD float extreme(const float* x, std::size_t n) {
    float best = x[0];
    if (n < kWide) {
      for (std::size_t j = 1; j < n; ++j) {
        best = Extreme::of(best, x[j]);
      }
      return best;
    }
    F found = F::load(x + n - kWide, AllLanes{});  // the last group may overlap the one before
    for (std::size_t j = 0; j + kWide <= n; j += kWide) {
      found = Extreme::of(found, F::load(x + j, AllLanes{}));
    }
    float lane[kWide];
    found.store(lane, AllLanes{});
    for (const float a : lane) {
      best = Extreme::of(best, a);
    }
    return best;
  }

  static void softminRows(float* p, const float* v, std::size_t order, Range rows) {
    for (std::size_t i = rows.begin; i < rows.end; ++i) {
      const float* const from = v + i * order;
      float* const to = p + i * order;
      const F smallest(extreme<Smaller>(from, order));
      WideSum<Isa> sum;
      forEachWide(order, [&](std::size_t j, auto lanes) {
        const F e = math::exponential(smallest - F::load(from + j, lanes));
        e.store(to + j, lanes);
        sum.add(onlyLanes(e, lanes));
      });
      const F inverse(static_cast<float>(1.0 / sum.total()));
      forEachWide(order, [&](std::size_t j, auto lanes) {
        (F::load(to + j, lanes) * inverse).store(to + j, lanes);
      });
    }
  }

  static void rowMaxima(float* maxima, const float* v, std::size_t cols, Range rows) {
    for (std::size_t i = rows.begin; i < rows.end; ++i) {
      maxima[i] = extreme<Larger>(v + i * cols, cols);
    }
  }

  static void exponentials(float* p, double* row_sums, const float* v, std::size_t cols,
                           float maximum, Range rows) {
    for (std::size_t i = rows.begin; i < rows.end; ++i) {
      WideSum<Isa> sum;
      forEachWide(cols, [&](std::size_t j, auto lanes) {
        const F e = math::exponential(F::load(v + i * cols + j, lanes) - F(maximum));
        e.store(p + i * cols + j, lanes);
        sum.add(onlyLanes(e, lanes));
      });
      row_sums[i] = sum.total();
    }
  }

  static void laplacian(float* l, const float* p, std::size_t order, float scale, Range rows) {
    constexpr std::size_t kBand = kWide;
    float transposed[kBand * kWide];
    for (std::size_t i = rows.begin; i < rows.end; i += kBand) {
      const std::size_t count = rows.end - i < kBand ? rows.end - i : kBand;
      forEachWide(order, [&](std::size_t j, auto lanes) {
        const std::size_t width = order - j < kWide ? order - j : kWide;
        TransposeKernels<Isa>::block(transposed, kWide, p + j * order + i, order, {width, count});
        for (std::size_t r = 0; r < count; ++r) {
          const std::size_t at = (i + r) * order + j;
          const F both = F::load(p + at, lanes) + F::load(transposed + r * kWide, lanes);
          (F(-scale) * both).store(l + at, lanes);
        }
      });
      for (std::size_t r = i; r < i + count; ++r) {
        float* const row = l + r * order;
        row[r] = 0.0F;
        WideSum<Isa> sum;
        forEachWide(order, [&](std::size_t j, auto lanes) { sum.add(F::load(row + j, lanes)); });
        row[r] = static_cast<float>(-sum.total());
      }
    }
  }

  /// Calls body(j, lanes, p_ij, g_ij) along row i.
  template <class Body>
  static LACUNA_HD void alongRow(const float* p, const float* gram, const float* diagonal,
                                 std::size_t order, std::size_t i, Body body) {
    const F gram_ii(diagonal[i]);
    forEachWide(order, [&](std::size_t j, auto lanes) {
      const F g = math::halfSquaredDistance(gram_ii, F::load(diagonal + j, lanes),
                                            F::load(gram + i * order + j, lanes));
      body(j, lanes, F::load(p + i * order + j, lanes), g);
    });
  }

  static void rowEnergies(double* row_sums, const float* p, const float* gram,
                          const float* diagonal, std::size_t order, Range rows) {
    for (std::size_t i = rows.begin; i < rows.end; ++i) {
      WideSum<Isa> sum;
      // Absent lanes of p are 0, so they add nothing.
      alongRow(
          p, gram, diagonal, order, i,
          [&](std::size_t /*j*/, auto /*lanes*/, F similarity, F g) { sum.add(similarity * g); });
      row_sums[i] = sum.total();
    }
  }

  static void softminGradient(float* d_v, const double* row_sums, const float* p, const float* gram,
                              const float* diagonal, std::size_t order, float weight, Range rows) {
    for (std::size_t i = rows.begin; i < rows.end; ++i) {
      const F row_energy(static_cast<float>(row_sums[i]));
      alongRow(p, gram, diagonal, order, i, [&](std::size_t j, auto lanes, F similarity, F g) {
        math::softminSlope(similarity, g, row_energy, F(weight)).store(d_v + i * order + j, lanes);
      });
    }
  }

  static void softmaxGradient(float* d_v, const float* p, const float* gram, const float* diagonal,
                              std::size_t order, float energy, float weight, Range rows) {
    for (std::size_t i = rows.begin; i < rows.end; ++i) {
      alongRow(p, gram, diagonal, order, i, [&](std::size_t j, auto lanes, F similarity, F g) {
        math::softmaxSlope(similarity, g, F(energy), F(weight)).store(d_v + i * order + j, lanes);
      });
    }
  }
};

}  // namespace lacuna::cpu
