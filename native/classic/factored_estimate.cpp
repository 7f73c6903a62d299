#include "classic/factored_estimate.h"

#include <algorithm>
#include <numeric>

#include "cpu/parallel.h"
#include "linalg/host_product.h"

namespace lacuna::classic {
namespace {

constexpr std::size_t kRows = 32;  // that a thread takes at once

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

double valueAt(const Factors& x, Place place) {
  const float* const left = x.left.data() + std::size_t{place.row} * x.width;
  const float* const right = x.right.data() + std::size_t{place.col} * x.width;
  double sum = 0.0;
  for (std::size_t k = 0; k < x.width; ++k) {
    sum += static_cast<double>(left[k]) * right[k];
  }
  return sum;
}

void predictFrom(const Factors& x, std::span<const Place> places, std::span<float> values) {
  for (std::size_t p = 0; p < places.size(); ++p) {
    values[p] = static_cast<float>(valueAt(x, places[p]));
  }
}

double meanSquareOf(cpu::Team& team, const Factors& x, const Entries& observed) {
  std::vector<double> sums(observed.row_count);
  cpu::parallelFor(team, observed.row_count, kRows, [&](cpu::Range rows) {
    for (std::size_t i = rows.begin; i < rows.end; ++i) {
      for (std::size_t e = observed.row_offsets[i]; e < observed.row_offsets[i + 1]; ++e) {
        const double residual =
            valueAt(x, {static_cast<std::uint32_t>(i), observed.cols[e]}) - observed.values[e];
        sums[i] += residual * residual;
      }
    }
  });
  return std::accumulate(sums.begin(), sums.end(), 0.0) / static_cast<double>(observed.count());
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
