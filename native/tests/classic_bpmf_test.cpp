// Gibbs sampling: draws against their distributions, a matrix of known noise, and its bits.
#include <array>
#include <atomic>
#include <cmath>
#include <cstdint>
#include <vector>

#include "check.h"
#include "classic/bpmf.h"
#include "classic/line_noise.h"
#include "classic/normal_wishart.h"
#include "math/draws.h"
#include "math/normals.h"
#include "random.h"

namespace lacuna::test {
namespace {

using classic::BpmfSpec;
using classic::Entries;
using classic::Place;

const std::atomic<bool> kGoOn{false};
constexpr std::uint32_t kRows = 120;
constexpr std::uint32_t kCols = 90;
constexpr double kNoise = 0.2;

double gaussian(Random& random) {
  double sum = 0.0;
  for (int k = 0; k < 12; ++k) {
    sum += random.uniform(-0.5, 0.5);
  }
  return sum;
}

/// x = 3 + a rank of 2 + noise, in two parts: what is learned from, and the rest.
struct Problem {
  Entries observed;
  std::vector<Place> places;
  std::vector<float> values;

  Problem() {
    Random random(3);
    std::vector<std::array<double, 2>> u(kRows);
    std::vector<std::array<double, 2>> v(kCols);
    for (auto* side : {&u, &v}) {
      for (auto& row : *side) {
        row = {gaussian(random), gaussian(random)};
      }
    }
    std::vector<std::uint32_t> offsets{0};
    std::vector<std::uint32_t> cols;
    std::vector<float> listed;
    for (std::uint32_t i = 0; i < kRows; ++i) {
      for (std::uint32_t j = 0; j < kCols; ++j) {
        const double x = 3.0 + u[i][0] * v[j][0] + u[i][1] * v[j][1] + kNoise * gaussian(random);
        if (random.uniform(0.0, 1.0) < 0.3) {
          cols.push_back(j);
          listed.push_back(static_cast<float>(x));
        } else {
          places.push_back({i, j});
          values.push_back(static_cast<float>(x));
        }
      }
      offsets.push_back(static_cast<std::uint32_t>(cols.size()));
    }
    observed = classic::entriesOf(kRows, kCols, {1, offsets, cols, listed});
  }
};

const Problem& problem() {
  static const Problem once;
  return once;
}

/// 1/noise variance, relative to that of the values (about 2).
BpmfSpec usual() { return {4, 2.0 / (kNoise * kNoise), {}, 2.0, 10, 100}; }

const Case kNormals("standard normal draws", [] {
  constexpr std::size_t kDraws = 20;
  double sums[5] = {};
  std::size_t count = 0;
  std::vector<float> lanes(16 * kDraws);
  for (std::uint32_t line = 0; line < 16 * 500; line += 16) {
    math::fillNormals({77, {1, 2}}, line, 2.0F, lanes);
    for (const float draw : lanes) {
      const double z = draw / 2.0;
      for (int power = 1; power <= 4; ++power) {
        sums[power] += std::pow(z, power);
      }
      sums[0] += std::abs(z) < 1.645 ? 1.0 : 0.0;
      ++count;
    }
  }
  const auto n = static_cast<double>(count);
  expectClose(sums[1] / n, 0.0, 0.01, "mean");
  expectClose(sums[2] / n, 1.0, 0.015, "variance");
  expectClose(sums[3] / n, 0.0, 0.03, "third moment");
  expectClose(sums[4] / n, 3.0, 0.1, "fourth moment");
  expectClose(sums[0] / n, 0.9, 0.004, "within 1.645");
});

const Case kDrawsByLine("a line's draws do not hang on its group, nor on how many there are", [] {
  std::vector<float> group(16 * 7);
  std::vector<float> moved(16 * 3);
  math::fillNormals({5, {0, 0}}, 0, 1.0F, group);
  math::fillNormals({5, {0, 0}}, 4, 1.0F, moved);
  for (std::size_t k = 0; k < 3; ++k) {
    for (std::size_t l = 0; l + 4 < 16; ++l) {
      expectEqual(moved[16 * k + l], group[16 * k + l + 4], "draw");
    }
  }
});

const Case kLogarithm("the logarithm", [] {
  for (float x = 1.0F; x > 1e-7F; x *= 0.97F) {
    const double wanted = std::log(static_cast<double>(x));
    expectClose(math::logarithm(x), wanted, 3e-7 * std::abs(wanted), "ln " + show(x));
  }
  expectEqual(math::logarithm(1.0F), 0.0F, "ln 1");
});

const Case kGamma("gamma draws", [] {
  math::Draws draws({31, {4, 4}}, 9);
  for (const double shape : {1.0, 3.5, 40.0}) {
    constexpr int kDraws = 40000;
    double sum = 0.0;
    double squares = 0.0;
    for (int k = 0; k < kDraws; ++k) {
      const double draw = math::drawGamma(draws, shape);
      sum += draw;
      squares += draw * draw;
    }
    const double mean = sum / kDraws;
    expectClose(mean, shape, 0.02 * shape, "mean");
    expectClose(squares / kDraws - mean * mean, shape, 0.05 * shape, "variance");
  }
});

/// Moments of draws of the prior of rows with a known scatter.
const Case kPrior("priors have the mean and the precision of a normal-Wishart distribution", [] {
  const classic::Moments moments{50, {10.0, -20.0}, {60.0, 5.0, 5.0, 40.0}};
  constexpr int kDraws = 4000;
  std::vector<double> precision(4, 0.0);
  std::vector<double> mean(2, 0.0);
  for (std::uint32_t draw = 0; draw < kDraws; ++draw) {
    const classic::GaussianPrior prior = drawPrior(moments, 2.0, {8, {draw, 0}});
    for (std::size_t k = 0; k < 4; ++k) {
      precision[k] += prior.precision[k] / kDraws;
    }
    for (std::size_t k = 0; k < 2; ++k) {
      mean[k] += prior.mean[k] / kDraws;
    }
  }
  // W⁻¹ = 1 + Σxxᵀ − ΣxΣxᵀ/52, E Λ = 52·W
  const double a = 61.0 - 100.0 / 52.0;
  const double b = 5.0 + 200.0 / 52.0;
  const double d = 41.0 - 400.0 / 52.0;
  const double scale = 52.0 / (a * d - b * b);
  expectClose(precision[0], scale * d, 0.02, "Λ00");
  expectClose(precision[1], -scale * b, 0.02, "Λ01");
  expectClose(precision[3], scale * a, 0.04, "Λ11");
  expectClose(mean[0], 10.0 / 52.0, 0.01, "µ0");
  expectClose(mean[1], -20.0 / 52.0, 0.01, "µ1");
});

const Case kRecovers("low rank and noise: near the noise, with intervals that hold", [] {
  cpu::Team team(2);
  const auto method = makeMethod(usual(), {team, problem().observed, 1, kGoOn});
  for (int sweep = 0; sweep < 60; ++sweep) {
    method->step();
  }
  std::vector<float> predicted(problem().places.size());
  std::vector<float> deviations(predicted.size());
  method->predict(problem().places, predicted);
  expect(method->deviations(problem().places, deviations), "deviations");
  double squares = 0.0;
  double within = 0.0;
  for (std::size_t k = 0; k < predicted.size(); ++k) {
    const double error = predicted[k] - problem().values[k];
    squares += error * error;
    within += std::abs(error) <= 1.645 * deviations[k] ? 1.0 : 0.0;
  }
  const auto n = static_cast<double>(predicted.size());
  expectAtMost(std::sqrt(squares / n), 1.25 * kNoise, "error");
  expectClose(within / n, 0.9, 0.04, "share within 90 % intervals");
});

const Case kNoiseDraws("weights of lines have the mean that residuals and prior give them", [] {
  // Two rows, two columns; residuals 1, 2 in the first row, 0.5 in the second.
  const std::vector<std::uint32_t> offsets{0, 2, 3};
  const std::vector<std::uint32_t> cols{0, 1, 1};
  const std::vector<float> values{0.0F, 0.0F, 0.0F};
  const std::vector<float> estimate{1.0F, 2.0F, 0.5F};
  const Entries observed = classic::entriesOf(2, 2, {1, offsets, cols, values});
  constexpr int kDraws = 20000;
  double rows[2] = {};
  double col = 0.0;
  double expected = 0.0;
  for (std::uint32_t k = 0; k < kDraws; ++k) {
    classic::LineNoise noise(2, 2);
    drawNoise(noise, {3.0, 4.0}, {observed, estimate, values}, {{1, {k, 0}}, {1, {k, 1}}});
    rows[0] += noise.rows[0] / kDraws;
    rows[1] += noise.rows[1] / kDraws;
    col += noise.cols[1] / kDraws;
    // Given the rows: (ν + 2)/(ν + α·Σ a·r²)
    expected += 6.0 / (4.0 + 3.0 * (4.0 * noise.rows[0] + 0.25 * noise.rows[1])) / kDraws;
  }
  expectClose(rows[0], 6.0 / (4.0 + 15.0), 0.005, "row with large residuals");
  expectClose(rows[1], 5.0 / (4.0 + 0.75), 0.02, "row with small ones");
  expectClose(col, expected, 0.01, "column");
});

/// The problem with noise that is nine times as strong in every third row.
Entries uneven() {
  Random random(8);
  Entries observed = problem().observed;
  for (std::uint32_t i = 0; i < kRows; i += 3) {
    for (std::uint32_t e = observed.row_offsets[i]; e < observed.row_offsets[i + 1]; ++e) {
      observed.values[e] += static_cast<float>(9.0 * kNoise * gaussian(random));
    }
  }
  return observed;
}

const Case kUneven("uneven noise: wide intervals in noisy rows, a lesser error in the others", [] {
  const Entries observed = uneven();
  std::vector<float> predicted(problem().places.size());
  std::vector<float> deviations(predicted.size());
  double errors[2] = {};
  double widths[2] = {};
  for (const bool is_common : {false, true}) {
    cpu::Team team(2);
    BpmfSpec spec = usual();
    spec.precision = 2.0;
    spec.degrees = is_common ? std::nullopt : std::optional(4.0);
    const auto method = makeMethod(spec, {team, observed, 1, kGoOn});
    for (int sweep = 0; sweep < 60; ++sweep) {
      method->step();
    }
    method->predict(problem().places, predicted);
    for (std::size_t k = 0; k < predicted.size(); ++k) {
      const double error = predicted[k] - problem().values[k];
      errors[is_common ? 1 : 0] += problem().places[k].row % 3 == 0 ? 0.0 : error * error;
    }
    if (!is_common) {
      method->deviations(problem().places, deviations);
      for (std::size_t k = 0; k < deviations.size(); ++k) {
        const bool is_noisy = problem().places[k].row % 3 == 0;
        widths[is_noisy ? 0 : 1] += deviations[k] / (is_noisy ? 1.0 : 2.0);
      }
    }
  }
  expectAtMost(errors[0], 0.8 * errors[1], "squared error in even rows");
  expectAtMost(3.0 * widths[1], widths[0], "intervals");
});

const Case kForms("matrix and factors of the samples; at most so many of them", [] {
  cpu::Team team(2);
  BpmfSpec spec = usual();
  spec.samples = 5;
  const auto method = makeMethod(spec, {team, problem().observed, 1, kGoOn});
  expectEqual(method->samples(), 1U, "samples at the start");
  for (std::uint32_t sweep = 1; sweep <= 10 + 11; ++sweep) {
    method->step();
    expectAtMost(method->samples(), 5.0, "samples");
  }
  // Of sweeps 11 to 21 every fourth: 11, 15, 19.
  expectEqual(method->samples(), 3U, "samples after thinning twice");
  const classic::Factors x = method->factors();
  expectEqual(x.width, 3U * 5U, "width");
  std::vector<float> matrix(std::size_t{kRows} * kCols);
  method->fill(matrix);
  std::vector<float> predicted(problem().places.size());
  method->predict(problem().places, predicted);
  for (std::size_t k = 0; k < predicted.size(); ++k) {
    const auto [row, col] = problem().places[k];
    double sum = 0.0;
    for (std::size_t c = 0; c < x.width; ++c) {
      sum += static_cast<double>(x.left[row * x.width + c]) * x.right[col * x.width + c];
    }
    expectClose(predicted[k], sum, 1e-4, "prediction");
    expectClose(matrix[std::size_t{row} * kCols + col], sum, 1e-4, "matrix");
  }
  expect(!method->stopsEarly(), "no sweep is the best one");
});

const Case kThreads("the same bits on more threads, others with another seed", [] {
  std::vector<std::vector<float>> results;
  for (const auto& [threads, seed] : {std::pair{1U, 4U}, {3U, 4U}, {1U, 5U}}) {
    cpu::Team team(threads);
    BpmfSpec spec = usual();
    spec.burn_in = 1;
    const auto method = makeMethod(spec, {team, problem().observed, seed, kGoOn});
    for (int sweep = 0; sweep < 4; ++sweep) {
      method->step();
    }
    results.emplace_back(problem().places.size());
    method->predict(problem().places, results.back());
  }
  expectSameBits(results[1], results[0], "predictions");
  expect(results[2] != results[0], "other draws");
});

const Case kCancelled("a sweep of a job that was told to stop", [] {
  const std::atomic<bool> stop{true};
  cpu::Team team(1);
  const auto method = makeMethod(usual(), {team, problem().observed, 1, stop});
  expectError(ErrorCode::cancelled, "cancelled", [&] { method->step(); });
});

}  // namespace
}  // namespace lacuna::test
