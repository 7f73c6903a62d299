// The equations of missing entries on a grid.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "linalg/dissection.h"
#include "linalg/symmetric_rows.h"

namespace lacuna::classic {

/// Δ or Δ²; also how far it reaches.
enum class Operator : std::uint8_t { laplacian = 1, bilaplacian = 2 };

/// What a squared difference of neighbours counts.
struct GridWeights {
  double rows = 1.0;  // of neighbours in a row
  double cols = 1.0;  // of neighbours in a column
};

/// A·x = b for the unknowns x: the rows of the operator at missing entries, what it takes from
/// observed ones on the right.
struct GridSystem {
  std::vector<GridPoint> unknowns;  // in the order of rows
  SymmetricRows a;
  std::vector<double> b;
};

/// A row-major matrix with NaN where nothing is observed.
struct GridMatrix {
  std::span<const float> values;
  std::uint32_t rows;
  std::uint32_t cols;
};

/// The system of x − offset. Constants solve it, so that with a middle value fewer digits are lost.
GridSystem gridSystem(const GridMatrix& matrix, double offset, Operator op,
                      const GridWeights& weights);

}  // namespace lacuna::classic
