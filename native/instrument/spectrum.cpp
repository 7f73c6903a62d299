#include "instrument/spectrum.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "linalg/gram.h"
#include "linalg/symmetric_eigen.h"

namespace lacuna {
namespace {

bool allFinite(std::span<const double> values) {
  return std::all_of(values.begin(), values.end(), [](double v) { return std::isfinite(v); });
}

/// x in double, transposed where that makes its rows the longer side.
std::vector<double> upright(std::span<const float> x, std::size_t rows, std::size_t cols) {
  if (rows >= cols) {
    return {x.begin(), x.end()};
  }
  std::vector<double> turned(x.size());
  for (std::size_t i = 0; i < rows; ++i) {
    for (std::size_t j = 0; j < cols; ++j) {
      turned[j * rows + i] = static_cast<double>(x[i * cols + j]);
    }
  }
  return turned;
}

std::vector<double> rootsDescending(std::vector<double> ascending) {
  std::reverse(ascending.begin(), ascending.end());
  for (double& value : ascending) {
    value = std::sqrt(std::max(value, 0.0));
  }
  return ascending;
}

/// c (n×n) = a·b for symmetric a.
std::vector<double> product(std::span<const double> a, std::span<const double> b, std::size_t n) {
  std::vector<double> c(n * n);
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t k = 0; k < n; ++k) {
      for (std::size_t j = 0; j < n; ++j) {
        c[i * n + j] += a[i * n + k] * b[k * n + j];
      }
    }
  }
  return c;
}

/// The symmetric root of a positive semi-definite a.
std::vector<double> squareRoot(std::span<const double> a, std::size_t n) {
  const EigenDecomposition eigen = symmetricEigen(a, n);
  std::vector<double> root(n * n);
  for (std::size_t k = 0; k < n; ++k) {
    const double value = std::sqrt(std::max(eigen.values[k], 0.0));
    const double* const v = eigen.vectors.data() + k * n;
    for (std::size_t i = 0; i < n; ++i) {
      for (std::size_t j = 0; j < n; ++j) {
        root[i * n + j] += value * v[i] * v[j];
      }
    }
  }
  return root;
}

}  // namespace

std::vector<double> singularValues(std::span<const float> x, std::size_t rows, std::size_t cols) {
  const std::size_t shorter = std::min(rows, cols);
  std::vector<double> a = upright(x, rows, cols);
  if (!allFinite(a)) {
    return std::vector<double>(shorter, std::numeric_limits<double>::quiet_NaN());
  }
  return rootsDescending(
      symmetricEigenvalues(gramOfColumns(a, std::max(rows, cols), shorter), shorter));
}

std::vector<double> singularValues(std::span<const float> left, std::span<const float> right,
                                   std::size_t rank) {
  const std::vector<double> a(left.begin(), left.end());
  const std::vector<double> b(right.begin(), right.end());
  if (!allFinite(a) || !allFinite(b)) {
    return std::vector<double>(rank, std::numeric_limits<double>::quiet_NaN());
  }
  const std::vector<double> root = squareRoot(gramOfColumns(a, left.size() / rank, rank), rank);
  const std::vector<double> gram = gramOfColumns(b, right.size() / rank, rank);
  std::vector<double> inner = product(product(root, gram, rank), root, rank);
  for (std::size_t i = 0; i < rank; ++i) {  // symmetric but for rounding
    for (std::size_t j = 0; j < i; ++j) {
      inner[j * rank + i] = inner[i * rank + j];
    }
  }
  return rootsDescending(symmetricEigenvalues(inner, rank));
}

double effectiveRank(std::span<const double> singular_values) {
  const double sum = std::accumulate(singular_values.begin(), singular_values.end(), 0.0);
  if (sum == 0.0) {
    return 0.0;
  }
  double entropy = 0.0;
  for (const double value : singular_values) {
    if (value != 0.0) {
      entropy -= value / sum * std::log(value / sum);
    }
  }
  return std::exp(entropy);
}

}  // namespace lacuna
