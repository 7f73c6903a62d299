#include "classic/line_noise.h"

#include <cmath>

#include "cpu/parallel.h"
#include "math/draws.h"

namespace lacuna::classic {
namespace {

/// Entries that a thread takes at once.
constexpr std::size_t kEntries = 4096;

/// Gamma((ν + count)/2, (ν + squares)/2).
float drawWeight(double degrees, std::size_t count, double squares, math::Draws draws) {
  const double shape = (degrees + static_cast<double>(count)) / 2.0;
  return static_cast<float>(math::drawGamma(draws, shape) / ((degrees + squares) / 2.0));
}

std::vector<float> rootsOf(std::span<const float> weights) {
  std::vector<float> roots;
  roots.reserve(weights.size());
  for (const float weight : weights) {
    roots.push_back(std::sqrt(weight));
  }
  return roots;
}

}  // namespace

void drawNoise(LineNoise& noise, const NoisePrior& prior, const Residuals& residuals,
               const NoiseKeys& keys) {
  const auto& [precision, degrees] = prior;
  const auto& [observed, estimate, values] = residuals;
  std::vector<double> of_cols(observed.col_count, 0.0);
  for (std::uint32_t i = 0; i < observed.row_count; ++i) {
    const std::uint32_t begin = observed.row_offsets[i];
    const std::uint32_t end = observed.row_offsets[i + 1];
    double of_row = 0.0;
    for (std::uint32_t e = begin; e < end; ++e) {
      const double r = static_cast<double>(estimate[e]) - values[e];
      of_row += noise.cols[observed.cols[e]] * r * r;
    }
    noise.rows[i] = drawWeight(degrees, end - begin, precision * of_row, {keys.rows, i});
    for (std::uint32_t e = begin; e < end; ++e) {
      const double r = static_cast<double>(estimate[e]) - values[e];
      of_cols[observed.cols[e]] += noise.rows[i] * r * r;
    }
  }
  for (std::uint32_t j = 0; j < observed.col_count; ++j) {
    const std::size_t count = observed.col_offsets[j + 1] - observed.col_offsets[j];
    noise.cols[j] = drawWeight(degrees, count, precision * of_cols[j], {keys.cols, j});
  }
}

WeightedSide::WeightedSide(cpu::Team& team, const LineEntries& lines, const FactorRows& other,
                           std::span<const float> weights)
    : lines_(lines), values_(lines.values.size()), other_(other) {
  const std::vector<float> roots = rootsOf(weights);
  cpu::parallelFor(team, values_.size(), kEntries, [&](cpu::Range range) {
    for (std::size_t e = range.begin; e < range.end; ++e) {
      values_[e] = lines.values[e] * roots[lines.others[e]];
    }
  });
  for (std::size_t j = 0; j < roots.size(); ++j) {
    for (float& entry : other_.row(j)) {
      entry *= roots[j];
    }
  }
}

}  // namespace lacuna::classic
