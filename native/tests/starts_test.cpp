// Starting values: their distributions, and what they depend on.
#include <algorithm>
#include <cmath>
#include <span>
#include <vector>

#include "check.h"
#include "solver/start.h"

namespace lacuna::test {
namespace {

constexpr std::size_t kCount = 200000;

struct Moments {
  double mean;
  double variance;
  double skewness;
  double kurtosis;
  double correlation;  // of neighbours
};

Moments momentsOf(std::span<const float> values) {
  const auto count = static_cast<double>(values.size());
  double mean = 0.0;
  for (const float value : values) {
    mean += static_cast<double>(value) / count;
  }
  Moments moments{mean, 0.0, 0.0, 0.0, 0.0};
  double before = 0.0;
  for (const float value : values) {
    const double distance = static_cast<double>(value) - mean;
    moments.variance += distance * distance / count;
    moments.skewness += distance * distance * distance / count;
    moments.kurtosis += distance * distance * distance * distance / count;
    moments.correlation += distance * before / count;
    before = distance;
  }
  moments.skewness /= std::pow(moments.variance, 1.5);
  moments.kurtosis /= moments.variance * moments.variance;
  moments.correlation /= moments.variance;
  return moments;
}

std::vector<float> draw(const Start& start, std::uint64_t seed = 7, std::size_t parameter = 0,
                        std::size_t count = kCount) {
  const auto cols = static_cast<std::uint32_t>(count);
  return startingValues({&start, 0, {1, cols}, {1, cols}}, seed, parameter);
}

/// Five standard errors of a mean of kCount values with that standard deviation.
double slack(double standard_deviation) {
  return 5.0 * standard_deviation / std::sqrt(static_cast<double>(kCount));
}

const Case kNormal("normal starts have the moments of a normal distribution", [] {
  const std::vector<float> values = draw(NormalStart{0.25, 2.0});
  const Moments moments = momentsOf(values);
  expectClose(moments.mean, 0.25, slack(2.0), "mean");
  expectClose(moments.variance, 4.0, slack(4.0 * std::sqrt(2.0)), "variance");
  expectClose(moments.skewness, 0.0, slack(std::sqrt(6.0)), "skewness");
  expectClose(moments.kurtosis, 3.0, slack(std::sqrt(24.0)), "kurtosis");
  expectClose(moments.correlation, 0.0, slack(1.0), "correlation of neighbours");
  const auto within =
      std::ranges::count_if(values, [](float x) { return std::abs(x - 0.25F) < 2.0F; });
  expectClose(static_cast<double>(within) / kCount, 0.682689, slack(0.4655),
              "share within one deviation");
});

const Case kUniform("uniform starts have the moments of a uniform distribution", [] {
  const std::vector<float> values = draw(UniformStart{-1.0, 3.0});
  const Moments moments = momentsOf(values);
  expectClose(moments.mean, 1.0, slack(4.0 / std::sqrt(12.0)), "mean");
  expectClose(moments.variance, 16.0 / 12.0, slack(16.0 / std::sqrt(180.0)), "variance");
  expectClose(moments.skewness, 0.0, slack(2.0), "skewness");
  expectClose(moments.kurtosis, 1.8, slack(1.5), "kurtosis");
  expectClose(moments.correlation, 0.0, slack(1.0), "correlation of neighbours");
  expect(*std::ranges::min_element(values) >= -1.0F, "values from the low end on");
  expect(*std::ranges::max_element(values) <= 3.0F, "values up to the high end");
});

const Case kDependence("draws depend on seed, parameter and index, and on nothing else", [] {
  const Start start = NormalStart{0.0, 1.0};
  const std::vector<float> values = draw(start, 7, 2, 1001);
  expectSameBits(draw(start, 7, 2, 1001), values, "the same draws again");
  const std::vector<float> fewer = draw(start, 7, 2, 6);
  expectSameBits(fewer, std::span(values).first(6), "fewer draws of the same parameter");
  expectSameBits(startingValues({&start, 5, {7, 143}, {7, 143}}, 7, 2), values,
                 "another place in the part and another shape");
  for (const auto& other : {draw(start, 8, 2, 1001), draw(start, 7, 3, 1001),
                            draw(start, 7 + (std::uint64_t{1} << 40U), 2, 1001)}) {
    std::size_t equal = 0;
    for (std::size_t i = 0; i < values.size(); ++i) {
      equal += values[i] == other[i] ? 1 : 0;
    }
    expectAtMost(static_cast<double>(equal), 1.0, "equal draws of another seed or parameter");
  }
});

const Case kNoSpread("no spread gives one value", [] {
  for (const float value : draw(NormalStart{0.5, 0.0}, 1, 0, 9)) {
    expectEqual(value, 0.5F, "mean");
  }
});

const Case kGiven("given values are taken as they are, each in its place", [] {
  const Start start = GivenStart{{{1.0F, 2.0F}, {3.0F, 4.0F, 5.0F}}};
  const auto values = [&](std::size_t place, std::uint32_t cols) {
    return startingValues({&start, place, {1, cols}, {1, cols}}, 1, 4);
  };
  expectSameBits(values(1, 3), std::vector{3.0F, 4.0F, 5.0F}, "second parameter");
  expectError(ErrorCode::invalid_argument,
              "Expected 2 starting values for parameter 1 but received 3", [&] { values(1, 2); });
  expectError(ErrorCode::invalid_argument,
              "Expected 2 starting values for parameter 2 but received 0", [&] { values(2, 2); });
});

}  // namespace
}  // namespace lacuna::test
