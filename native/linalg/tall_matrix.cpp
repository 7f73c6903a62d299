#include "linalg/tall_matrix.h"

#include <algorithm>
#include <cmath>

#include "linalg/gram.h"
#include "linalg/symmetric_eigen.h"
#include "math/philox.h"

namespace lacuna {
namespace {

constexpr std::uint32_t kTag = 0x74616c6c;  // of the random draws
constexpr double kNothing = 1e-7;  // singular values that are zero, relative to the largest

}  // namespace

TallMatrix product(cpu::Team& team, const HostMatrix& a, const HostMatrix& b) {
  TallMatrix c(a.rows, b.cols);
  multiply(team, c.data, a, b);
  return c;
}

std::vector<double> columnLengths(const TallMatrix& a) {
  std::vector<double> lengths(a.cols);
  for (std::size_t row = 0; row < a.rows; ++row) {
    for (std::size_t j = 0; j < a.cols; ++j) {
      const double value = a.data[row * a.cols + j];
      lengths[j] += value * value;
    }
  }
  std::transform(lengths.begin(), lengths.end(), lengths.begin(),
                 [](double square) { return std::sqrt(square); });
  return lengths;
}

void scaleColumns(TallMatrix& a, std::span<const double> factors) {
  for (std::size_t row = 0; row < a.rows; ++row) {
    for (std::size_t j = 0; j < a.cols; ++j) {
      float& value = a.data[row * a.cols + j];
      value = static_cast<float>(value * factors[j]);
    }
  }
}

std::vector<double> reciprocals(std::span<const double> values) {
  std::vector<double> result(values.size());
  std::transform(values.begin(), values.end(), result.begin(),
                 [](double value) { return value > 0.0 ? 1.0 / value : 0.0; });
  return result;
}

TallMatrix leadingColumns(const TallMatrix& a, std::size_t cols) {
  TallMatrix result(a.rows, cols);
  for (std::size_t row = 0; row < a.rows; ++row) {
    std::copy_n(a.data.data() + row * a.cols, cols, result.data.data() + row * cols);
  }
  return result;
}

TallMatrix joined(std::span<const TallMatrix> blocks) {
  std::size_t cols = 0;
  for (const TallMatrix& block : blocks) {
    cols += block.cols;
  }
  TallMatrix result(blocks.front().rows, cols);
  for (std::size_t row = 0; row < result.rows; ++row) {
    float* to = result.data.data() + row * cols;
    for (const TallMatrix& block : blocks) {
      to = std::copy_n(block.data.data() + row * block.cols, block.cols, to);
    }
  }
  return result;
}

TallMatrix drawn(std::size_t rows, std::size_t cols, std::uint64_t seed, std::uint32_t stream) {
  TallMatrix result(rows, cols);
  const std::array<std::uint32_t, 2> key{static_cast<std::uint32_t>(seed),
                                         static_cast<std::uint32_t>(seed >> 32)};
  for (std::size_t row = 0; row < rows; ++row) {
    for (std::size_t j = 0; j < cols; ++j) {
      const auto words = math::philox(
          key, {static_cast<std::uint32_t>(row), static_cast<std::uint32_t>(j), stream, kTag});
      result.data[row * cols + j] = static_cast<float>(words[0]) * 0x1p-31F - 1.0F;
    }
  }
  return result;
}

TallSvd tallSvd(cpu::Team& team, const TallMatrix& a) {
  const std::size_t n = a.cols;
  const EigenDecomposition eigen = symmetricEigen(team, gramOfColumns(team, a.data, a.rows, n), n);
  TallSvd result{{}, std::vector<double>(n), TallMatrix(n, n)};
  for (std::size_t k = 0; k < n; ++k) {
    const double* const vector = eigen.vectors.data() + (n - 1 - k) * n;
    result.s[k] = std::sqrt(std::max(eigen.values[n - 1 - k], 0.0));
    for (std::size_t row = 0; row < n; ++row) {
      result.v.data[row * n + k] = static_cast<float>(vector[row]);
    }
  }
  result.u = product(team, a.view(), result.v.view());
  std::vector<double> factors = reciprocals(result.s);
  for (std::size_t k = 0; k < n; ++k) {
    if (!(result.s[k] > kNothing * result.s[0])) {
      factors[k] = 0.0;
    }
  }
  scaleColumns(result.u, factors);
  return result;
}

}  // namespace lacuna
