// A low-rank matrix less residuals at observed entries: its products against all of its entries.
#include "check.h"
#include "classic/gradient_step.h"
#include "classic_low_rank.h"
#include "linalg/partial_svd.h"

namespace lacuna::test {
namespace {

const std::atomic<bool> kGo{false};

/// With factors of two columns, or none.
void set(classic::GradientStep& step, const LowRankProblem& problem, std::size_t cols) {
  Random random(7);
  const auto residuals = random.floats(problem.observed.count(), -1.0, 1.0);
  step.set({problem.rows, cols, random.floats(problem.rows * cols, -1.0, 1.0)},
           {problem.cols, cols, random.floats(problem.cols * cols, -1.0, 1.0)}, residuals);
}

/// x·v of a row-major x, or xᵀ·v.
std::vector<double> plain(std::span<const float> x, const TallMatrix& v, std::size_t rows,
                          std::size_t cols, bool transposed) {
  std::vector<double> result((transposed ? cols : rows) * v.cols);
  for (std::size_t i = 0; i < rows; ++i) {
    for (std::size_t j = 0; j < cols; ++j) {
      for (std::size_t k = 0; k < v.cols; ++k) {
        const std::size_t to = transposed ? j : i;
        const std::size_t from = transposed ? i : j;
        result[to * v.cols + k] += static_cast<double>(x[i * cols + j]) * v.data[from * v.cols + k];
      }
    }
  }
  return result;
}

const Case kProducts("products are those of all entries", [] {
  const LowRankProblem problem = lowRankProblem(53, 37, 2, 0.3);
  cpu::Team team(2);
  const classic::Context context{team, problem.observed, 1, kGo};
  for (const std::size_t cols : {0U, 2U}) {
    classic::GradientStep step(context);
    set(step, problem, cols);
    std::vector<float> storage;
    const auto x = step.entries(storage);
    const TallMatrix v = drawn(problem.cols, 5, 1, 1);
    const TallMatrix u = drawn(problem.rows, 3, 1, 2);
    expectAtMost(relativeError(step.times(v).data, plain(x, v, 53, 37, false)), 1e-6, "X·v");
    expectAtMost(relativeError(step.timesTransposed(u).data, plain(x, u, 53, 37, true)), 1e-6,
                 "Xᵀ·u");
  }
});

const Case kStart("at first it is what was observed", [] {
  const LowRankProblem problem = lowRankProblem(20, 30, 2, 0.4);
  cpu::Team team(1);
  const classic::Context context{team, problem.observed, 1, kGo};
  std::vector<float> storage;
  const auto x = classic::GradientStep(context).entries(storage);
  for (std::size_t k = 0; k < x.size(); ++k) {
    expectEqual(x[k], problem.mask[k] != 0 ? problem.truth[k] : 0.0F, "entry");
  }
});

const Case kTriplets("its triplets are those of its entries, and no more than asked for", [] {
  const LowRankProblem problem = lowRankProblem(140, 110, 4, 0.5);
  cpu::Team team(2);
  const classic::Context context{team, problem.observed, 1, kGo};
  const classic::GradientStep step(context);
  std::vector<float> storage;
  const auto x = step.entries(storage);
  PartialSvd of_products(team, 140, 110, 3, kGo);
  PartialSvd of_entries(team, 140, 110, 3, kGo);
  const Triplets wanted = of_entries.largest(x, 4);
  const Triplets found = of_products.above(step, 0.0, 4);
  expectEqual(found.count, 4U, "count");
  for (std::size_t i = 0; i < 4; ++i) {
    expectClose(found.s[i], wanted.s[i], 1e-5 * wanted.s[0], "value");
  }
  const double between = 0.5 * (wanted.s[1] + wanted.s[2]);
  expectEqual(of_products.above(step, between, 4).count, 2U, "above");
});

}  // namespace
}  // namespace lacuna::test
