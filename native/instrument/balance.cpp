#include "instrument/balance.h"

#include <cmath>
#include <cstddef>

#include "linalg/gram.h"

namespace lacuna {

double imbalance(const std::vector<float>& a, const std::vector<float>& b, std::uint32_t width) {
  const std::size_t cols = b.size() / width;
  std::vector<double> turned(b.size());
  for (std::size_t i = 0; i < width; ++i) {
    for (std::size_t j = 0; j < cols; ++j) {
      turned[j * width + i] = static_cast<double>(b[i * cols + j]);
    }
  }
  const std::vector<double> left =
      gramOfColumns(std::vector<double>(a.begin(), a.end()), a.size() / width, width);
  const std::vector<double> right = gramOfColumns(turned, cols, width);
  double apart = 0.0;
  double whole = 0.0;
  for (std::size_t i = 0; i < left.size(); ++i) {
    apart += (left[i] - right[i]) * (left[i] - right[i]);
    whole += left[i] * left[i];
  }
  return std::sqrt(apart) / std::sqrt(whole);
}

}  // namespace lacuna
