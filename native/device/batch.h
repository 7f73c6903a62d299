// Shapes: a batch of same-shaped matrices, and which of its problems are still at work.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "math/host_device.h"

namespace lacuna {

/// Row-major matrices of one shape, one for each problem b, at data + b·stride floats.
/// A stride of 0 is one matrix that all problems share.
template <class T>
struct BatchedMatrix {
  T* data = nullptr;
  std::uint32_t rows = 0;
  std::uint32_t cols = 0;
  std::size_t stride = 0;

  [[nodiscard]] LACUNA_HD std::size_t size() const { return static_cast<std::size_t>(rows) * cols; }
  [[nodiscard]] LACUNA_HD T* of(std::uint32_t problem) const { return data + problem * stride; }
  /// `count` rows from `first` on.
  [[nodiscard]] LACUNA_HD BatchedMatrix rowBlock(std::uint32_t first, std::uint32_t count) const {
    return {data + static_cast<std::size_t>(first) * cols, count, cols, stride};
  }
};

using Matrix = BatchedMatrix<float>;

using DoubleMatrix = BatchedMatrix<double>;

struct ConstMatrix : BatchedMatrix<const float> {
  ConstMatrix() = default;
  ConstMatrix(const BatchedMatrix<const float>& m)  // NOLINT(google-explicit-constructor)
      : BatchedMatrix<const float>(m) {}
  // A view that may be written can be read: converts by intent.
  ConstMatrix(const Matrix& m)  // NOLINT(google-explicit-constructor)
      : BatchedMatrix<const float>{m.data, m.rows, m.cols, m.stride} {}
};

/// One double for each problem b, at data + b·stride.
struct Scalars {
  double* data = nullptr;
  std::size_t stride = 0;

  [[nodiscard]] LACUNA_HD double& of(std::uint32_t problem) const { return data[problem * stride]; }
};

/// The problems that a kernel works on; the others keep what they hold.
using Problems = std::span<const std::uint32_t>;

}  // namespace lacuna
