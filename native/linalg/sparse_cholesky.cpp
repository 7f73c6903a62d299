#include "linalg/sparse_cholesky.h"

#include <algorithm>
#include <utility>

#include "linalg/elimination.h"

namespace lacuna {

SparseCholesky::SparseCholesky(cpu::Team& team, const SymmetricRows& a, Dissection dissection,
                               const std::function<void()>& between)
    : fronts_(a, std::move(dissection)), panels_(fronts_) {
  between();
  eliminateAll(team, a, fronts_, panels_, between);
}

void SparseCholesky::solve(std::span<double> b) const {
  const std::vector<std::uint32_t>& order = fronts_.dissection.order;
  std::vector<double> x(b.size());
  for (std::size_t k = 0; k < x.size(); ++k) {
    x[k] = b[order[k]];
  }
  for (std::size_t group = 0; group < fronts_.count(); ++group) {
    forward(group, x);
  }
  for (std::size_t group = fronts_.count(); group-- > 0;) {
    backward(group, x);
  }
  for (std::size_t k = 0; k < x.size(); ++k) {
    b[order[k]] = x[k];
  }
}

/// L·y = b, the columns of one group.
void SparseCholesky::forward(std::size_t group, std::span<double> x) const {
  const std::size_t own = fronts_.own(group);
  const std::span<double> mine = x.subspan(fronts_.begin(group), own);
  const double* row = panels_.of(group);
  for (std::size_t i = 0; i < own; ++i, row += own) {
    double sum = mine[i];
    for (std::size_t j = 0; j < i; ++j) {
      sum -= row[j] * mine[j];
    }
    mine[i] = sum / row[i];
  }
  for (const std::uint32_t place : fronts_.border(group)) {
    double sum = 0.0;
    for (std::size_t j = 0; j < own; ++j) {
      sum += row[j] * mine[j];
    }
    x[place] -= sum;
    row += own;
  }
}

/// Lᵀ·x = y, the rows of one group.
void SparseCholesky::backward(std::size_t group, std::span<double> x) const {
  const std::size_t own = fronts_.own(group);
  const std::span<double> mine = x.subspan(fronts_.begin(group), own);
  const double* const panel = panels_.of(group);
  const double* row = panel + own * own;
  for (const std::uint32_t place : fronts_.border(group)) {
    const double value = x[place];
    for (std::size_t j = 0; j < own; ++j) {
      mine[j] -= row[j] * value;
    }
    row += own;
  }
  for (std::size_t i = own; i-- > 0;) {
    row = panel + i * own;
    mine[i] /= row[i];
    for (std::size_t j = 0; j < i; ++j) {
      mine[j] -= row[j] * mine[i];
    }
  }
}

}  // namespace lacuna
