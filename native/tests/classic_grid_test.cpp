// Harmonic and biharmonic functions on a grid.
#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "check.h"
#include "classic/inpaint.h"
#include "classic_problem.h"
#include "random.h"

namespace lacuna::test {
namespace {

using classic::BiharmonicSpec;
using classic::GridWeights;
using classic::HarmonicSpec;

constexpr float kMissing = std::numeric_limits<float>::quiet_NaN();

struct Picture {
  std::vector<float> x;  // NaN where nothing is observed
  std::uint32_t rows;
  std::uint32_t cols;
};

Picture picture(std::uint32_t rows, std::uint32_t cols, double missing) {
  Random random(rows + 100 * cols);
  Picture result{std::vector<float>(std::size_t{rows} * cols), rows, cols};
  for (std::size_t k = 0; k < result.x.size(); ++k) {
    const auto i = static_cast<double>(k / cols);
    const auto j = static_cast<double>(k % cols);
    const double value = 5.0 + std::sin(0.3 * i) * std::cos(0.2 * j);
    result.x[k] = random.uniform(0.0, 1.0) < missing ? kMissing : static_cast<float>(value);
  }
  return result;
}

/// Δx with reflecting borders.
std::vector<double> laplacian(const std::vector<double>& x, std::size_t rows, std::size_t cols,
                              const GridWeights& weights) {
  std::vector<double> y(x.size(), 0.0);
  for (std::size_t i = 0; i < rows; ++i) {
    for (std::size_t j = 0; j < cols; ++j) {
      const std::size_t k = i * cols + j;
      const auto minus = [&](bool is_inside, std::size_t other, double weight) {
        if (is_inside) {
          y[k] += weight * (x[k] - x[other]);
        }
      };
      minus(i > 0, k - cols, weights.cols);
      minus(i + 1 < rows, k + cols, weights.cols);
      minus(j > 0, k - 1, weights.rows);
      minus(j + 1 < cols, k + 1, weights.rows);
    }
  }
  return y;
}

template <class Spec>
std::vector<float> completed(const Picture& p, unsigned threads = 1, const Spec& spec = {}) {
  const classic::Entries entries = entriesOfMatrix(p.x, p.rows, p.cols);
  return OneStep<Spec>(spec, entries, threads).fill();
}

/// The greatest |Δ^power x| at missing entries; observed ones must be as they were.
double residual(const Picture& p, const std::vector<float>& x, int power,
                const GridWeights& weights = {}) {
  std::vector<double> y(x.begin(), x.end());
  for (int k = 0; k < power; ++k) {
    y = laplacian(y, p.rows, p.cols, weights);
  }
  double greatest = 0.0;
  for (std::size_t k = 0; k < x.size(); ++k) {
    if (std::isnan(p.x[k])) {
      greatest = std::max(greatest, std::abs(y[k]));
    } else {
      expectEqual(x[k], p.x[k], "observed entry");
    }
  }
  return greatest;
}

const Case kHarmonic("harmonic: the Laplacian is 0 at missing entries", [] {
  for (const auto& p : {picture(40, 31, 0.5), picture(1, 60, 0.7), picture(70, 2, 0.4)}) {
    expectAtMost(residual(p, completed<HarmonicSpec>(p), 1), 2e-6, "Laplacian");
  }
});

const Case kWeights("harmonic: directions count as their weights say", [] {
  const GridWeights weights{1.0, 0.01};
  const Picture p = picture(40, 31, 0.5);
  expectAtMost(residual(p, completed<HarmonicSpec>(p, 1, {weights}), 1, weights), 2e-6,
               "Laplacian");
});

/// Missing in the middle, so that estimates stay within the range of what is observed.
Picture withHole(std::uint32_t rows, std::uint32_t cols) {
  Picture p = picture(rows, cols, 0.1);
  for (std::uint32_t i = rows / 4; i < rows / 2; ++i) {
    for (std::uint32_t j = cols / 3; j < cols / 2; ++j) {
      p.x[std::size_t{i} * cols + j] = kMissing;
    }
  }
  p.x[0] = 0.0F;
  p.x[std::size_t{cols} - 1] = 10.0F;
  return p;
}

const Case kBiharmonic("biharmonic: the squared Laplacian is 0 at missing entries", [] {
  const Picture p = withHole(48, 60);
  for (const GridWeights weights : {GridWeights{}, GridWeights{0.3, 1.0}}) {
    const std::vector<float> x = completed<BiharmonicSpec>(p, 1, {weights});
    expectAtMost(residual(p, x, 2, weights), 2e-4, "squared Laplacian");
  }
});

const Case kPlane("biharmonic: a plane goes on into a hole", [] {
  Picture p{std::vector<float>(30 * 40), 30, 40};
  const auto plane = [](std::size_t k) {
    return static_cast<float>(2.0 + 0.25 * static_cast<double>(k / 40) -
                              0.125 * static_cast<double>(k % 40));
  };
  for (std::size_t k = 0; k < p.x.size(); ++k) {
    const bool is_hole = k / 40 >= 8 && k / 40 < 20 && k % 40 >= 10 && k % 40 < 31;
    p.x[k] = is_hole ? kMissing : plane(k);
  }
  const std::vector<float> x = completed<BiharmonicSpec>(p);
  for (std::size_t k = 0; k < p.x.size(); ++k) {
    expectClose(x[k], plane(k), 1e-5, "entry " + show(k));
  }
});

const Case kRange("estimates stay within the range of what is observed", [] {
  const Picture p = picture(50, 50, 0.95);
  const std::vector<float> x = completed<BiharmonicSpec>(p);
  float low = std::numeric_limits<float>::max();
  float high = -low;
  for (const float value : p.x) {
    if (!std::isnan(value)) {
      low = std::min(low, value);
      high = std::max(high, value);
    }
  }
  expect(std::ranges::all_of(x, [&](float value) { return value >= low && value <= high; }),
         "values within the range");
});

const Case kOne("one observed entry determines all, none missing needs nothing", [] {
  Picture p{std::vector<float>(20 * 15, kMissing), 20, 15};
  p.x[47] = 3.5F;
  for (const std::vector<float>& x : {completed<HarmonicSpec>(p), completed<BiharmonicSpec>(p)}) {
    expect(std::ranges::all_of(x, [](float value) { return value == 3.5F; }), "the one value");
  }
  std::ranges::fill(p.x, 1.25F);
  expectSameBits(completed<BiharmonicSpec>(p), p.x, "as it was");
});

const Case kThreads("the same bits for any number of threads", [] {
  const Picture p = picture(90, 80, 0.6);
  expectSameBits(completed<BiharmonicSpec>(p, 4), completed<BiharmonicSpec>(p, 1), "biharmonic");
  expectSameBits(completed<HarmonicSpec>(p, 4), completed<HarmonicSpec>(p, 1), "harmonic");
});

const Case kCancel("a run can be cancelled", [] {
  const Picture p = picture(30, 30, 0.6);
  const classic::Entries entries = entriesOfMatrix(p.x, p.rows, p.cols);
  cpu::Team team(2);
  const std::atomic<bool> stop{true};
  const classic::Context context{team, entries, 0, stop};
  const auto method = classic::makeMethod(BiharmonicSpec{}, context);
  expectError(ErrorCode::cancelled, "cancelled", [&] { method->step(); });
});

const Case kPredict("places have the values of the matrix", [] {
  const Picture p = picture(30, 20, 0.5);
  const classic::Entries entries = entriesOfMatrix(p.x, p.rows, p.cols);
  OneStep<BiharmonicSpec> run(BiharmonicSpec{}, entries);
  const std::vector<float> x = run.fill();
  const std::vector<classic::Place> places{{29, 19}, {3, 4}, {0, 0}};
  std::vector<float> values(places.size());
  run.method().predict(places, values);
  for (std::size_t k = 0; k < places.size(); ++k) {
    expectEqual(values[k], x[places[k].row * 20 + places[k].col], "value");
  }
});

const Case kBytes("memory follows the missing entries", [] {
  const auto bytes = [](std::uint64_t observed) {
    return classic::methodBytes(BiharmonicSpec{}, {1000, 1000, observed, true});
  };
  expectAtMost(static_cast<double>(bytes(1000000)), 13e6, "nothing missing");
  expect(bytes(0) > 2000000000U && bytes(0) < 6000000000U, "everything missing");
});

}  // namespace
}  // namespace lacuna::test
