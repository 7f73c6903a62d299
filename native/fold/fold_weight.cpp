#include "fold/fold_weight.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <utility>
#include <variant>
#include <vector>

#include "fold/descending_eigen.h"

namespace lacuna {
namespace {

constexpr double kMost = 100.0;       // times the variance of an entry: the largest candidate
constexpr std::size_t kWeights = 21;  // each √10 below the one before
constexpr double kEntries = 30000.0;  // that are left out once
constexpr double kLeastRows = 20.0;

using Weights = std::array<double, kWeights>;

/// Candidates, from the largest.
Weights candidates(double variance) {
  Weights weights{};
  double weight = kMost * variance;
  for (double& candidate : weights) {
    candidate = weight;
    weight /= std::sqrt(10.0);
  }
  return weights;
}

/// Observed entries of a row: their columns' weights, and what they say beyond the mean row.
struct Row {
  std::size_t count = 0;
  std::vector<double> weights;  // count × rank
  std::vector<double> excess;   // count

  void add(const FoldBasis& basis, std::size_t col, double value) {
    const double* const w = &basis.weights[col * basis.rank];
    weights.insert(weights.end(), w, w + basis.rank);
    excess.push_back(value - basis.mean_row[col]);
    ++count;
  }
};

/// `at`: the row, counted from the first problem's on as firstRow does.
Row rowOf(const FoldBasis& basis, const DenseObservations& given, std::size_t at) {
  Row row;
  for (std::size_t j = 0; j < basis.cols; ++j) {
    if (given.mask[at * basis.cols + j] != 0) {
      row.add(basis, j, given.values[at * basis.cols + j]);
    }
  }
  return row;
}

Row rowOf(const FoldBasis& basis, const SparseObservations& given, std::size_t at) {
  Row row;
  for (std::size_t e = given.offsets[at]; e < given.offsets[at + 1]; ++e) {
    row.add(basis, given.cols[e], given.values[e]);
  }
  return row;
}

/// Where the rows of a problem begin.
std::size_t firstRow(const DenseObservations& /*given*/, std::size_t rows, std::uint32_t problem) {
  return problem * rows;
}

std::size_t firstRow(const SparseObservations& /*given*/, std::size_t rows, std::uint32_t problem) {
  return problem * (rows + 1);
}

/// A symmetric matrix of a row in its eigenvectors.
struct Spectrum {
  std::vector<double> values;  // n
  std::vector<double> places;  // count × n: entries in the coordinates of the eigenvectors
  std::vector<double> sides;   // n: excess in these coordinates
};

Spectrum spectrumOf(EigenDecomposition eigen, std::vector<double> places, const Row& row) {
  const std::size_t n = eigen.values.size();
  Spectrum spectrum{std::move(eigen.values), std::move(places), std::vector<double>(n, 0.0)};
  for (std::size_t j = 0; j < row.count; ++j) {
    for (std::size_t k = 0; k < n; ++k) {
      spectrum.sides[k] += spectrum.places[j * n + k] * row.excess[j];
    }
  }
  for (double& value : spectrum.values) {
    value = std::max(value, 0.0);
  }
  return spectrum;
}

/// WᵀW = Q·D·Qᵀ and W·Q, for rows of more entries than directions.
Spectrum byDirections(const Row& row, std::size_t rank, const std::atomic<bool>& stop) {
  std::vector<double> gram(rank * rank, 0.0);
  for (std::size_t j = 0; j < row.count; ++j) {
    const double* const w = &row.weights[j * rank];
    for (std::size_t k = 0; k < rank; ++k) {
      for (std::size_t l = 0; l < rank; ++l) {
        gram[k * rank + l] += w[k] * w[l];
      }
    }
  }
  EigenDecomposition eigen = descendingEigen(gram, rank, stop);
  std::vector<double> places(row.count * rank, 0.0);
  for (std::size_t j = 0; j < row.count; ++j) {
    for (std::size_t k = 0; k < rank; ++k) {
      for (std::size_t l = 0; l < rank; ++l) {
        places[j * rank + k] += row.weights[j * rank + l] * eigen.vectors[k * rank + l];
      }
    }
  }
  return spectrumOf(std::move(eigen), std::move(places), row);
}

/// W·Wᵀ = U·D·Uᵀ and U, for rows of no more entries than directions.
Spectrum byEntries(const Row& row, std::size_t rank, const std::atomic<bool>& stop) {
  const std::size_t n = row.count;
  std::vector<double> gram(n * n, 0.0);
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j < n; ++j) {
      for (std::size_t k = 0; k < rank; ++k) {
        gram[i * n + j] += row.weights[i * rank + k] * row.weights[j * rank + k];
      }
    }
  }
  EigenDecomposition eigen = descendingEigen(gram, n, stop);
  std::vector<double> places(n * n);
  for (std::size_t j = 0; j < n; ++j) {
    for (std::size_t k = 0; k < n; ++k) {
      places[j * n + k] = eigen.vectors[k * n + j];
    }
  }
  return spectrumOf(std::move(eigen), std::move(places), row);
}

/// Entry j of P·(D + λ)⁻¹·s and of the diagonal of P·(D + λ)⁻¹·Pᵀ, P the places and s the sides.
std::pair<double, double> shrunk(const Spectrum& spectrum, std::size_t j, double lambda) {
  const std::size_t n = spectrum.values.size();
  double value = 0.0;
  double diagonal = 0.0;
  for (std::size_t k = 0; k < n; ++k) {
    const double p = spectrum.places[j * n + k] / (spectrum.values[k] + lambda);
    value += p * spectrum.sides[k];
    diagonal += p * spectrum.places[j * n + k];
  }
  return {value, diagonal};
}

/// Adds to each candidate's sum the squared errors of this row's entries, each one left out:
/// (y − ŷ)/(1 − h) with the hat matrix H = W·(WᵀW + λ)⁻¹·Wᵀ, or the same as
/// (K + λ)⁻¹y / diag (K + λ)⁻¹ with K = W·Wᵀ.
void addErrors(const Row& row, std::size_t rank, const Weights& weights, Weights& sums,
               const std::atomic<bool>& stop) {
  const bool many = row.count > rank;
  const Spectrum spectrum = many ? byDirections(row, rank, stop) : byEntries(row, rank, stop);
  for (std::size_t i = 0; i < kWeights; ++i) {
    for (std::size_t j = 0; j < row.count; ++j) {
      const auto [value, diagonal] = shrunk(spectrum, j, weights[i]);
      const double error = many ? (row.excess[j] - value) / (1.0 - diagonal) : value / diagonal;
      sums[i] += error * error;
    }
  }
}

}  // namespace

double foldWeight(const LowRank& x, FoldMetric metric, const Observations& observations,
                  std::uint32_t problem, const std::atomic<bool>& stop) {
  const FoldBasis basis = foldBasis(x, metric, stop);
  const double variance = basis.entryVariance();
  if (!(variance > 0.0)) {
    return 1.0;  // there is nothing to weigh
  }
  const double observed = static_cast<double>(countObserved(observations, problem));
  const double wanted = std::max(kLeastRows, kEntries * x.rows / std::max(observed, 1.0));
  const std::size_t rows = std::min<std::size_t>(x.rows, static_cast<std::size_t>(wanted));
  const Weights weights = candidates(variance);
  Weights sums{};
  for (std::size_t s = 0; s < rows; ++s) {
    const std::size_t i = s * x.rows / rows;
    const Row row = std::visit(
        [&](const auto& given) {
          return rowOf(basis, given, firstRow(given, x.rows, problem) + i);
        },
        observations);
    addErrors(row, x.rank, weights, sums, stop);
  }
  return weights[static_cast<std::size_t>(std::min_element(sums.begin(), sums.end()) -
                                          sums.begin())];
}

}  // namespace lacuna
