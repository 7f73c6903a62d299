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
  template <class Lanes>
  using Group = Wide<typename Isa::Vec, Lanes::kLanes>;

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
    if (n < kWide) {
      float best = x[0];
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
    for (int half = kWide / 2; half > 0; half /= 2) {
      for (int l = 0; l < half; ++l) {
        lane[l] = Extreme::of(lane[l], lane[l + half]);
      }
    }
    return lane[0];
  }

  static void softminRows(float* p, float* minima, float* inverses, const float* v,
                          std::size_t cols, Range rows) {
    for (std::size_t i = rows.begin; i < rows.end; ++i) {
      const float* const from = v + i * cols;
      float* const to = p + i * cols;
      minima[i] = extreme<Smaller>(from, cols);
      WideSum<Isa> sum;
      forEachLong(cols, [&](std::size_t j, auto lanes) {
        using G = Group<decltype(lanes)>;
        const G e = math::exponential(G(minima[i]) - G::load(from + j, lanes));
        e.store(to + j, lanes);
        sum.add(onlyLanes(e, lanes));
      });
      inverses[i] = static_cast<float>(1.0 / sum.total());
      const F inverse(inverses[i]);
      forEachWide(cols, [&](std::size_t j, auto lanes) {
        (F::load(to + j, lanes) * inverse).store(to + j, lanes);
      });
    }
  }

  static void softminAgain(float* p, const float* v, const float* minima, const float* inverses,
                           std::size_t cols, Range rows) {
    for (std::size_t i = rows.begin; i < rows.end; ++i) {
      forEachLong(cols, [&](std::size_t j, auto lanes) {
        using G = Group<decltype(lanes)>;
        const G e = math::exponential(G(minima[i]) - G::load(v + i * cols + j, lanes));
        (e * G(inverses[i])).store(p + i * cols + j, lanes);
      });
    }
  }

  static void addColumnSums(double* sums, const float* p, Shape shape_p, Range cols) {
    forEachWide(cols.end - cols.begin, [&](std::size_t at, auto lanes) {
      const std::size_t j = cols.begin + at;
      WideSum<Isa> sum;
      for (std::size_t i = 0; i < shape_p.rows; ++i) {
        sum.add(F::load(p + i * shape_p.cols + j, lanes));
      }
      double lane[kWide];
      sum.store(lane);
      const std::size_t count = shape_p.cols - j < kWide ? shape_p.cols - j : kWide;
      for (std::size_t l = 0; l < count; ++l) {
        sums[j + l] += lane[l];
      }
    });
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
      forEachLong(cols, [&](std::size_t j, auto lanes) {
        using G = Group<decltype(lanes)>;
        const G e = math::exponential(G::load(v + i * cols + j, lanes) - G(maximum));
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
  static LACUNA_HD void alongRow(const float* p, const float* gram, const float* gram_rows,
                                 const float* gram_cols, std::size_t cols, std::size_t i,
                                 Body body) {
    const F gram_ii(gram_rows[i]);
    forEachWide(cols, [&](std::size_t j, auto lanes) {
      const F g = math::halfSquaredDistance(gram_ii, F::load(gram_cols + j, lanes),
                                            F::load(gram + i * cols + j, lanes));
      body(j, lanes, F::load(p + i * cols + j, lanes), g);
    });
  }

  static void rowEnergies(double* row_sums, const float* p, const float* gram,
                          const float* gram_rows, const float* gram_cols, std::size_t cols,
                          Range rows) {
    for (std::size_t i = rows.begin; i < rows.end; ++i) {
      WideSum<Isa> sum;
      // Absent lanes of p are 0, so they add nothing.
      alongRow(
          p, gram, gram_rows, gram_cols, cols, i,
          [&](std::size_t /*j*/, auto /*lanes*/, F similarity, F g) { sum.add(similarity * g); });
      row_sums[i] = sum.total();
    }
  }

  static void softminGradient(float* d_v, const double* row_sums, const float* p, const float* gram,
                              const float* gram_rows, const float* gram_cols, std::size_t cols,
                              float weight, Range rows) {
    for (std::size_t i = rows.begin; i < rows.end; ++i) {
      const F row_energy(static_cast<float>(row_sums[i]));
      alongRow(p, gram, gram_rows, gram_cols, cols, i,
               [&](std::size_t j, auto lanes, F similarity, F g) {
                 math::softminSlope(similarity, g, row_energy, F(weight))
                     .store(d_v + i * cols + j, lanes);
               });
    }
  }

  static void softmaxGradient(float* d_v, const float* p, const float* gram, const float* diagonal,
                              std::size_t order, float energy, float weight, Range rows) {
    for (std::size_t i = rows.begin; i < rows.end; ++i) {
      alongRow(p, gram, diagonal, diagonal, order, i,
               [&](std::size_t j, auto lanes, F similarity, F g) {
                 math::softmaxSlope(similarity, g, F(energy), F(weight))
                     .store(d_v + i * order + j, lanes);
               });
    }
  }

  static void rowProducts(float* products, const float* x, const float* y, std::size_t cols,
                          Range rows) {
    for (std::size_t i = rows.begin; i < rows.end; ++i) {
      float sum = 0.0F;
      for (std::size_t k = 0; k < cols; ++k) {
        sum = math::fma(x[i * cols + k], y[i * cols + k], sum);
      }
      products[i] = sum;
    }
  }

  static void combineLaplacian(float* l, const float* x, const float* px, const float* ptx,
                               const double* sums, std::size_t cols, float scale, Range rows) {
    for (std::size_t i = rows.begin; i < rows.end; ++i) {
      const F degree(static_cast<float>(1.0 + sums[i]));
      forEachWide(cols, [&](std::size_t j, auto lanes) {
        const std::size_t at = i * cols + j;
        const F both = F::load(px + at, lanes) + F::load(ptx + at, lanes);
        (F(scale) * (degree * F::load(x + at, lanes) - both)).store(l + at, lanes);
      });
    }
  }
};

}  // namespace lacuna::cpu
