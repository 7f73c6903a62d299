#include "classic/gaussian_line.h"

#include <algorithm>

#include "linalg/cholesky.h"

namespace lacuna::classic {

void Scatter::operator+=(const Scatter& other) {
  for (std::size_t i = 0; i < sum.size(); ++i) {
    sum[i] += other.sum[i];
  }
  for (std::size_t i = 0; i < product.size(); ++i) {
    product[i] += other.product[i];
  }
}

GaussianLine::GaussianLine(std::size_t positions)
    : positions_(positions),
      deviations_(positions),
      covariance_(positions * positions),
      scratch_(positions * positions),
      coupling_(positions * positions / 4 + 1),
      means_(positions),
      variances_(positions) {}

void GaussianLine::expect(const Normal& normal, std::span<const std::uint32_t> at,
                          std::span<const double> values) {
  split(normal, at, values);
  eliminateMissing(normal);
  expectMissing(normal);
  expectKnown(normal);
}

void GaussianLine::split(const Normal& normal, std::span<const std::uint32_t> at,
                         std::span<const double> values) {
  known_.assign(at.begin(), at.end());
  missing_.clear();
  std::fill(deviations_.begin(), deviations_.end(), 0.0);
  std::size_t k = 0;
  for (std::uint32_t p = 0; p < positions_; ++p) {
    if (k < at.size() && at[k] == p) {
      deviations_[p] = values[k] - normal.mean[p];
      ++k;
    } else {
      missing_.push_back(p);
    }
  }
}

/// K_mm = Uᵀ·U, K_mm⁻¹ and U⁻ᵀ·K_mo.
void GaussianLine::eliminateMissing(const Normal& normal) {
  const std::size_t m = missing_.size();
  const std::size_t o = known_.size();
  for (std::size_t i = 0; i < m; ++i) {
    const double* const row = normal.precision.data() + missing_[i] * positions_;
    for (std::size_t j = 0; j < m; ++j) {
      covariance_[i * m + j] = row[missing_[j]];
    }
    for (std::size_t j = 0; j < o; ++j) {
      coupling_[i * o + j] = row[known_[j]];
    }
  }
  factoriseCholesky(covariance_.data(), m);
  for (std::size_t k = 0; k < m; ++k) {
    const double* const u = covariance_.data() + k * m;
    double* const row = coupling_.data() + k * o;
    for (std::size_t j = 0; j < o; ++j) {
      row[j] /= u[k];
    }
    for (std::size_t i = k + 1; i < m; ++i) {
      double* const below = coupling_.data() + i * o;
      for (std::size_t j = 0; j < o; ++j) {
        below[j] -= u[i] * row[j];
      }
    }
  }
}

/// E d_m = −U⁻¹·(U⁻ᵀ·K_mo)·d_o.
void GaussianLine::expectMissing(const Normal& normal) {
  const std::size_t m = missing_.size();
  const std::size_t o = known_.size();
  for (std::size_t i = m; i-- > 0;) {
    double left = 0.0;
    for (std::size_t j = 0; j < o; ++j) {
      left -= coupling_[i * o + j] * deviations_[known_[j]];
    }
    for (std::size_t k = i + 1; k < m; ++k) {
      left -= covariance_[i * m + k] * deviations_[missing_[k]];
    }
    deviations_[missing_[i]] = left / covariance_[i * m + i];
  }
  invertFactor(covariance_.data(), scratch_.data(), m);
  for (std::size_t i = 0; i < m; ++i) {
    means_[missing_[i]] = normal.mean[missing_[i]] + deviations_[missing_[i]];
    variances_[missing_[i]] = covariance_[i * m + i];
  }
}

void GaussianLine::expectKnown(const Normal& normal) {
  const std::size_t m = missing_.size();
  const std::size_t o = known_.size();
  for (std::size_t j = 0; j < o; ++j) {
    const std::uint32_t p = known_[j];
    const double* const row = normal.precision.data() + p * positions_;
    double own = row[p];
    for (std::size_t i = 0; i < m; ++i) {
      own -= coupling_[i * o + j] * coupling_[i * o + j];
    }
    double pull = 0.0;
    for (std::size_t q = 0; q < positions_; ++q) {
      pull += row[q] * deviations_[q];
    }
    means_[p] = normal.mean[p] + deviations_[p] - pull / own;
    variances_[p] = 1.0 / own;
  }
}

void GaussianLine::addTo(Scatter& scatter) const {
  for (std::size_t i = 0; i < positions_; ++i) {
    const double own = deviations_[i];
    scatter.sum[i] += own;
    double* const row = scatter.product.data() + i * positions_;
    for (std::size_t j = i; j < positions_; ++j) {
      row[j] += own * deviations_[j];
    }
  }
  const std::size_t m = missing_.size();
  for (std::size_t i = 0; i < m; ++i) {
    double* const row = scatter.product.data() + missing_[i] * positions_;
    for (std::size_t j = i; j < m; ++j) {
      row[missing_[j]] += covariance_[i * m + j];
    }
  }
}

std::uint64_t GaussianLine::bytes(std::uint64_t positions) {
  return positions * positions * sizeof(double) * 9 / 4 + positions * 40;
}

}  // namespace lacuna::classic
