// Residuals of an estimate in factors over the observed entries: X is never formed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "classic/method.h"

namespace lacuna::classic {

/// R = P_Ω(left·rightᵀ − observed), by the kernels and a team of threads.
class EntryResiduals {
 public:
  explicit EntryResiduals(const Context& context);

  /// Works out R, with product (rows × width) = R·right, and returns ‖R‖².
  double evaluate(std::span<const float> left, std::span<const float> right, std::uint32_t width,
                  std::span<float> product);

  /// product (cols × width) = Rᵀ·left.
  void applyTransposed(std::span<const float> left, std::uint32_t width,
                       std::span<float> product) const;

  /// ‖P_Ω(X − X_before)‖ / ‖P_Ω(X)‖ for what was evaluated and what was when this was last called
  /// (zero before the first time).
  double change();

  /// R, in the order of rows.
  [[nodiscard]] std::span<const float> values() const { return values_; }

  /// ‖P_Ω(M)‖².
  [[nodiscard]] double size() const { return size_; }

 private:
  const Context& context_;
  std::vector<float> values_;
  std::vector<float> before_;
  std::vector<double> row_sums_;
  double size_;
};

/// Bytes of EntryResiduals.
std::uint64_t residualBytes(std::uint64_t rows, std::uint64_t count);

}  // namespace lacuna::classic
