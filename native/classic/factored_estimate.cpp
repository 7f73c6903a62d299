#include "classic/factored_estimate.h"

#include <algorithm>

#include "linalg/host_product.h"

namespace lacuna::classic {
namespace {

/// `a` (rows × width) with one more column, of that value.
std::vector<float> appended(const std::vector<float>& a, std::uint32_t rows, std::uint32_t width,
                            float value) {
  std::vector<float> result(rows * (width + std::size_t{1}), value);
  for (std::size_t row = 0; row < rows; ++row) {
    std::copy_n(a.data() + row * width, width, result.data() + row * (width + std::size_t{1}));
  }
  return result;
}

}  // namespace

void predictFrom(const Factors& x, std::span<const Place> places, std::span<float> values) {
  const std::size_t width = x.width;
  for (std::size_t p = 0; p < places.size(); ++p) {
    const float* const left = x.left.data() + places[p].row * width;
    const float* const right = x.right.data() + places[p].col * width;
    double sum = 0.0;
    for (std::size_t k = 0; k < width; ++k) {
      sum += static_cast<double>(left[k]) * right[k];
    }
    values[p] = static_cast<float>(sum);
  }
}

void fillFrom(cpu::Team& team, const Factors& x, std::uint32_t rows, std::uint32_t cols,
              std::span<float> matrix) {
  if (x.width == 0) {
    std::fill(matrix.begin(), matrix.end(), 0.0F);
    return;
  }
  multiply(team, matrix, {x.left, rows, x.width}, HostMatrix{x.right, cols, x.width}.transposed());
}

Factors withConstant(const Factors& x, std::uint32_t rows, std::uint32_t cols, float value) {
  return {appended(x.left, rows, x.width, value), appended(x.right, cols, x.width, 1.0F),
          x.width + 1};
}

}  // namespace lacuna::classic
