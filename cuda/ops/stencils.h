// Kernels over neighbouring entries (formulas in math/variation.h and math/stencil.h).
#pragma once

#include "cuda/ops/rows.h"
#include "math/stencil.h"
#include "math/variation.h"

namespace lacuna::gpu {

/// One entry of a field and its neighbours, zero outside.
struct Neighbours {
  const float* field;
  std::uint32_t rows;
  std::uint32_t cols;
  std::size_t i;
  std::uint32_t j;

  [[nodiscard]] LACUNA_GPU float here() const { return field[i * cols + j]; }
  [[nodiscard]] LACUNA_GPU float above() const { return i > 0 ? field[(i - 1) * cols + j] : 0.0F; }
  [[nodiscard]] LACUNA_GPU float below() const {
    return i + 1 < rows ? field[(i + 1) * cols + j] : 0.0F;
  }
  [[nodiscard]] LACUNA_GPU float before() const { return j > 0 ? field[i * cols + j - 1] : 0.0F; }
  [[nodiscard]] LACUNA_GPU float after() const {
    return j + 1 < cols ? field[i * cols + j + 1] : 0.0F;
  }
  [[nodiscard]] LACUNA_GPU float aboveBefore() const {
    return i > 0 && j > 0 ? field[(i - 1) * cols + j - 1] : 0.0F;
  }
};

/// The k-th entry of a lane's sum along a row: CPU kernels that treat the ends of a row apart add
/// the first entry and the last one in lane 0, the second entry too, and so on from there.
/// A row is visited as [0], [1 … n − 2] in groups of sixteen, [n − 1]; all sums follow that order.
template <class Body>
LACUNA_GPU void forEndsApart(std::uint32_t cols, std::uint32_t lane, Body body) {
  if (lane == 0) {
    body(0U);
  }
  for (std::uint32_t j = 1 + lane; j + 1 < cols; j += kLanes) {
    body(j);
  }
  if (lane == 0 && cols > 1) {
    body(cols - 1);
  }
}

/// [0 … n − 2] in groups of sixteen, then [n − 1] in lane 0.
template <class Body>
LACUNA_GPU void forLastApart(std::uint32_t cols, std::uint32_t lane, Body body) {
  for (std::uint32_t j = lane; j + 1 < cols; j += kLanes) {
    body(j);
  }
  if (lane == 0) {
    body(cols - 1);
  }
}

/// y = the slopes along rows, `along_cols` those along columns, sums (rows×1) = Σ value.
struct VariationOp : ByRows<VariationOp> {
  Matrix y;
  Matrix along_cols;
  DoubleMatrix sums;
  ConstMatrix x;
  VariationNorm norm;
  float epsilon;

  template <class Variation, class Cta>
  LACUNA_GPU void rowAs(Cta& cta, std::uint32_t problem, std::size_t i, std::uint32_t lane) const {
    const float* const here = x.of(problem) + i * x.cols;
    const float* const below = i + 1 < x.rows ? here + x.cols : here;
    double sum = 0.0;
    forLastApart(x.cols, lane, [&](std::uint32_t j) {
      const float d_row = below[j] - here[j];
      const float d_col = j + 1 < x.cols ? here[j + 1] - here[j] : 0.0F;
      const auto node = Variation::node(d_row, d_col, epsilon);
      y.of(problem)[i * x.cols + j] = node.slope_row;
      along_cols.of(problem)[i * x.cols + j] = node.slope_col;
      sum += static_cast<double>(node.value);
    });
    keepSum(cta, sums.of(problem) + i, lane, sum);
  }

  template <class Cta>
  LACUNA_GPU void row(Cta& cta, std::uint32_t problem, std::size_t i, std::uint32_t lane) const {
    switch (norm) {
      case VariationNorm::l1:
        return rowAs<math::AnisotropicVariation>(cta, problem, i, lane);
      case VariationNorm::l2:
        return rowAs<math::IsotropicVariation>(cta, problem, i, lane);
      case VariationNorm::squared:
        return rowAs<math::SquaredVariation>(cta, problem, i, lane);
    }
  }
};

/// y = d_x += weight · the adjoint differences of the slopes.
struct VariationGradientOp : ByRows<VariationGradientOp> {
  Matrix y;
  ConstMatrix slope_row;
  ConstMatrix slope_col;
  float weight;

  template <class Cta>
  LACUNA_GPU void row(Cta& /*cta*/, std::uint32_t problem, std::size_t i,
                      std::uint32_t lane) const {
    for (std::uint32_t j = lane; j < y.cols; j += kLanes) {
      const Neighbours rows{slope_row.of(problem), y.rows, y.cols, i, j};
      const Neighbours cols{slope_col.of(problem), y.rows, y.cols, i, j};
      const float along_rows = rows.above() - rows.here();
      const float along_cols = cols.before() - cols.here();
      float& slope = y.of(problem)[i * y.cols + j];
      slope = math::fma(weight, along_rows + along_cols, slope);
    }
  }
};

/// y = the 5-point Laplacian of x at interior entries, 0 at the border, sums (rows×1) = Σ y².
struct FivePointOp : ByRows<FivePointOp> {
  Matrix y;
  DoubleMatrix sums;
  ConstMatrix x;

  template <class Cta>
  LACUNA_GPU void row(Cta& cta, std::uint32_t problem, std::size_t i, std::uint32_t lane) const {
    double sum = 0.0;
    forEndsApart(x.cols, lane, [&](std::uint32_t j) {
      const Neighbours n{x.of(problem), x.rows, x.cols, i, j};
      const bool is_inner = i > 0 && i + 1 < x.rows && j > 0 && j + 1 < x.cols;
      float value = 0.0F;
      if (is_inner) {
        value = math::fivePoint(n.here(), n.above(), n.below(), n.before(), n.after());
        sum += static_cast<double>(value * value);
      }
      y.of(problem)[i * x.cols + j] = value;
    });
    keepSum(cta, sums.of(problem) + i, lane, sum);
  }
};

/// y = d_x += weight/norm · the adjoint of the 5-point Laplacian applied to l; nothing where the
/// norm (1×1) is 0.
struct FivePointGradientOp : ByRows<FivePointGradientOp> {
  Matrix y;
  ConstMatrix l;
  DoubleMatrix norm;
  double weight;

  template <class Cta>
  LACUNA_GPU void row(Cta& /*cta*/, std::uint32_t problem, std::size_t i,
                      std::uint32_t lane) const {
    if (*norm.of(problem) == 0.0) {
      return;
    }
    const auto factor = static_cast<float>(weight / *norm.of(problem));
    for (std::uint32_t j = lane; j < y.cols; j += kLanes) {
      const Neighbours n{l.of(problem), y.rows, y.cols, i, j};
      float& slope = y.of(problem)[i * y.cols + j];
      slope = math::fma(
          factor, math::fivePoint(n.here(), n.above(), n.below(), n.before(), n.after()), slope);
    }
  }
};

/// y = rr, rc and cc: second differences of x, 0 where they would leave it; sums (rows×1) = Σ rr² +
/// 2·rc² + cc².
struct BendingOp : ByRows<BendingOp> {
  Matrix y;
  Matrix rc;
  Matrix cc;
  DoubleMatrix sums;
  ConstMatrix x;

  template <class Cta>
  LACUNA_GPU void row(Cta& cta, std::uint32_t problem, std::size_t i, std::uint32_t lane) const {
    double sum = 0.0;
    forEndsApart(x.cols, lane, [&](std::uint32_t j) {
      const float* const here = x.of(problem) + i * x.cols + j;
      const float* const below = i + 1 < x.rows ? here + x.cols : here;
      float along_rows = 0.0F;
      float mixed = 0.0F;
      float along_cols = 0.0F;
      if (i > 0 && i + 1 < x.rows) {
        along_rows = math::secondDifference(*(here - x.cols), *here, *below);
      }
      if (j + 1 < x.cols) {
        mixed = (below[1] - below[0]) - (here[1] - here[0]);
        if (j > 0) {
          along_cols = math::secondDifference(*(here - 1), here[0], here[1]);
        }
      }
      const std::size_t at = i * x.cols + j;
      y.of(problem)[at] = along_rows;
      rc.of(problem)[at] = mixed;
      cc.of(problem)[at] = along_cols;
      sum += static_cast<double>(math::bending(along_rows, mixed, along_cols));
    });
    keepSum(cta, sums.of(problem) + i, lane, sum);
  }
};

/// y = d_x += weight · the gradient of Σ rr² + 2·rc² + cc².
struct BendingGradientOp : ByRows<BendingGradientOp> {
  Matrix y;
  ConstMatrix rr;
  ConstMatrix rc;
  ConstMatrix cc;
  float weight;

  template <class Cta>
  LACUNA_GPU void row(Cta& /*cta*/, std::uint32_t problem, std::size_t i,
                      std::uint32_t lane) const {
    for (std::uint32_t j = lane; j < y.cols; j += kLanes) {
      const Neighbours rows{rr.of(problem), y.rows, y.cols, i, j};
      const Neighbours mixed{rc.of(problem), y.rows, y.cols, i, j};
      const Neighbours cols{cc.of(problem), y.rows, y.cols, i, j};
      const float straight = math::secondDifference(rows.above(), rows.here(), rows.below()) +
                             math::secondDifference(cols.before(), cols.here(), cols.after());
      const float crossed = (mixed.here() - mixed.above()) - (mixed.before() - mixed.aboveBefore());
      const float slope = math::fma(2.0F, crossed, straight);
      float& to = y.of(problem)[i * y.cols + j];
      to = math::fma(weight, slope + slope, to);
    }
  }
};

}  // namespace lacuna::gpu
