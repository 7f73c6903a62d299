// Matrices that are known by their products.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "cpu/team.h"
#include "linalg/host_product.h"
#include "linalg/tall_matrix.h"

namespace lacuna {

/// A float matrix X, rows × cols. Products have the same bits for any number of threads.
class LinearMap {
 public:
  LinearMap() = default;
  LinearMap(const LinearMap&) = delete;
  LinearMap& operator=(const LinearMap&) = delete;
  virtual ~LinearMap() = default;

  /// X·v (rows × v.cols).
  [[nodiscard]] virtual TallMatrix times(const TallMatrix& v) const = 0;

  /// Xᵀ·u (cols × u.cols).
  [[nodiscard]] virtual TallMatrix timesTransposed(const TallMatrix& u) const = 0;

  /// X itself, row-major: where it lies, or in `storage`, which is made large enough.
  [[nodiscard]] virtual std::span<const float> entries(std::vector<float>& storage) const = 0;
};

/// A matrix whose entries are there.
class DenseMap final : public LinearMap {
 public:
  /// `x`, rows × cols and row-major, must outlive it, as must the team.
  DenseMap(cpu::Team& team, std::span<const float> x, std::size_t rows, std::size_t cols)
      : team_(team), x_{x, rows, cols} {}

  [[nodiscard]] TallMatrix times(const TallMatrix& v) const override {
    return product(team_, x_, v.view());
  }
  [[nodiscard]] TallMatrix timesTransposed(const TallMatrix& u) const override {
    return product(team_, x_.transposed(), u.view());
  }
  [[nodiscard]] std::span<const float> entries(std::vector<float>& /*storage*/) const override {
    return x_.data;
  }

 private:
  cpu::Team& team_;
  HostMatrix x_;
};

}  // namespace lacuna
