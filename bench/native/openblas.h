// OpenBLAS, when the machine has it: found at run time, so that nothing depends on it.
#pragma once

#include <cstdint>
#include <string>

namespace lacuna::bench {

/// Row-major m×n output and the depth of a product.
struct ProductShape {
  std::uint32_t rows;
  std::uint32_t cols;
  std::uint32_t depth;
};

class OpenBlas {
 public:
  /// The library on one thread, choosing its kernels by itself; nullptr when there is none.
  static const OpenBlas* find();

  /// c (m×n) = a·b; a is depth×m when transposed, b is n×depth.
  void multiply(float* c, const float* a, bool transpose_a, const float* b, bool transpose_b,
                ProductShape shape) const;

  /// The lower triangle of k (q×q) = yᵀ·y for y (p×q).
  void gramLower(float* k, const float* y, std::uint32_t p, std::uint32_t q) const;

  /// Version and the kernels it chose.
  [[nodiscard]] std::string description() const;

 private:
  using Int = int;
  using Sgemm = void (*)(Int order, Int transpose_a, Int transpose_b, Int m, Int n, Int k,
                         float alpha, const float* a, Int lda, const float* b, Int ldb, float beta,
                         float* c, Int ldc);
  using Ssyrk = void (*)(Int order, Int uplo, Int transpose, Int n, Int k, float alpha,
                         const float* a, Int lda, float beta, float* c, Int ldc);
  using SetThreads = void (*)(Int threads);
  using Describe = char* (*)();

  bool load();

  Sgemm sgemm_ = nullptr;
  Ssyrk ssyrk_ = nullptr;
  SetThreads set_threads_ = nullptr;
  Describe config_ = nullptr;
};

}  // namespace lacuna::bench
