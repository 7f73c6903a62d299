// Randomised trees against a twin that works by definition, and forests of them in turn.
#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

#include "check.h"
#include "classic/forest.h"
#include "classic/random_tree.h"
#include "classic_table.h"
#include "random.h"

namespace lacuna::test {
namespace {

using classic::Answers;
using classic::Features;
using classic::ForestSpec;
using classic::Over;
using classic::TreeShape;
using List = std::vector<std::uint32_t>;

/// A tree by its definition, with lists for every node.
class TwinTree {
 public:
  TwinTree(const Features& features, const TreeShape& shape, const std::vector<double>& y,
           std::size_t target, math::Draws& draws)
      : features_(features), shape_(shape), y_(y), target_(target), draws_(draws) {
    for (std::uint32_t f = 0; f < features.values.size() / features.lines; ++f) {
      order_.push_back(f);
    }
  }

  void grow(const List& taught, const List& asking, Answers& answers) {
    if (asking.empty()) {
      return;
    }
    double most = -1.0;
    std::size_t by = 0;
    double at = 0.0;
    if (taught.size() >= 2 * shape_.leaf && squares(taught) > 0.0) {
      std::uint32_t tried = 0;
      for (std::size_t k = 0; k < order_.size() && tried < shape_.tried; ++k) {
        std::swap(order_[k], order_[k + math::drawIndex(draws_, order_.size() - k)]);
        const std::size_t f = order_[k];
        double low = 1e300;
        double high = -1e300;
        for (const std::uint32_t i : taught) {
          low = std::min(low, value(f, i));
          high = std::max(high, value(f, i));
        }
        if (f == target_ || low == high) {
          continue;
        }
        ++tried;
        const double threshold = low + draws_.uniform() * (high - low);
        const List left = side(taught, f, threshold, true);
        const List right = side(taught, f, threshold, false);
        if (std::min(left.size(), right.size()) < shape_.leaf) {
          continue;
        }
        double above = 0.0;
        for (const std::uint32_t i : left) {
          above += y_[i] - meanOf(taught);
        }
        const double gain =
            above * above *
            (1.0 / static_cast<double>(left.size()) + 1.0 / static_cast<double>(right.size()));
        expectClose(squares(left) + squares(right), squares(taught) - gain, 1e-9, "what is left");
        // Splits that are as good in truth are chosen among by how they are rounded.
        if (gain > most) {
          most = gain;
          by = f;
          at = threshold;
        }
      }
    }
    if (most >= 0.0) {
      grow(side(taught, by, at, true), side(asking, by, at, true), answers);
      grow(side(taught, by, at, false), side(asking, by, at, false), answers);
      return;
    }
    for (const std::uint32_t i : asking) {
      const double mean = meanOf(taught);
      answers.mean[i] += mean;
      answers.square[i] += squares(taught) / static_cast<double>(taught.size()) + mean * mean;
      ++answers.trees[i];
    }
  }

 private:
  [[nodiscard]] double value(std::size_t f, std::uint32_t i) const {
    return features_.values[f * features_.lines + i];
  }

  [[nodiscard]] List side(const List& lines, std::size_t f, double threshold, bool is_left) const {
    List some;
    std::ranges::copy_if(lines, std::back_inserter(some),
                         [&](std::uint32_t i) { return (value(f, i) < threshold) == is_left; });
    return some;
  }

  [[nodiscard]] double meanOf(const List& lines) const {
    double sum = 0.0;
    for (const std::uint32_t i : lines) {
      sum += y_[i];
    }
    return sum / static_cast<double>(lines.size());
  }

  [[nodiscard]] double squares(const List& lines) const {
    double sum = 0.0;
    for (const std::uint32_t i : lines) {
      sum += (y_[i] - meanOf(lines)) * (y_[i] - meanOf(lines));
    }
    return sum;
  }

  Features features_;
  TreeShape shape_;
  const std::vector<double>& y_;
  std::size_t target_;
  math::Draws& draws_;
  List order_;
};

const Case kTree("trees follow their definition", [] {
  constexpr std::size_t kLines = 60;
  constexpr std::size_t kFeatures = 5;
  Random random(7);
  std::vector<float> values = random.floats(kLines * kFeatures, -1.0, 1.0);
  std::fill_n(values.begin() + 3 * kLines, kLines, 2.0F);  // a feature that tells nothing
  std::vector<double> y(kLines);
  for (std::size_t i = 0; i < kLines; ++i) {
    y[i] = (values[i] > 0.2F ? 3.0 : -1.0) + values[kLines + i] + random.uniform(-0.1, 0.1);
  }
  List taught(40);
  List asking(20);
  std::iota(taught.begin(), taught.end(), 0U);
  std::iota(asking.begin(), asking.end(), 40U);
  const Features features{values, kLines};
  for (const TreeShape shape : {TreeShape{1, 4}, TreeShape{2, 2}, TreeShape{7, 4}}) {
    const Context where("leaf " + show(shape.leaf) + ", tried " + show(shape.tried));
    classic::TreeGrower grower(features, shape);
    for (std::uint32_t tree = 0; tree < 3; ++tree) {
      const math::DrawKey key{5, {1, 2}};
      math::Draws draws(key, tree);
      math::Draws same(key, tree);
      Answers answers(kLines);
      Answers wanted(kLines);
      List taught_now = taught;
      List asking_now = asking;
      grower.grow(y, 4, {taught_now, asking_now}, draws, answers);
      TwinTree(features, shape, y, 4, same).grow(taught, asking, wanted);
      for (std::size_t i = 0; i < kLines; ++i) {
        expectEqual(answers.trees[i], i < 40 ? 0U : 1U, "who was told");
        expectClose(answers.mean[i], wanted.mean[i], 1e-12, "mean");
        expectClose(answers.square[i], wanted.square[i], 1e-11, "square");
      }
    }
  }
});

/// y is a step of a, and b is noise: columns a, b and y.
Table stepTable(std::size_t rows) {
  Random random(rows);
  Table table{std::vector<float>(rows * 3, kMissing), rows, 3};
  for (std::size_t i = 0; i < rows; ++i) {
    const double a = random.uniform(-1.0, 1.0);
    table.x[3 * i] = static_cast<float>(a);
    table.x[3 * i + 1] = static_cast<float>(random.uniform(-1.0, 1.0));
    const bool is_missing = i % 4 == 1;
    table.x[3 * i + 2] = is_missing ? kMissing : (a > 0.3 ? 50.0F : 20.0F);
  }
  return table;
}

const Case kSteps("a column that is a step of another is found", [] {
  const Table table = stepTable(200);
  const classic::Entries entries = entriesOfTable(table);
  OneStep<ForestSpec> run({}, entries);
  const std::vector<float> x = run.fill();
  std::size_t close = 0;
  for (std::size_t i = 1; i < table.rows; i += 4) {
    const double wanted = table.x[3 * i] > 0.3F ? 50.0 : 20.0;
    close += std::abs(x[3 * i + 2] - wanted) < 6.0 ? 1U : 0U;
  }
  expect(close >= 45, "45 of 50 within a fifth of the step, got " + show(close));
});

const Case kOver("over columns it is the transposed problem", [] {
  const Table table = stepTable(40);
  const classic::Entries upright = entriesOfTable(table);
  const classic::Entries lying = entriesOfTable(transposed(table));
  OneStep<ForestSpec> rows({Over::rows, 20, 1.0, 1}, upright);
  OneStep<ForestSpec> cols({Over::cols, 20, 1.0, 1}, lying);
  const Table back = transposed({cols.fill(), 3, 40});
  expectSameBits(rows.fill(), back.x, "estimates");
  expectEqual(rows.progressed().change, cols.progressed().change, "change");
});

const Case kConstant("columns without a spread, with one entry, and without any", [] {
  Table table = stepTable(12);
  for (std::size_t i = 0; i < table.rows; ++i) {
    table.x[3 * i] = i % 2 == 0 ? 7.0F : kMissing;
    table.x[3 * i + 1] = kMissing;
  }
  const classic::Entries without = entriesOfTable(table);
  OneStep<ForestSpec> run({}, without);
  std::vector<float> x = run.fill();
  for (std::size_t i = 0; i < table.rows; ++i) {
    expectClose(x[3 * i], 7.0, 1e-6, "the constant");
    expectClose(x[3 * i + 1], without.mean(), 1e-5, "the mean of all");
  }
  table.x[1] = 3.0F;
  const classic::Entries with = entriesOfTable(table);
  x = OneStep<ForestSpec>({}, with).fill();
  for (std::size_t i = 0; i < table.rows; ++i) {
    expectEqual(x[3 * i + 1], 3.0F, "the one entry");
  }
});

const Case kErrors("observed entries are told by trees that did not learn of them", [] {
  const Table table = stepTable(60);
  const classic::Entries entries = entriesOfTable(table);
  OneStep<ForestSpec> run({Over::rows, 50, 1.0, 1}, entries);
  const std::vector<float> x = run.fill();
  double errors = 0.0;
  double noise = 0.0;
  for (std::size_t k = 0; k < x.size(); ++k) {
    if (!std::isnan(table.x[k])) {
      const double error = static_cast<double>(x[k]) - table.x[k];
      errors += error * error;
      noise += k % 3 == 1 ? error * error : 0.0;
    }
  }
  expectClose(run.progressed().fidelity * static_cast<double>(entries.count()) / errors, 1.0, 1e-5,
              "fidelity");
  // The variance of the noise is a third; trees that had learnt of it would be near 0.
  expect(noise / 60.0 > 0.25, "what is noise is not told");
});

const Case kDeviations("deviations are as large as errors at observed entries", [] {
  const Table table = stepTable(200);
  const classic::Entries entries = entriesOfTable(table);
  OneStep<ForestSpec> run({Over::rows, 100, 1.0, 5}, entries);
  const std::vector<float> x = run.fill();
  for (std::uint32_t j = 0; j < 3; ++j) {
    const Context where("column " + show(j));
    std::vector<classic::Place> places;
    double errors = 0.0;
    for (std::uint32_t i = 0; i < table.rows; ++i) {
      if (table.has(i, j)) {
        places.push_back({i, j});
        const double error = static_cast<double>(x[3 * i + j]) - table.at(i, j);
        errors += error * error;
      }
    }
    std::vector<float> deviations(places.size());
    expect(run.method().deviations(places, deviations), "there are some");
    double squares = 0.0;
    for (const float deviation : deviations) {
      squares += static_cast<double>(deviation) * deviation;
    }
    expectClose(squares / errors, 1.0, 1e-4, "squares");
    expect(deviations[0] != deviations[1], "each has its own");
  }
});

const Case kThreads("the same bits for any number of threads, and settled soon", [] {
  const classic::Entries entries = entriesOfTable(stepTable(101));
  OneStep<ForestSpec> one({}, entries, 1);
  OneStep<ForestSpec> three({}, entries, 3);
  const double first = one.progressed().change;
  expectEqual(first, three.progressed().change, "change");
  expectSameBits(one.fill(), three.fill(), "estimates");
  // Columns that are observed do not move: the second step is the first one again.
  expect(first > 0.0, "something moved");
  expectEqual(one.method().step().change, 0.0, "change");
});

const Case kCancel("can be cancelled", [] {
  const classic::Entries entries = entriesOfTable(stepTable(20));
  cpu::Team team(1);
  const std::atomic<bool> stop{true};
  const classic::Context context{team, entries, 0, stop};
  const auto method = classic::makeMethod(ForestSpec{}, context);
  expectError(ErrorCode::cancelled, "cancelled", [&] { (void)method->step(); });
});

const Case kBytes("memory is a number for sides beyond any", [] {
  const std::uint64_t small = classic::methodBytes(ForestSpec{}, {100, 10, 800, true});
  expect(small > 100 * 10 * 12 && small < 100'000, "a small table");
  const std::uint64_t huge = classic::methodBytes(ForestSpec{}, {0xFFFFFFFFU, 1, 1, true});
  expect(huge > std::uint64_t{1} << 40U, "a side that is not held");
});

}  // namespace
}  // namespace lacuna::test
