#include "solver/chain_factors.h"

#include <algorithm>
#include <span>

namespace lacuna {
namespace {

ConstMatrix alone(const Parameter& factor, std::uint32_t problem) {
  const Matrix& value = factor.value;
  return Matrix{value.of(problem), value.rows, value.cols, 0};
}

std::vector<float> downloaded(Device& device, ConstMatrix x) {
  std::vector<float> values(x.size());
  device.download(values.data(), x.data, values.size() * sizeof(float));
  return values;
}

/// The product of the factors from the left.
std::vector<float> productOf(Device& device, std::span<const Parameter> factors,
                             std::uint32_t problem) {
  const std::uint32_t only = 0;
  ConstMatrix product = alone(factors.front(), problem);
  std::vector<MatrixBuffer> products;
  for (const Parameter& factor : factors.subspan(1)) {
    products.emplace_back(device, 1, product.rows, factor.value.cols);
    device.multiply({&only, 1}, products.back().view(), product, alone(factor, problem),
                    Product::nn, Write::assign);
    product = products.back().view();
  }
  return downloaded(device, product);
}

std::vector<float> transposed(const std::vector<float>& x, std::size_t rows, std::size_t cols) {
  std::vector<float> y(x.size());
  for (std::size_t i = 0; i < rows; ++i) {
    for (std::size_t j = 0; j < cols; ++j) {
      y[j * rows + i] = x[i * cols + j];
    }
  }
  return y;
}

}  // namespace

std::optional<std::uint32_t> narrowWidth(const Spec& spec) {
  const auto* const chain = std::get_if<FactorChainSpec>(&spec.representation);
  if (chain == nullptr || chain->widths.empty()) {
    return std::nullopt;
  }
  const std::uint32_t width = *std::min_element(chain->widths.begin(), chain->widths.end());
  return width < std::min(spec.rows, spec.cols) ? std::optional(width) : std::nullopt;
}

std::optional<Factors> chainFactors(Device& device, const Spec& spec,
                                    const std::vector<Parameter>& parameters,
                                    std::uint32_t problem) {
  const std::optional<std::uint32_t> width = narrowWidth(spec);
  if (!width) {
    return std::nullopt;
  }
  const auto& widths = std::get<FactorChainSpec>(spec.representation).widths;
  const std::span<const Parameter> chain(parameters.data(), widths.size() + 1);
  const std::size_t cut = 1 + static_cast<std::size_t>(
                                  std::find(widths.begin(), widths.end(), *width) - widths.begin());
  const std::vector<float> right = productOf(device, chain.subspan(cut), problem);
  return Factors{productOf(device, chain.first(cut), problem),
                 transposed(right, *width, spec.cols)};
}

}  // namespace lacuna
