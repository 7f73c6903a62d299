// Total variation: forward differences that are zero past the border.
#pragma once

#include <cstdint>

#include "math/real.h"

namespace lacuna {

/// With d_row(i,j) = x(i+1,j) − x(i,j) and d_col(i,j) = x(i,j+1) − x(i,j), zero past the border:
/// l1 = Σ |d_row| + |d_col|; l2 = Σ sqrt(d_row² + d_col² + epsilon²), every entry counted;
/// squared = Σ d_row² + d_col².
enum class VariationNorm : std::uint8_t { l1, l2, squared };

namespace math {

/// What one entry adds to the variation, and its slopes along both differences.
template <class V>
struct VariationNode {
  V value;
  V slope_row;
  V slope_col;
};

struct AnisotropicVariation {
  template <class V>
  static LACUNA_HD VariationNode<V> node(V d_row, V d_col, V /*epsilon*/) {
    return {abs(d_row) + abs(d_col), sign(d_row), sign(d_col)};
  }
};

struct IsotropicVariation {
  /// Slope 0 where all three of d_row, d_col and epsilon are 0.
  template <class V>
  static LACUNA_HD VariationNode<V> node(V d_row, V d_col, V epsilon) {
    const V length = sqrt(fma(d_row, d_row, fma(d_col, d_col, epsilon * epsilon)));
    return {length, whereNonZero(length, d_row / length), whereNonZero(length, d_col / length)};
  }
};

struct SquaredVariation {
  template <class V>
  static LACUNA_HD VariationNode<V> node(V d_row, V d_col, V /*epsilon*/) {
    return {fma(d_row, d_row, d_col * d_col), d_row + d_row, d_col + d_col};
  }
};

}  // namespace math
}  // namespace lacuna
