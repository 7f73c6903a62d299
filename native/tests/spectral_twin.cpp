#include "spectral_twin.h"

#include <algorithm>

#include "chain_twin.h"
#include "linalg/symmetric_eigen.h"

namespace lacuna::test {
namespace {

struct Side {
  DoubleMatrix vectors;        // order×band, one in each column
  std::vector<double> values;  // band
};

Side sideOf(const SpectralSideSpec& spec, std::size_t order) {
  Side side{DoubleMatrix(order, spec.band), std::vector<double>(spec.band)};
  if (spec.laplacian.empty()) {
    for (std::size_t i = 0; i < order; ++i) {
      side.vectors.at(i, i) = 1.0;
    }
    return side;
  }
  const std::vector<double> laplacian(spec.laplacian.begin(), spec.laplacian.end());
  const auto [values, vectors] = symmetricEigen(laplacian, order);
  for (std::size_t j = 0; j < spec.band; ++j) {
    side.values[j] = values[j];
    for (std::size_t i = 0; i < order; ++i) {
      side.vectors.at(i, j) = vectors[j * order + i];
    }
  }
  return side;
}

struct Factors {
  DoubleMatrix p;
  DoubleMatrix c;
  DoubleMatrix q;
};

DoubleMatrix identity(std::size_t rows, std::size_t cols) {
  DoubleMatrix x(rows, cols);
  for (std::size_t i = 0; i < std::min(rows, cols); ++i) {
    x.at(i, i) = 1.0;
  }
  return x;
}

Factors factorsFrom(const SpectralChainSpec& chain, std::span<const DoubleMatrix> trained) {
  const std::size_t p = chain.rows.band;
  const std::size_t q = chain.cols.band;
  Factors factors{identity(p, p), identity(p, q), identity(q, q)};
  std::size_t next = 0;
  for (const auto& [is_trained, factor] :
       {std::pair{chain.trained.p, &factors.p}, std::pair{chain.trained.c, &factors.c},
        std::pair{chain.trained.q, &factors.q}}) {
    if (is_trained) {
      *factor = trained[next++];
    }
  }
  return factors;
}

DoubleMatrix coreOf(const Factors& factors) {
  return chainProduct(std::vector{factors.p, factors.c, transposed(factors.q)});
}

/// ‖off(FᵀΛF)‖².
double offDiagonal(const DoubleMatrix& factor, const std::vector<double>& values) {
  double sum = 0.0;
  for (std::size_t i = 0; i < factor.cols; ++i) {
    for (std::size_t j = 0; j < factor.cols; ++j) {
      double entry = 0.0;
      for (std::size_t k = 0; k < factor.rows; ++k) {
        entry += factor.at(k, i) * values[k] * factor.at(k, j);
      }
      sum += i == j ? 0.0 : entry * entry;
    }
  }
  return sum;
}

/// Σ values_i·‖row i of x‖².
double energy(const DoubleMatrix& x, const std::vector<double>& values) {
  double sum = 0.0;
  for (std::size_t i = 0; i < x.rows; ++i) {
    for (std::size_t j = 0; j < x.cols; ++j) {
      sum += values[i] * x.at(i, j) * x.at(i, j);
    }
  }
  return sum;
}

}  // namespace

std::size_t parametersOf(const SpectralChainSpec& chain) {
  return std::size_t{chain.trained.p} + std::size_t{chain.trained.c} + std::size_t{chain.trained.q};
}

DoubleMatrix spectralProduct(const SpectralChainSpec& chain, std::size_t rows, std::size_t cols,
                             std::span<const DoubleMatrix> trained) {
  const DoubleMatrix core = coreOf(factorsFrom(chain, trained));
  return chainProduct(std::vector{sideOf(chain.rows, rows).vectors, core,
                                  transposed(sideOf(chain.cols, cols).vectors)});
}

std::vector<double> spectralTerms(const SpectralChainSpec& chain, std::size_t rows,
                                  std::size_t cols, std::span<const DoubleMatrix> trained) {
  const Factors factors = factorsFrom(chain, trained);
  const DoubleMatrix core = coreOf(factors);
  std::vector<double> terms;
  const auto add = [&](const SpectralSideSpec& side, bool trains, double weight, double value) {
    if (!side.laplacian.empty() && trains && weight != 0.0) {
      terms.push_back(weight * value);
    }
  };
  const auto lambda = sideOf(chain.rows, rows).values;
  const auto mu = sideOf(chain.cols, cols).values;
  add(chain.rows, true, chain.rows.dirichlet_weight, energy(core, lambda));
  add(chain.cols, true, chain.cols.dirichlet_weight, energy(transposed(core), mu));
  add(chain.rows, chain.trained.p, chain.rows.diagonal_weight, offDiagonal(factors.p, lambda));
  add(chain.cols, chain.trained.q, chain.cols.diagonal_weight, offDiagonal(factors.q, mu));
  return terms;
}

}  // namespace lacuna::test
