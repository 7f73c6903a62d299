// Adaptive Laplacians (formulas in math/similarity.h).
#pragma once

#include "cuda/ops/rows.h"
#include "math/similarity.h"

namespace lacuna::gpu {

/// The smallest (or largest) of v among the sixteen threads of a row.
template <class Cta>
LACUNA_GPU float extremeOf(Cta& cta, float v, bool smallest) {
  LACUNA_UNROLL(4)
  for (std::uint32_t half = kLanes / 2; half > 0; half /= 2) {
    const float other = cta.across(v, half);
    v = (smallest ? v > other : v < other) ? other : v;
  }
  return v;
}

template <class Cta>
LACUNA_GPU float extremeOfRow(Cta& cta, const float* v, std::uint32_t cols, std::uint32_t lane,
                              bool smallest) {
  float best = v[lane < cols ? lane : 0];
  forLane(cta, cols, lane, Sources{v}, [&](std::uint32_t /*j*/, float value) {
    best = (smallest ? best > value : best < value) ? value : best;
  });
  return extremeOf(cta, best, smallest);
}

/// y = the softmin of each row of v, and the minimum and the inverse sum of each (or no data).
struct SoftminOp : ByRows<SoftminOp> {
  Matrix y;
  Matrix minima;
  Matrix inverses;
  ConstMatrix v;

  template <class Cta>
  LACUNA_GPU void row(Cta& cta, std::uint32_t problem, std::size_t i, std::uint32_t lane) const {
    const float* const from = v.of(problem) + i * v.cols;
    float* const to = y.of(problem) + i * v.cols;
    const float minimum = extremeOfRow(cta, from, v.cols, lane, true);
    double sum = 0.0;
    forLane(cta, v.cols, lane, Sources{from}, [&](std::uint32_t j, float value) {
      const float e = math::exponential(minimum - value);
      to[j] = e;
      sum += static_cast<double>(e);
    });
    const auto inverse = static_cast<float>(1.0 / cta.fold(sum));
    forLane(cta, v.cols, lane, Sources{to}, [&](std::uint32_t j, float e) { to[j] = e * inverse; });
    if (lane == 0 && minima.data != nullptr) {
      minima.of(problem)[i] = minimum;
      inverses.of(problem)[i] = inverse;
    }
  }
};

/// The y of SoftminOp once more.
struct SoftminAgainOp : ByRows<SoftminAgainOp> {
  Matrix y;
  ConstMatrix v;
  ConstMatrix minima;
  ConstMatrix inverses;

  template <class Cta>
  LACUNA_GPU void row(Cta& cta, std::uint32_t problem, std::size_t i, std::uint32_t lane) const {
    const float minimum = minima.of(problem)[i];
    const float inverse = inverses.of(problem)[i];
    const float* const from = v.of(problem) + i * v.cols;
    float* const to = y.of(problem) + i * v.cols;
    forLane(cta, v.cols, lane, Sources{from}, [&](std::uint32_t j, float value) {
      to[j] = math::exponential(minimum - value) * inverse;
    });
  }
};

/// maxima (rows×1) = the largest entry of each row of y.
struct RowMaximaOp : ByRows<RowMaximaOp> {
  ConstMatrix y;
  Matrix maxima;

  template <class Cta>
  LACUNA_GPU void row(Cta& cta, std::uint32_t problem, std::size_t i, std::uint32_t lane) const {
    const float largest = extremeOfRow(cta, y.of(problem) + i * y.cols, y.cols, lane, false);
    if (lane == 0) {
      maxima.of(problem)[i] = largest;
    }
  }
};

/// y = exp(v − maximum), sums (rows×1) = Σ_j y_ij.
struct ExponentialsOp : ByRows<ExponentialsOp> {
  Matrix y;
  ConstMatrix v;
  ConstMatrix maximum;  // 1×1
  DoubleMatrix sums;

  template <class Cta>
  LACUNA_GPU void row(Cta& cta, std::uint32_t problem, std::size_t i, std::uint32_t lane) const {
    const float most = *maximum.of(problem);
    float* const to = y.of(problem) + i * v.cols;
    double sum = 0.0;
    forLane(cta, v.cols, lane, Sources{v.of(problem) + i * v.cols},
            [&](std::uint32_t j, float value) {
              const float e = math::exponential(value - most);
              to[j] = e;
              sum += static_cast<double>(e);
            });
    keepSum(cta, sums.of(problem) + i, lane, sum);
  }
};

/// y = diag(A·1) − A with A_ij = scale·(p_ij + p_ji) off the diagonal. What lies across the
/// diagonal comes through shared memory, a band of columns at a time.
struct LaplacianOp {
  Matrix y;
  ConstMatrix p;
  float scale;

  static constexpr std::uint32_t kBand = 256;
  // One float more in a row: sixteen threads that go down a column meet sixteen banks.
  static constexpr std::uint32_t kStride = kTileRows + 1;
  static constexpr std::uint32_t kOwn = kBand * kStride;  // where the threads' own entries begin
  static_assert(kOwn + kBand / kLanes * kThreads <= kSharedFloats);

  std::uint32_t plan(Layout /*layout*/) const { return tilesOf(p.rows, kTileRows); }

  template <class Cta>
  LACUNA_GPU void run(Cta& cta, std::uint32_t problem, std::uint32_t tile) const {
    const std::uint32_t order = p.cols;
    const float* const from = p.of(problem);
    const float* const across = cta.shared() + cta.thread() / kLanes;
    float* const own = cta.shared() + kOwn + cta.thread();
    const std::uint32_t first = tile * kTileRows;
    const std::uint32_t i = first + cta.thread() / kLanes;
    const std::uint32_t lane = cta.thread() % kLanes;
    const std::size_t begin = static_cast<std::size_t>(i) * order;
    float* const row = y.of(problem) + begin;
    double sum = 0.0;
    LACUNA_ROLLED
    for (std::uint32_t band = 0; band < order; band += kBand) {
      const std::uint32_t count = order - band < kBand ? order - band : kBand;
      cta.sync();
      if (i < order) {
        LACUNA_UNROLL_BY(4)
        for (std::uint32_t j = lane; j < count; j += kLanes) {
          cta.copy(own + j / kLanes * kThreads, from + begin + band + j, true);
        }
      }
      copyColumns(cta, cta.shared(), from + static_cast<std::size_t>(band) * order + first, order,
                  count, order - first);
      cta.template arrived<0>();
      cta.sync();
      if (i < order) {
        LACUNA_UNROLL_BY(4)
        for (std::uint32_t j = lane; j < count; j += kLanes) {
          const float mirrored = across[j * kStride];
          const float entry =
              band + j == i ? 0.0F : -scale * (own[j / kLanes * kThreads] + mirrored);
          row[band + j] = entry;
          sum += static_cast<double>(entry);
        }
      }
    }
    if (i < order) {
      sum = cta.fold(sum);
      if (lane == i % kLanes) {
        row[i] = static_cast<float>(-sum);
      }
    }
  }
};

/// What the gradients of similarities need of a row.
struct RowDistances {
  const float* p;
  const float* gram;
  const float* gram_cols;
  float gram_row;

  [[nodiscard]] LACUNA_GPU Sources<3> sources() const { return {{p, gram_cols, gram}}; }
  [[nodiscard]] LACUNA_GPU float distance(float gram_col, float product) const {
    return math::halfSquaredDistance(gram_row, gram_col, product);
  }
};

/// energies (rows×1) = Σ_j P_ij g_ij and, where y has data, y = d_v of the row softmin.
struct SoftminGradientOp {
  Matrix y;  // no data: energies only
  DoubleMatrix energies;
  ConstMatrix p;
  ConstMatrix gram;
  ConstMatrix gram_rows;
  ConstMatrix gram_cols;
  float weight;

  std::uint32_t plan(Layout /*layout*/) const { return tilesOf(p.rows, kTileRows); }

  template <class Cta>
  LACUNA_GPU void run(Cta& cta, std::uint32_t problem, std::uint32_t tile) const {
    forRow(cta, p.rows, tile, [&](std::size_t i, std::uint32_t lane) {
      const RowDistances g{p.of(problem) + i * p.cols, gram.of(problem) + i * p.cols,
                           gram_cols.of(problem), gram_rows.of(problem)[i]};
      double sum = 0.0;
      forLane(cta, p.cols, lane, g.sources(),
              [&](std::uint32_t /*j*/, float own, float gram_col, float product) {
                sum += static_cast<double>(own * g.distance(gram_col, product));
              });
      sum = cta.fold(sum);
      if (lane == 0) {
        energies.of(problem)[i] = sum;
      }
      if (y.data != nullptr) {
        const auto energy = static_cast<float>(sum);
        float* const to = y.of(problem) + i * p.cols;
        forLane(cta, p.cols, lane, g.sources(),
                [&](std::uint32_t j, float own, float gram_col, float product) {
                  to[j] = math::softminSlope(own, g.distance(gram_col, product), energy, weight);
                });
      }
    });
  }
};

/// y = d_v of the global softmax from the whole energy (1×1).
struct SoftmaxGradientOp : ByRows<SoftmaxGradientOp> {
  Matrix y;
  ConstMatrix p;
  ConstMatrix gram;
  ConstMatrix diagonal;
  ConstMatrix energy;
  float weight;

  template <class Cta>
  LACUNA_GPU void row(Cta& cta, std::uint32_t problem, std::size_t i, std::uint32_t lane) const {
    const RowDistances g{p.of(problem) + i * p.cols, gram.of(problem) + i * p.cols,
                         diagonal.of(problem), diagonal.of(problem)[i]};
    const float all = *energy.of(problem);
    float* const to = y.of(problem) + i * p.cols;
    forLane(cta, p.cols, lane, g.sources(),
            [&](std::uint32_t j, float own, float gram_col, float product) {
              to[j] = math::softmaxSlope(own, g.distance(gram_col, product), all, weight);
            });
  }
};

/// y (k×r) = scale·((1 + sums)·x − px − ptx).
struct CombineLaplacianOp : ByRows<CombineLaplacianOp> {
  Matrix y;
  ConstMatrix x;
  ConstMatrix px;
  ConstMatrix ptx;
  DoubleMatrix sums;
  float scale;

  template <class Cta>
  LACUNA_GPU void row(Cta& cta, std::uint32_t problem, std::size_t i, std::uint32_t lane) const {
    const auto degree = static_cast<float>(1.0 + sums.of(problem)[i]);
    const std::size_t first = i * x.cols;
    const float* const left = px.of(problem) + first;
    const float* const right = ptx.of(problem) + first;
    const float* const own = x.of(problem) + first;
    float* const to = y.of(problem) + first;
    forLane(cta, x.cols, lane, Sources{left, right, own},
            [&](std::uint32_t j, float from_left, float from_right, float value) {
              to[j] = scale * (degree * value - (from_left + from_right));
            });
  }
};

}  // namespace lacuna::gpu
