#include "solver/orthogonal.h"

#include <cmath>
#include <utility>

namespace lacuna {
namespace {

/// A matrix by columns: reflections work on whole columns.
struct Columns {
  std::size_t rows;
  std::vector<double> data;

  [[nodiscard]] double* of(std::size_t column) { return data.data() + column * rows; }
};

Columns columnsOf(const std::vector<double>& z, std::size_t rows, std::size_t cols) {
  Columns columns{rows, std::vector<double>(rows * cols)};
  for (std::size_t i = 0; i < rows; ++i) {
    for (std::size_t j = 0; j < cols; ++j) {
      columns.of(j)[i] = z[i * cols + j];
    }
  }
  return columns;
}

double dot(const double* x, const double* y, std::size_t first, std::size_t rows) {
  double sum = 0.0;
  for (std::size_t i = first; i < rows; ++i) {
    sum += x[i] * y[i];
  }
  return sum;
}

/// y ← y − 2·v·(vᵀy) for a unit vector v that is zero before `first`.
void reflect(double* y, const double* v, std::size_t first, std::size_t rows) {
  const double twice = 2.0 * dot(v, y, first, rows);
  for (std::size_t i = first; i < rows; ++i) {
    y[i] -= twice * v[i];
  }
}

/// Turns the column into the unit vector of the reflection that takes its part from `first` on to
/// ∓‖·‖·e_first, and returns the sign that it leaves there. The sign is the one without
/// cancellation.
double makeReflector(double* column, std::size_t first, std::size_t rows) {
  const double norm = std::sqrt(dot(column, column, first, rows));
  const double sign = column[first] < 0.0 ? 1.0 : -1.0;
  column[first] -= sign * norm;
  const double length = std::sqrt(dot(column, column, first, rows));
  for (std::size_t i = first; i < rows; ++i) {
    column[i] = length > 0.0 ? column[i] / length : 0.0;
  }
  return sign;
}

}  // namespace

std::vector<double> orthonormalColumns(std::vector<double> z, std::size_t rows, std::size_t cols) {
  Columns reflectors = columnsOf(z, rows, cols);
  std::vector<double> signs(cols);  // of the diagonal of R
  for (std::size_t k = 0; k < cols; ++k) {
    signs[k] = makeReflector(reflectors.of(k), k, rows);
    for (std::size_t j = k + 1; j < cols; ++j) {
      reflect(reflectors.of(j), reflectors.of(k), k, rows);
    }
  }
  // Column j of Q: all reflections, the last one first, of ±e_j; those behind j leave it alone.
  std::vector<double> column(rows);
  for (std::size_t j = 0; j < cols; ++j) {
    column.assign(rows, 0.0);
    column[j] = signs[j];
    for (std::size_t k = j + 1; k-- > 0;) {
      reflect(column.data(), reflectors.of(k), k, rows);
    }
    for (std::size_t i = 0; i < rows; ++i) {
      z[i * cols + j] = column[i];
    }
  }
  return z;
}

}  // namespace lacuna
