// Adaptive Laplacian kernels (formulas in math/similarity.h).
#pragma once

#include <cstddef>

#include "cpu/kernel_table.h"
#include "cpu/kernels/transpose.h"
#include "cpu/simd/wide.h"
#include "math/exponential.h"

namespace lacuna::cpu {

template <class Isa>
struct SimilarityKernels {
  using Vec = typename Isa::Vec;
  using F = Wide<Vec>;
  using Transpose = TransposeKernels<Isa>;
  template <class Lanes>
  using Group = Wide<Vec, Lanes::kLanes>;

  struct Smaller {
    template <class V>
    LACUNA_HD V operator()(V a, V b) const {
      return atMost(a, b);
    }
    LACUNA_HD float operator()(float a, float b) const { return a > b ? b : a; }
  };
  struct Larger {
    template <class V>
    LACUNA_HD V operator()(V a, V b) const {
      return atLeast(a, b);
    }
    LACUNA_HD float operator()(float a, float b) const { return a < b ? b : a; }
  };

  /// The extreme of x[0 … n), n >= 1.
  template <class Extreme>
  static LACUNA_HD float extreme(const float* x, std::size_t n) {
    constexpr Extreme kExtreme;
    if (n < kWide) {
      float best = x[0];
      for (std::size_t j = 1; j < n; ++j) {
        best = kExtreme(best, x[j]);
      }
      return best;
    }
    F found = F::load(x + n - kWide, AllLanes{});  // the last group may overlap the one before
    for (std::size_t j = 0; j + kWide <= n; j += kWide) {
      const F here = F::load(x + j, AllLanes{});
      for (int i = 0; i < F::kParts; ++i) {
        found.part[i] = kExtreme(found.part[i], here.part[i]);
      }
    }
    return fold(found, kExtreme);
  }

  /// p = exp(minimum − v) along a row; Σ p.
  static LACUNA_HD double exponentialsUnder(float* p, const float* v, float minimum,
                                            std::size_t cols) {
    forEachLong<Vec>(cols, [&](std::size_t j, auto lanes) LACUNA_BODY {
      using G = Group<decltype(lanes)>;
      math::exponential(G(minimum) - G::load(v + j, lanes)).store(p + j, lanes);
    });
    WideSum<Isa> sum;
    forEachWide(cols,
                [&](std::size_t j, auto lanes) LACUNA_BODY { sum.add(F::load(p + j, lanes)); });
    return sum.total();
  }

  /// Rows that are worked on together, one stage after the other: while one row waits for its
  /// minimum, its sum or its division, the next is under way. All of them stay in the first-level
  /// cache.
  static LACUNA_HD std::size_t rowsTogether(std::size_t cols) {
    constexpr std::size_t kFloats = 4096;
    constexpr std::size_t kMost = 8;
    const std::size_t fitting = kFloats / cols;
    return fitting < 1 ? 1 : (fitting > kMost ? kMost : fitting);
  }

  static void softminRows(float* p, float* minima, float* inverses, const float* v,
                          std::size_t cols, Range rows) {
    const std::size_t together = rowsTogether(cols);
    for (std::size_t begin = rows.begin; begin < rows.end; begin += together) {
      const std::size_t end = rows.end - begin < together ? rows.end : begin + together;
      for (std::size_t i = begin; i < end; ++i) {
        minima[i] = extreme<Smaller>(v + i * cols, cols);
      }
      for (std::size_t i = begin; i < end; ++i) {
        const double sum = exponentialsUnder(p + i * cols, v + i * cols, minima[i], cols);
        inverses[i] = static_cast<float>(1.0 / sum);
      }
      for (std::size_t i = begin; i < end; ++i) {
        const F inverse(inverses[i]);
        forEachWide(cols, [&](std::size_t j, auto lanes) LACUNA_BODY {
          float* const to = p + i * cols + j;
          (F::load(to, lanes) * inverse).store(to, lanes);
        });
      }
    }
  }

  static void softminAgain(float* p, const float* v, const float* minima, const float* inverses,
                           std::size_t cols, Range rows) {
    for (std::size_t i = rows.begin; i < rows.end; ++i) {
      forEachLong<Vec>(cols, [&](std::size_t j, auto lanes) LACUNA_BODY {
        using G = Group<decltype(lanes)>;
        const G e = math::exponential(G(minima[i]) - G::load(v + i * cols + j, lanes));
        (e * G(inverses[i])).store(p + i * cols + j, lanes);
      });
    }
  }

  static void addColumnSums(double* sums, const float* p, Shape shape_p, Range cols) {
    forEachWide(cols.end - cols.begin, [&](std::size_t at, auto lanes) LACUNA_BODY {
      const std::size_t j = cols.begin + at;
      WideSum<Isa> sum;
      for (std::size_t i = 0; i < shape_p.rows; ++i) {
        sum.add(F::load(p + i * shape_p.cols + j, lanes));
      }
      double lane[kWide];
      sum.store(lane);
      const std::size_t count = cols.end - j < kWide ? cols.end - j : kWide;
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
      forEachLong<Vec>(cols, [&](std::size_t j, auto lanes) LACUNA_BODY {
        using G = Group<decltype(lanes)>;
        const G e = math::exponential(G::load(v + i * cols + j, lanes) - G(maximum));
        e.store(p + i * cols + j, lanes);
        sum.add(e.only(lanes));
      });
      row_sums[i] = sum.total();
    }
  }

  static void laplacian(float* l, const float* p, std::size_t order, float scale, Range rows) {
    for (std::size_t i = rows.begin; i < rows.end; i += kWide) {
      const std::size_t end = rows.end - i < kWide ? rows.end : i + kWide;
      addTransposed(l, p, order, -scale, {i, end});
      for (std::size_t r = i; r < end; ++r) {
        l[r * order + r] = 0.0F;
      }
      for (std::size_t r = i; r < end; ++r) {
        float* const row = l + r * order;
        WideSum<Isa> sum;
        forEachWide(order, [&](std::size_t j, auto lanes)
                               LACUNA_BODY { sum.add(F::load(row + j, lanes)); });
        row[r] = static_cast<float>(-sum.total());
      }
    }
  }

  /// Where a square of the Laplacian lies: l, p and the square of p across the diagonal.
  struct Across {
    float* l;
    const float* p;
    const float* mirrored;
    std::size_t order;
  };

  /// l = factor·(p + mirroredᵀ). Calls of their own, as TransposeKernels::whole is.
  static LACUNA_APART void addWhole(const Across& at, float factor) {
    typename Transpose::Square square;
    square.load(at.mirrored, at.order);
    LACUNA_UNROLL(16)
    for (std::size_t r = 0; r < Transpose::kSide; ++r) {
      const Vec both = Vec::load(at.p + r * at.order) + square.col[r];
      (Vec::broadcast(factor) * both).store(at.l + r * at.order);
    }
  }
  /// shape: that of mirrored.
  static LACUNA_APART void addPart(const Across& at, float factor, Shape shape) {
    const auto lanes = static_cast<int>(shape.rows);
    typename Transpose::Square square;
    square.load(at.mirrored, at.order, shape);
    LACUNA_UNROLL(16)
    for (std::size_t r = 0; r < Transpose::kSide; ++r) {
      if (r < shape.cols) {
        const Vec both = Vec::load(at.p + r * at.order, lanes) + square.col[r];
        (Vec::broadcast(factor) * both).store(at.l + r * at.order, lanes);
      }
    }
  }

  /// Rows of l = factor·(p + pᵀ).
  static LACUNA_HD void addTransposed(float* l, const float* p, std::size_t order, float factor,
                                      Range rows) {
    Transpose::forEachSquare(
        {order, rows.end - rows.begin}, [&](std::size_t j, std::size_t r, Shape shape) LACUNA_BODY {
          const std::size_t i = rows.begin + r;
          const Across at{l + i * order + j, p + i * order + j, p + j * order + i, order};
          if (Transpose::isWhole(shape)) {
            addWhole(at, factor);
          } else {
            addPart(at, factor, shape);
          }
        });
  }

  /// Calls body(j, lanes, p_ij, g_ij) along row i.
  template <class Body>
  static LACUNA_HD void alongRow(const float* p, const float* gram, const float* gram_rows,
                                 const float* gram_cols, std::size_t cols, std::size_t i,
                                 Body body) {
    const F gram_ii(gram_rows[i]);
    forEachWide(cols, [&](std::size_t j, auto lanes) LACUNA_BODY {
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
      alongRow(p, gram, gram_rows, gram_cols, cols, i,
               [&](std::size_t /*j*/, auto /*lanes*/, F similarity, F g)
                   LACUNA_BODY { sum.add(similarity * g); });
      row_sums[i] = sum.total();
    }
  }

  static void softminGradient(float* d_v, const double* row_sums, const float* p, const float* gram,
                              const float* gram_rows, const float* gram_cols, std::size_t cols,
                              float weight, Range rows) {
    for (std::size_t i = rows.begin; i < rows.end; ++i) {
      const F row_energy(static_cast<float>(row_sums[i]));
      alongRow(p, gram, gram_rows, gram_cols, cols, i,
               [&](std::size_t j, auto lanes, F similarity, F g) LACUNA_BODY {
                 math::softminSlope(similarity, g, row_energy, F(weight))
                     .store(d_v + i * cols + j, lanes);
               });
    }
  }

  static void softmaxGradient(float* d_v, const float* p, const float* gram, const float* diagonal,
                              std::size_t order, float energy, float weight, Range rows) {
    for (std::size_t i = rows.begin; i < rows.end; ++i) {
      alongRow(p, gram, diagonal, diagonal, order, i,
               [&](std::size_t j, auto lanes, F similarity, F g) LACUNA_BODY {
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
      forEachWide(cols, [&](std::size_t j, auto lanes) LACUNA_BODY {
        const std::size_t at = i * cols + j;
        const F both = F::load(px + at, lanes) + F::load(ptx + at, lanes);
        (F(scale) * (degree * F::load(x + at, lanes) - both)).store(l + at, lanes);
      });
    }
  }
};

}  // namespace lacuna::cpu
