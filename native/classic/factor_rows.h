// Rows of floats as the line kernels want them.
#pragma once

#include <algorithm>
#include <cstddef>
#include <memory>
#include <new>
#include <span>

#include "math/normals.h"

namespace lacuna::classic {

namespace detail {
struct ReleaseAligned {
  void operator()(float* memory) const noexcept { ::operator delete(memory, std::align_val_t{64}); }
};
}  // namespace detail

/// Floats on cache lines, not set to anything.
using AlignedFloats = std::unique_ptr<float, detail::ReleaseAligned>;

inline AlignedFloats alignedFloats(std::size_t count) {
  return AlignedFloats(
      static_cast<float*>(::operator new(count * sizeof(float), std::align_val_t{64})));
}

/// rows × width, each row on cache lines of its own with zeros behind it.
class FactorRows {
 public:
  FactorRows(std::size_t rows, std::size_t width)
      : rows_(rows), width_(width), data_(alignedFloats(rows * stride())) {
    std::fill_n(data_.get(), rows * stride(), 0.0F);
  }

  FactorRows(const FactorRows& other)
      : rows_(other.rows_), width_(other.width_), data_(alignedFloats(rows_ * stride())) {
    std::copy_n(other.data(), rows_ * stride(), data_.get());
  }
  FactorRows(FactorRows&&) = default;
  FactorRows& operator=(const FactorRows&) = delete;
  FactorRows& operator=(FactorRows&&) = default;
  ~FactorRows() = default;

  [[nodiscard]] std::size_t rows() const { return rows_; }
  [[nodiscard]] std::size_t width() const { return width_; }
  /// Floats from one row to the next.
  [[nodiscard]] std::size_t stride() const { return strideOf(width_); }
  static constexpr std::size_t strideOf(std::size_t width) { return (width + 15) / 16 * 16; }
  [[nodiscard]] float* data() { return data_.get(); }
  [[nodiscard]] const float* data() const { return data_.get(); }
  [[nodiscard]] std::span<float> row(std::size_t i) { return {data() + i * stride(), width_}; }
  [[nodiscard]] std::span<const float> row(std::size_t i) const {
    return {data() + i * stride(), width_};
  }

 private:
  std::size_t rows_;
  std::size_t width_;
  AlignedFloats data_;
};

/// The first `width` entries of each row = scale · standard normal draws, by the key and the row.
void drawRows(FactorRows& rows, std::size_t width, float scale, const math::DrawKey& key);

}  // namespace lacuna::classic
