// The sizes at which products are measured, and what they cost.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "device/device.h"
#include "openblas.h"

namespace lacuna::bench {

/// k (order×order) = yᵀ·y for y (length×order).
struct GramShape {
  std::uint32_t order;
  std::uint32_t length;
};

inline std::vector<ProductShape> productShapes() {
  std::vector<ProductShape> shapes{{150, 200, 150}};
  for (const std::uint32_t n : {64U, 128U, 240U, 512U, 1024U}) {
    shapes.push_back({n, n, n});
  }
  return shapes;
}

inline std::vector<GramShape> gramShapes() {
  std::vector<GramShape> shapes{{150, 200}, {200, 150}};
  for (const std::uint32_t n : {64U, 128U, 240U, 512U, 1024U}) {
    shapes.push_back({n, n});
  }
  return shapes;
}

inline std::string subjectOf(Product product) {
  return product == Product::nn ? "gemm-nn" : product == Product::tn ? "gemm-tn" : "gemm-nt";
}

inline std::string nameOf(const ProductShape& shape) {
  return std::to_string(shape.rows) + 'x' + std::to_string(shape.cols) + 'x' +
         std::to_string(shape.depth);
}

inline std::string nameOf(const GramShape& shape) {
  return std::to_string(shape.order) + 'x' + std::to_string(shape.order) + 'x' +
         std::to_string(shape.length);
}

inline double flopsOf(const ProductShape& shape) {
  return 2.0 * shape.rows * shape.cols * shape.depth;
}

/// The entries at and below the diagonal: the others are copies.
inline double flopsOf(const GramShape& shape) {
  return (shape.order + 1.0) * shape.order * shape.length;
}

}  // namespace lacuna::bench
