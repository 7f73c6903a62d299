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
  forLane<16>(
      cols, lane, [&](std::uint32_t j) { return v[j]; },
      [&](std::uint32_t /*j*/, float value) {
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
    const auto power = [&](std::uint32_t j) { return math::exponential(minimum - from[j]); };
    double sum = 0.0;
    forLane<16>(v.cols, lane, power, [&](std::uint32_t j, float e) {
      to[j] = e;
      sum += static_cast<double>(e);
    });
    const auto inverse = static_cast<float>(1.0 / cta.fold(sum));
    forLane<16>(
        v.cols, lane, [&](std::uint32_t j) { return to[j]; },
        [&](std::uint32_t j, float e) { to[j] = e * inverse; });
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
  LACUNA_GPU void row(Cta& /*cta*/, std::uint32_t problem, std::size_t i,
                      std::uint32_t lane) const {
    const float minimum = minima.of(problem)[i];
    const float inverse = inverses.of(problem)[i];
    const float* const from = v.of(problem) + i * v.cols;
    float* const to = y.of(problem) + i * v.cols;
    forLane<16>(
        v.cols, lane, [&](std::uint32_t j) { return from[j]; },
        [&](std::uint32_t j, float value) {
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
    double sum = 0.0;
    for (std::size_t j = i * v.cols + lane; j < (i + 1) * v.cols; j += kLanes) {
      const float e = math::exponential(v.of(problem)[j] - most);
      y.of(problem)[j] = e;
      sum += static_cast<double>(e);
    }
    keepSum(cta, sums.of(problem) + i, lane, sum);
  }
};

/// y = diag(A·1) − A with A_ij = scale·(p_ij + p_ji) off the diagonal. What lies across the
/// diagonal comes through shared memory, a band of columns at a time.
struct LaplacianOp {
  Matrix y;
  ConstMatrix p;
  float scale;

  static constexpr std::uint32_t kBand = 512;
  // One float more in a row: sixteen threads that go down a column meet sixteen banks.
  static constexpr std::uint32_t kStride = kTileRows + 1;
  static_assert(kBand * kStride <= kSharedFloats);

  std::uint32_t plan(Layout /*layout*/) const { return tilesOf(p.rows, kTileRows); }

  template <class Cta>
  LACUNA_GPU void run(Cta& cta, std::uint32_t problem, std::uint32_t tile) const {
    const std::size_t order = p.cols;
    const float* const from = p.of(problem);
    float* const across = cta.shared();
    const std::size_t first = static_cast<std::size_t>(tile) * kTileRows;
    const std::size_t i = first + cta.thread() / kLanes;
    const std::uint32_t lane = cta.thread() % kLanes;
    float* const row = y.of(problem) + i * order;
    double sum = 0.0;
    for (std::size_t band = 0; band < order; band += kBand) {
      const std::size_t end = order - band < kBand ? order : band + kBand;
      cta.sync();
      const std::uint32_t r = cta.thread() % kTileRows;
      if (first + r < order) {
        const float* const column = from + band * order + first + r;
        forLane<16>(
            static_cast<std::uint32_t>(end - band), cta.thread() / kTileRows,
            [&](std::uint32_t j) { return column[j * order]; },
            [&](std::uint32_t j, float value) { across[j * kStride + r] = value; });
      }
      cta.sync();
      if (i < order) {
        const float* const own = from + i * order + band;
        forLane<16>(
            static_cast<std::uint32_t>(end - band), lane, [&](std::uint32_t j) { return own[j]; },
            [&](std::uint32_t j, float value) {
              const float mirrored = across[j * kStride + cta.thread() / kLanes];
              const float entry = band + j == i ? 0.0F : -scale * (value + mirrored);
              row[band + j] = entry;
              sum += static_cast<double>(entry);
            });
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

  [[nodiscard]] LACUNA_GPU float at(std::uint32_t j) const {
    return math::halfSquaredDistance(gram_row, gram_cols[j], gram[j]);
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
      const auto read = [&](std::uint32_t j) { return Pair{g.p[j], g.at(j)}; };
      double sum = 0.0;
      forLane<16>(p.cols, lane, read, [&](std::uint32_t /*j*/, Pair at) {
        sum += static_cast<double>(at.first * at.second);
      });
      sum = cta.fold(sum);
      if (lane == 0) {
        energies.of(problem)[i] = sum;
      }
      if (y.data != nullptr) {
        const auto energy = static_cast<float>(sum);
        float* const to = y.of(problem) + i * p.cols;
        forLane<16>(p.cols, lane, read, [&](std::uint32_t j, Pair at) {
          to[j] = math::softminSlope(at.first, at.second, energy, weight);
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
  LACUNA_GPU void row(Cta& /*cta*/, std::uint32_t problem, std::size_t i,
                      std::uint32_t lane) const {
    const RowDistances g{p.of(problem) + i * p.cols, gram.of(problem) + i * p.cols,
                         diagonal.of(problem), diagonal.of(problem)[i]};
    for (std::uint32_t j = lane; j < p.cols; j += kLanes) {
      y.of(problem)[i * p.cols + j] =
          math::softmaxSlope(g.p[j], g.at(j), *energy.of(problem), weight);
    }
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
  LACUNA_GPU void row(Cta& /*cta*/, std::uint32_t problem, std::size_t i,
                      std::uint32_t lane) const {
    const auto degree = static_cast<float>(1.0 + sums.of(problem)[i]);
    const std::size_t first = i * x.cols;
    const float* const left = px.of(problem) + first;
    const float* const right = ptx.of(problem) + first;
    const float* const own = x.of(problem) + first;
    float* const to = y.of(problem) + first;
    forLane(
        x.cols, lane,
        [&](std::uint32_t j) {
          return Pair{left[j] + right[j], own[j]};
        },
        [&](std::uint32_t j, Pair at) { to[j] = scale * (degree * at.second - at.first); });
  }
};

}  // namespace lacuna::gpu
