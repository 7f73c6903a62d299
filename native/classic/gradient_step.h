// X − P_Ω(X − M): low rank but at observed entries.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "classic/method.h"
#include "linalg/linear_map.h"

namespace lacuna::classic {

/// left·rightᵀ − R, R at observed entries only: the estimate after a gradient step of length 1.
/// Never formed, unless its entries are asked for.
class GradientStep final : public LinearMap {
 public:
  /// X = 0, so that it is P_Ω(M). The context must outlive it.
  explicit GradientStep(const Context& context);

  /// left (rows × k), right (cols × k), and R in the order of rows.
  void set(TallMatrix left, TallMatrix right, std::span<const float> residuals);

  [[nodiscard]] TallMatrix times(const TallMatrix& v) const override;
  [[nodiscard]] TallMatrix timesTransposed(const TallMatrix& u) const override;
  [[nodiscard]] std::span<const float> entries(std::vector<float>& storage) const override;

 private:
  const Context& context_;
  TallMatrix left_;
  TallMatrix right_;
  std::vector<float> step_;               // −R
  std::vector<std::uint32_t> positions_;  // of entries in the order of rows: 0, 1, 2 …
};

/// Bytes of it, with k columns.
std::uint64_t gradientStepBytes(const Extent& extent, std::uint64_t columns);

}  // namespace lacuna::classic
