// The multivariate normal against a twin that works with covariances, and against regression.
#include <algorithm>
#include <cmath>
#include <vector>

#include "check.h"
#include "classic/gaussian.h"
#include "classic_table.h"
#include "random.h"

namespace lacuna::test {
namespace {

using classic::GaussianSpec;
using classic::MarginalForm;
using classic::Over;

/// Columns of different units that hang together, with a row that is empty and one that is full.
Table randomTable(std::size_t rows, std::size_t cols, double rate) {
  Random random(rows + cols);
  Table table{std::vector<float>(rows * cols, kMissing), rows, cols};
  for (std::size_t i = 0; i < rows; ++i) {
    const double shared = random.uniform(-1.0, 1.0);
    for (std::size_t j = 0; j < cols; ++j) {
      const double scale = 1.0 + 10.0 * static_cast<double>(j);
      const double value = scale * (shared + random.uniform(-0.5, 0.5)) + 3.0;
      const bool is_seen = random.uniform(0.0, 1.0) < rate;
      if (i != 2 && (is_seen || i == 4)) {
        table.x[i * cols + j] = static_cast<float>(value);
      }
    }
  }
  return table;
}

/// Solves A·x = b by Gauss-Jordan elimination; A is n×n and positive definite.
std::vector<double> solved(std::vector<double> a, std::vector<double> b) {
  const std::size_t n = b.size();
  for (std::size_t k = 0; k < n; ++k) {
    for (std::size_t i = 0; i < n; ++i) {
      if (i == k) {
        continue;
      }
      const double factor = a[i * n + k] / a[k * n + k];
      for (std::size_t j = 0; j < n; ++j) {
        a[i * n + j] -= factor * a[k * n + j];
      }
      b[i] -= factor * b[k];
    }
  }
  for (std::size_t k = 0; k < n; ++k) {
    b[k] /= a[k * n + k];
  }
  return b;
}

/// EM as it is defined, with conditional moments from covariances.
class Twin {
 public:
  Twin(const Table& table, double shrinkage)
      : table_(table),
        prior_(shrinkage * static_cast<double>(table.cols)),
        centre_(table.cols, 0.0),
        unit_(table.cols, 0.0),
        mean_(table.cols, 0.0),
        covariance_(table.cols * table.cols, 0.0) {
    for (std::size_t j = 0; j < table.cols; ++j) {
      double count = 0.0;
      for (std::size_t i = 0; i < table.rows; ++i) {
        if (table.has(i, j)) {
          centre_[j] += table.at(i, j);
          count += 1.0;
        }
      }
      centre_[j] /= count;
      for (std::size_t i = 0; i < table.rows; ++i) {
        if (table.has(i, j)) {
          unit_[j] += (table.at(i, j) - centre_[j]) * (table.at(i, j) - centre_[j]) / count;
        }
      }
      unit_[j] = std::sqrt(unit_[j]);
      covariance_[j * table.cols + j] = 1.0;
    }
    step();
  }

  void step() {
    const std::size_t n = table_.cols;
    const auto rows = static_cast<double>(table_.rows);
    std::vector<double> sum(n, 0.0);
    std::vector<double> product(n * n, 0.0);
    for (std::size_t i = 0; i < table_.rows; ++i) {
      for (std::size_t p = 0; p < n; ++p) {
        const double at_p = expected(i, p);
        sum[p] += at_p;
        for (std::size_t q = 0; q < n; ++q) {
          product[p * n + q] += at_p * expected(i, q) + covarianceGiven(i, p, q);
        }
      }
    }
    for (std::size_t p = 0; p < n; ++p) {
      for (std::size_t q = 0; q < n; ++q) {
        const double about = product[p * n + q] - sum[p] * sum[q] / rows;
        covariance_[p * n + q] = (about + (p == q ? prior_ : 0.0)) / (rows + prior_);
      }
    }
    for (std::size_t p = 0; p < n; ++p) {
      mean_[p] = sum[p] / rows;
    }
  }

  /// Entry (i, j) given the others of its row.
  [[nodiscard]] double estimate(std::size_t i, std::size_t j) const {
    return centre_[j] + unit_[j] * (mean_[j] + regression(i, j, j).mean);
  }

  [[nodiscard]] double deviation(std::size_t i, std::size_t j) const {
    return unit_[j] * std::sqrt(regression(i, j, j).covariance);
  }

 private:
  struct Regression {
    double mean;
    double covariance;
  };

  [[nodiscard]] double standard(std::size_t i, std::size_t j) const {
    return (table_.at(i, j) - centre_[j]) / unit_[j];
  }

  [[nodiscard]] std::vector<std::size_t> knownBut(std::size_t i, std::size_t j) const {
    std::vector<std::size_t> known;
    for (std::size_t p = 0; p < table_.cols; ++p) {
      if (p != j && table_.has(i, p)) {
        known.push_back(p);
      }
    }
    return known;
  }

  /// What the known entries of row i but j add to the mean at p, and what they leave of the
  /// covariance of p and j.
  [[nodiscard]] Regression regression(std::size_t i, std::size_t p, std::size_t j) const {
    const std::size_t n = table_.cols;
    const std::vector<std::size_t> known = knownBut(i, j);
    std::vector<double> a;
    std::vector<double> b;
    for (const std::size_t r : known) {
      b.push_back(covariance_[p * n + r]);
      for (const std::size_t c : known) {
        a.push_back(covariance_[r * n + c]);
      }
    }
    const std::vector<double> weights = solved(a, b);
    double mean = 0.0;
    double covariance = covariance_[p * n + j];
    for (std::size_t k = 0; k < known.size(); ++k) {
      mean += weights[k] * (standard(i, known[k]) - mean_[known[k]]);
      covariance -= weights[k] * covariance_[known[k] * n + j];
    }
    return {mean, covariance};
  }

  [[nodiscard]] double expected(std::size_t i, std::size_t p) const {
    return table_.has(i, p) ? standard(i, p) : mean_[p] + regression(i, p, p).mean;
  }

  [[nodiscard]] double covarianceGiven(std::size_t i, std::size_t p, std::size_t q) const {
    return table_.has(i, p) || table_.has(i, q) ? 0.0 : regression(i, p, q).covariance;
  }

  const Table& table_;
  double prior_;
  std::vector<double> centre_;
  std::vector<double> unit_;
  std::vector<double> mean_;
  std::vector<double> covariance_;
};

/// A method on entries.
struct Running {
  cpu::Team team;
  std::atomic<bool> stop{false};
  classic::Context context;
  std::unique_ptr<classic::Method> method;

  Running(const GaussianSpec& spec, const classic::Entries& entries, unsigned threads = 1)
      : team(threads),
        context{team, entries, 0, stop},
        method(classic::makeMethod(spec, context)) {}

  /// Until the estimates stay.
  void converge() {
    for (int step = 0; step < 2000 && method->step().change > 1e-12; ++step) {
    }
  }

  [[nodiscard]] std::vector<float> fill() const {
    std::vector<float> x(std::size_t{context.observed.row_count} * context.observed.col_count);
    method->fill(x);
    return x;
  }
};

const Case kTwin("every estimate and its deviation, step by step", [] {
  const Table table = randomTable(17, 6, 0.7);
  const classic::Entries entries = entriesOfTable(table);
  Running running({Over::rows, 0.3}, entries);
  Twin twin(table, 0.3);
  for (int step = 0; step < 4; ++step) {
    running.method->step();
    for (std::uint32_t i = 0; i < table.rows; ++i) {
      for (std::uint32_t j = 0; j < table.cols; ++j) {
        const std::vector<classic::Place> place{{i, j}};
        std::vector<float> value(1);
        running.method->predict(place, value);
        expectClose(value[0], twin.estimate(i, j), 1e-4, "estimate");
        expect(running.method->deviations(place, value), "has deviations");
        expectClose(value[0], twin.deviation(i, j), 1e-4, "deviation");
      }
    }
    twin.step();
  }
});

const Case kRegression("without a prior a column is regressed on the other", [] {
  // Where only the second column is missing, the most likely normal is the regression of those rows
  // that have both: Little & Rubin, Statistical Analysis with Missing Data, section 7.2.
  const Table table{{1, 3.1F, 2, 4.9F, 3, 7.2F, 4, 8.8F, 5, kMissing, 6, kMissing}, 6, 2};
  const classic::Entries entries = entriesOfTable(table);
  Running running({Over::rows, 1e-9}, entries);
  running.converge();
  const std::vector<float> x = running.fill();
  expectClose(x[9], 6.0 + 1.94 * 2.5, 1e-4, "row 5");
  expectClose(x[11], 6.0 + 1.94 * 3.5, 1e-4, "row 6");
});

const Case kPrior("a strong prior leaves the means of columns", [] {
  const Table table{{1, 3, 2, 5, 3, 7, 4, kMissing}, 4, 2};
  const classic::Entries entries = entriesOfTable(table);
  Running running({Over::rows, 1e9}, entries);
  running.converge();
  expectClose(running.fill()[7], 5.0, 1e-4, "the mean");
});

const Case kOver("over columns it is the transposed problem", [] {
  const Table table = randomTable(13, 8, 0.6);
  const classic::Entries upright = entriesOfTable(table);
  const Table turned = transposed(table);
  const classic::Entries lying = entriesOfTable(turned);
  OneStep<GaussianSpec> rows({Over::rows, 0.5}, upright);
  OneStep<GaussianSpec> cols({Over::cols, 0.5}, lying);
  const Table back = transposed({cols.fill(), 8, 13});
  expectSameBits(rows.fill(), back.x, "estimates");
  expectEqual(rows.progressed().change, cols.progressed().change, "change");
});

const Case kConstant("columns without a spread, and without entries", [] {
  Table table = randomTable(9, 4, 0.8);
  for (std::size_t i = 0; i < table.rows; ++i) {
    table.x[i * 4 + 1] = i % 2 == 0 ? 7.0F : kMissing;
    table.x[i * 4 + 3] = kMissing;
  }
  const classic::Entries entries = entriesOfTable(table);
  Running running({}, entries);
  running.converge();
  const std::vector<float> x = running.fill();
  for (std::size_t i = 0; i < table.rows; ++i) {
    expectClose(x[i * 4 + 1], 7.0, 1e-5, "the constant");
    expectClose(x[i * 4 + 3], entries.mean(), 1e-5, "the mean of all");
  }
});

const Case kCopula("with empirical marginals monotone changes of columns change nothing", [] {
  const Table table = randomTable(30, 5, 0.7);
  Table bent = table;
  for (std::size_t k = 0; k < bent.x.size(); ++k) {
    bent.x[k] = std::exp(table.x[k] / 30.0F);  // NaN stays
  }
  const classic::Entries entries = entriesOfTable(table);
  const classic::Entries of_bent = entriesOfTable(bent);
  Running one({Over::rows, 0.25, MarginalForm::empirical}, entries);
  Running other({Over::rows, 0.25, MarginalForm::empirical}, of_bent);
  one.converge();
  other.converge();
  // The deviation of a score is the same, so the order within a column is the same.
  const std::vector<float> x = one.fill();
  const std::vector<float> y = other.fill();
  float low = 1e30F;
  float high = -1e30F;
  for (std::size_t i = 0; i < table.rows; ++i) {
    if (!std::isnan(table.x[i * 5])) {
      low = std::min(low, table.x[i * 5]);
      high = std::max(high, table.x[i * 5]);
    }
  }
  for (std::size_t i = 0; i < table.rows; ++i) {
    expect(x[i * 5] >= low && x[i * 5] <= high, "within what was observed");
    for (std::size_t k = 0; k < i; ++k) {
      const double apart = static_cast<double>(x[i * 5]) - x[k * 5];
      const double also = static_cast<double>(y[i * 5]) - y[k * 5];
      expect(apart * also > 0.0 || std::abs(apart) < 0.3, "the same order");
    }
  }
});

const Case kErrors("change and fidelity are those of the estimates", [] {
  const Table table = randomTable(30, 5, 0.7);
  const classic::Entries entries = entriesOfTable(table);
  Running running({}, entries);
  running.method->step();
  const classic::Progressed progressed = running.method->step();
  const std::vector<float> x = running.fill();
  double errors = 0.0;
  for (std::size_t k = 0; k < x.size(); ++k) {
    if (!std::isnan(table.x[k])) {
      errors += (static_cast<double>(x[k]) - table.x[k]) * (x[k] - table.x[k]);
    }
  }
  errors /= static_cast<double>(entries.count());
  expectClose(progressed.fidelity / errors, 1.0, 1e-5, "fidelity");
  expect(progressed.change > 0.0 && progressed.change < 0.5, "change");
});

const Case kThreads("the same bits for any number of threads", [] {
  const Table table = randomTable(101, 12, 0.7);
  const classic::Entries entries = entriesOfTable(table);
  Running one({}, entries, 1);
  Running three({}, entries, 3);
  for (int step = 0; step < 3; ++step) {
    expectEqual(one.method->step().change, three.method->step().change, "change");
  }
  expectSameBits(one.fill(), three.fill(), "estimates");
});

const Case kCancel("can be cancelled", [] {
  const classic::Entries entries = entriesOfTable(randomTable(20, 5, 0.7));
  Running running({}, entries);
  running.stop = true;
  expectError(ErrorCode::cancelled, "cancelled", [&] { running.method->step(); });
});

const Case kBytes("memory is a number for sides beyond any", [] {
  const std::uint64_t small = classic::methodBytes(GaussianSpec{}, {100, 10, 800, true});
  expect(small > 100 * 10 * 8 && small < 200'000, "a small table");
  const std::uint64_t huge = classic::methodBytes(GaussianSpec{}, {1, 0xFFFFFFFFU, 1, true});
  expect(huge > std::uint64_t{1} << 50U, "a side that is not held");
});

}  // namespace
}  // namespace lacuna::test
