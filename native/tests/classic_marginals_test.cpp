// Scores of values, and values of scores.
#include <cmath>
#include <limits>
#include <memory>
#include <vector>

#include "check.h"
#include "classic/marginals.h"
#include "math/normal_quantile.h"

namespace lacuna::test {
namespace {

using classic::MarginalForm;

constexpr float kMissing = std::numeric_limits<float>::quiet_NaN();

/// The values of a column that are not NaN.
classic::Entries entriesOfColumn(const std::vector<float>& column) {
  std::vector<std::uint32_t> offsets{0};
  std::vector<float> values;
  for (const float value : column) {
    if (!std::isnan(value)) {
      values.push_back(value);
    }
    offsets.push_back(static_cast<std::uint32_t>(values.size()));
  }
  const std::vector<std::uint32_t> at(values.size(), 0);
  return classic::entriesOf(static_cast<std::uint32_t>(column.size()), 1, {1, offsets, at, values});
}

/// The marginals of one column.
struct OneColumn {
  classic::Entries entries;
  classic::Lines lines;
  std::vector<std::unique_ptr<classic::Marginal>> marginals;

  OneColumn(const std::vector<float>& values, MarginalForm form)
      : entries(entriesOfColumn(values)),
        lines(entries, entries.values, classic::Over::rows),
        marginals(classic::marginalsOf(lines, form, 5.0)) {}

  [[nodiscard]] const classic::Marginal& marginal() const { return *marginals[0]; }
};

const Case kQuantiles("normal quantiles", [] {
  expectClose(math::normalQuantile(0.5), 0.0, 1e-12, "the middle");
  expectClose(math::normalQuantile(0.6), 0.2533471031, 1e-6, "near the middle");
  expectClose(math::normalQuantile(0.975), 1.9599639845, 1e-6, "a tail");
  expectClose(math::normalQuantile(0.001), -3.0902323062, 1e-6, "the other tail");
  expectClose(math::normalQuantile(1e-12), -7.0344838253, 1e-5, "a far tail");
});

const Case kScores("scores follow ranks, and values scores", [] {
  const std::vector<float> values{100, 1, 10, 1, kMissing, 1000, 30};
  const OneColumn column(values, MarginalForm::empirical);
  const classic::Marginal& marginal = column.marginal();
  expectEqual(marginal.score(1), marginal.score(1), "equal values");
  expect(marginal.score(1) < marginal.score(10) && marginal.score(10) < marginal.score(30) &&
             marginal.score(30) < marginal.score(100) && marginal.score(100) < marginal.score(1000),
         "in the order of values");
  double sum = 0.0;
  double squares = 0.0;
  for (const float value : values) {
    if (!std::isnan(value)) {
      sum += marginal.score(value);
      squares += marginal.score(value) * marginal.score(value);
    }
  }
  expectClose(sum, 0.0, 1e-12, "their mean");
  expectClose(squares, 6.0, 1e-12, "their variance");
  for (const float value : {1.0F, 10.0F, 30.0F, 1000.0F}) {
    expectClose(marginal.spread(marginal.score(value), 0.0).mean, value, 1e-9, "back");
  }
  expectEqual(marginal.spread(50.0, 1.0).mean, 1000.0, "beyond all");
  expectEqual(marginal.spread(-50.0, 1.0).mean, 1.0, "below all");
  const auto [mean, deviation] = marginal.spread(0.0, 1.0);
  expect(mean > 60.0 && mean < 300.0, "the mean of a skewed column is far above its median");
  expect(deviation > 100.0 && deviation < 500.0, "and its deviation is large");
});

const Case kSpread("spreads are moments: those of a straight line are exact", [] {
  // Values at the quantiles of a normal distribution, wide enough for all nodes but the last.
  std::vector<float> values;
  for (int k = 0; k < 20001; ++k) {
    values.push_back(static_cast<float>(7.0 + 2.0 * math::normalQuantile((k + 0.5) / 20001.0)));
  }
  const OneColumn empirical(values, MarginalForm::empirical);
  const OneColumn normal(values, MarginalForm::normal);
  for (const double mean : {-1.0, 0.0, 0.5}) {
    const classic::Spread one = empirical.marginal().spread(mean, 0.25);
    const classic::Spread other = normal.marginal().spread(mean, 0.25);
    expectClose(one.mean, other.mean, 1e-3, "mean");
    expectClose(one.deviation, other.deviation, 1e-2, "deviation");
  }
});

const Case kNoValues("a column without values, or with one", [] {
  for (const MarginalForm form : {MarginalForm::normal, MarginalForm::empirical}) {
    const OneColumn none({kMissing, kMissing}, form);
    expectClose(none.marginal().spread(0.0, 0.0).mean, 5.0, 1e-12, "otherwise");
    const OneColumn one({3.0F, kMissing, 3.0F}, form);
    expectEqual(one.marginal().score(3.0F), 0.0, "score");
    expectEqual(one.marginal().spread(0.0, 0.0).mean, 3.0, "value");
    expectEqual(one.marginal().unit(), 1.0, "unit");
  }
});

}  // namespace
}  // namespace lacuna::test
