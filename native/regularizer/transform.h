// What a regularizer looks at: a linear view T(X) whose rows it relates.
#pragma once

#include <cstdint>

#include "device/device.h"

namespace lacuna {

/// Which vectors of X a regularizer relates: its rows or its columns.
enum class Axis : std::uint8_t { rows, cols };

/// T(X) = X for rows (k = rows of X), T(X) = Xᵀ for columns (k = columns of X); k×k matrices act on
/// its rows.
class Transform {
 public:
  Transform(Axis over, std::uint32_t rows, std::uint32_t cols)
      : over_(over),
        order_(over == Axis::rows ? rows : cols),
        length_(over == Axis::rows ? cols : rows) {}

  /// k, the number of vectors related.
  [[nodiscard]] std::uint32_t order() const { return order_; }
  /// The length of each of them.
  [[nodiscard]] std::uint32_t length() const { return length_; }

  /// d_x = or += T*(l·T(x)) for a symmetric l (k×k).
  void applyThrough(Device& device, Problems problems, Matrix d_x, ConstMatrix l, ConstMatrix x,
                    Write write) const {
    if (over_ == Axis::rows) {
      device.multiply(problems, d_x, l, x, Product::nn, write);
    } else {
      device.multiply(problems, d_x, x, l, Product::nn, write);
    }
  }

  /// y (length×k) = T(x)ᵀ minus the mean over its k columns. Distances between columns stay as they
  /// are, and their Gram matrix loses ten times fewer digits.
  void centredTranspose(Device& device, Problems problems, Matrix y, ConstMatrix x) const {
    if (over_ == Axis::rows) {
      device.transposeAndCentreRows(problems, y, x);
    } else {
      device.centreRows(problems, y, x);
    }
  }

 private:
  Axis over_;
  std::uint32_t order_;
  std::uint32_t length_;
};

}  // namespace lacuna
