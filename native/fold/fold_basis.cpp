#include "fold/fold_basis.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "fold/descending_eigen.h"

namespace lacuna {
namespace {

std::vector<double> meanOf(const LowRank& x) {
  std::vector<double> mean(x.rank, 0.0);
  for (std::size_t i = 0; i < x.rows; ++i) {
    for (std::size_t k = 0; k < x.rank; ++k) {
      mean[k] += x.left[i * x.rank + k];
    }
  }
  for (double& value : mean) {
    value /= x.rows;
  }
  return mean;
}

std::vector<double> covarianceOf(const LowRank& x, const std::vector<double>& mean) {
  const std::size_t rank = x.rank;
  std::vector<double> covariance(rank * rank, 0.0);
  std::vector<double> d(rank);
  for (std::size_t i = 0; i < x.rows; ++i) {
    for (std::size_t k = 0; k < rank; ++k) {
      d[k] = x.left[i * rank + k] - mean[k];
    }
    for (std::size_t k = 0; k < rank; ++k) {
      for (std::size_t l = 0; l < rank; ++l) {
        covariance[k * rank + l] += d[k] * d[l];
      }
    }
  }
  for (double& value : covariance) {
    value /= std::max(1.0, x.rows - 1.0);
  }
  return covariance;
}

/// Q·D^(1/2) of the covariance Q·D·Qᵀ.
std::vector<double> rootOf(std::vector<double> covariance, std::size_t rank,
                           const std::atomic<bool>& stop) {
  const EigenDecomposition eigen = descendingEigen(covariance, rank, stop);
  std::vector<double> root(rank * rank);
  for (std::size_t k = 0; k < rank; ++k) {
    const double deviation = std::sqrt(std::max(eigen.values[k], 0.0));
    for (std::size_t i = 0; i < rank; ++i) {
      root[i * rank + k] = eigen.vectors[k * rank + i] * deviation;
    }
  }
  return root;
}

std::vector<double> identity(std::size_t n) {
  std::vector<double> one(n * n, 0.0);
  for (std::size_t i = 0; i < n; ++i) {
    one[i * n + i] = 1.0;
  }
  return one;
}

/// y (m×k) = x (m×n) · t (n×k).
std::vector<double> times(const std::vector<double>& x, const std::vector<double>& t, std::size_t m,
                          std::size_t n, std::size_t k) {
  std::vector<double> y(m * k, 0.0);
  for (std::size_t i = 0; i < m; ++i) {
    for (std::size_t j = 0; j < n; ++j) {
      for (std::size_t l = 0; l < k; ++l) {
        y[i * k + l] += x[i * n + j] * t[j * k + l];
      }
    }
  }
  return y;
}

}  // namespace

double FoldBasis::entryVariance() const {
  const double squares = std::inner_product(weights.begin(), weights.end(), weights.begin(), 0.0);
  return squares / static_cast<double>(cols);
}

FoldBasis foldBasis(const LowRank& x, FoldMetric metric, const std::atomic<bool>& stop) {
  FoldBasis basis{x.cols, x.rank, meanOf(x), {}, {x.right.begin(), x.right.end()}, {}, {}};
  basis.spread = metric == FoldMetric::identity ? identity(x.rank)
                                                : rootOf(covarianceOf(x, basis.mean), x.rank, stop);
  basis.weights = times(basis.columns, basis.spread, x.cols, x.rank, x.rank);
  basis.mean_row = times(basis.columns, basis.mean, x.cols, x.rank, 1);
  return basis;
}

}  // namespace lacuna
