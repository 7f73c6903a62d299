// Nearest neighbours against a twin that follows the definition.
#include <algorithm>
#include <array>
#include <numeric>

#include "check.h"
#include "classic/knn.h"
#include "classic_table.h"
#include "random.h"

namespace lacuna::test {
namespace {

using classic::KnnForm;
using classic::KnnSpec;
using classic::Over;
using classic::Place;

/// Values of a smooth matrix at random places, with an empty row and an empty column.
Table randomTable(std::size_t rows, std::size_t cols, double rate, std::uint64_t seed) {
  Random random(seed);
  Table table{std::vector<float>(rows * cols, kMissing), rows, cols};
  const std::vector<float> u = random.floats(rows * 2, 0.0, 1.0);
  const std::vector<float> v = random.floats(cols * 2, 0.0, 1.0);
  for (std::size_t i = 0; i < rows; ++i) {
    for (std::size_t j = 0; j < cols; ++j) {
      if (random.uniform(0.0, 1.0) < rate && i != 3 && j != 5) {
        table.x[i * cols + j] = u[2 * i] * v[2 * j] + u[2 * i + 1] * v[2 * j + 1] +
                                static_cast<float>(random.uniform(0.0, 0.1));
      }
    }
  }
  return table;
}

struct Rank {
  double key;
  std::size_t line;
  double value;

  friend bool operator<(const Rank& a, const Rank& b) {
    return a.key < b.key || (a.key == b.key && a.line < b.line);
  }
};

double meanOr(double sum, std::size_t count, double otherwise) {
  return count > 0 ? sum / static_cast<double>(count) : otherwise;
}

/// Mean of column j, else of row i, else of all.
double fallback(const Table& table, std::size_t i, std::size_t j) {
  std::array<double, 3> sums{};
  std::array<std::size_t, 3> counts{};
  const auto add = [&](std::size_t which, double value) {
    sums[which] += value;
    ++counts[which];
  };
  for (std::size_t r = 0; r < table.rows; ++r) {
    for (std::size_t c = 0; c < table.cols; ++c) {
      if (std::isnan(table.at(r, c))) {
        continue;
      }
      add(0, table.at(r, c));
      if (r == i) {
        add(1, table.at(r, c));
      }
      if (c == j) {
        add(2, table.at(r, c));
      }
    }
  }
  return meanOr(sums[2], counts[2], meanOr(sums[1], counts[1], meanOr(sums[0], counts[0], 0.0)));
}

/// Over the columns observed in both rows: their number, Σ (a − b)², Σ a·b.
struct Common {
  double count = 0.0;
  double squares = 0.0;
  double products = 0.0;
};

Common commonOf(const Table& table, std::size_t a, std::size_t b) {
  Common common;
  for (std::size_t j = 0; j < table.cols; ++j) {
    const double x = table.at(a, j);
    const double y = table.at(b, j);
    if (!std::isnan(x) && !std::isnan(y)) {
      common.count += 1.0;
      common.squares += (x - y) * (x - y);
      common.products += x * y;
    }
  }
  return common;
}

double averageOf(const std::vector<Rank>& nearest, bool is_weighted, std::size_t cols) {
  double sum = 0.0;
  double weights = 0.0;
  for (const Rank& one : nearest) {
    const double d = std::sqrt(static_cast<double>(cols) * one.key);
    const bool has_zero = nearest.front().key == 0.0;
    const double zero_weight = d == 0.0 ? 1.0 : 0.0;
    const double weight = !is_weighted ? 1.0 : has_zero ? zero_weight : 1.0 / d;
    sum += weight * one.value;
    weights += weight;
  }
  return sum / weights;
}

double twin(const Table& table, std::size_t i, std::size_t j, std::size_t k, bool is_weighted) {
  std::vector<Rank> ranks;
  for (std::size_t other = 0; other < table.rows; ++other) {
    const Common common = commonOf(table, i, other);
    if (other != i && common.count > 0.0 && !std::isnan(table.at(other, j))) {
      ranks.push_back({common.squares / common.count, other, table.at(other, j)});
    }
  }
  std::sort(ranks.begin(), ranks.end());
  ranks.resize(std::min(ranks.size(), k));
  return ranks.empty() ? fallback(table, i, j) : averageOf(ranks, is_weighted, table.cols);
}

std::vector<Place> allPlaces(const Table& table) {
  std::vector<Place> places;
  for (std::uint32_t j = 0; j < table.cols; ++j) {
    for (std::uint32_t i = 0; i < table.rows; ++i) {
      places.push_back({i, j});
    }
  }
  return places;
}

void checkAgainstTwin(const Table& table, const KnnSpec& spec) {
  const Context context("k " + show(spec.k) + (spec.over == Over::rows ? " rows" : " cols"));
  const classic::Entries entries = entriesOfTable(table);
  OneStep<KnnSpec> run(spec, entries);
  const std::vector<float> x = run.fill();
  const std::vector<Place> places = allPlaces(table);
  std::vector<float> predicted(places.size());
  run.method().predict(places, predicted);
  const Table lines = spec.over == Over::rows ? table : transposed(table);
  double error = 0.0;
  for (std::size_t k = 0; k < places.size(); ++k) {
    const auto [i, j] = places[k];
    const double wanted = spec.over == Over::rows
                              ? twin(lines, i, j, spec.k, spec.form == KnnForm::distance)
                              : twin(lines, j, i, spec.k, spec.form == KnnForm::distance);
    expectClose(predicted[k], wanted, 1e-5, "estimate of " + show(i) + "," + show(j));
    expectEqual(predicted[k], x[i * table.cols + j], "the same of the whole matrix");
    if (!std::isnan(table.at(i, j))) {
      error += (wanted - table.at(i, j)) * (wanted - table.at(i, j));
    }
  }
  expectEqual(run.progressed().change, 0.0, "change");
  expectClose(run.progressed().fidelity, error / static_cast<double>(entries.count()), 1e-6,
              "fidelity");
}

const Case kTwin("knn follows its definition, from lists and from whole lines", [] {
  for (const double rate : {0.08, 0.6}) {
    const Table table = randomTable(31, 43, rate, 7);
    for (const std::uint32_t k : {1U, 4U, 100U}) {
      for (const Over over : {Over::rows, Over::cols}) {
        for (const KnnForm form : {KnnForm::uniform, KnnForm::distance}) {
          KnnSpec spec;
          spec.k = k;
          spec.over = over;
          spec.form = form;
          checkAgainstTwin(table, spec);
        }
      }
    }
  }
});

const Case kExact("knn gives a line at distance 0 all the weight", [] {
  const Table table{{1, 2, kMissing, 1, 2, 8, 1, 3, 4}, 3, 3};
  const classic::Entries entries = entriesOfTable(table);
  KnnSpec spec;
  spec.form = KnnForm::distance;
  expectEqual(OneStep<KnnSpec>(spec, entries).fill()[2], 8.0F, "weighted");
  spec.form = KnnForm::uniform;
  expectEqual(OneStep<KnnSpec>(spec, entries).fill()[2], 6.0F, "uniform");
  spec.k = 1;
  expectEqual(OneStep<KnnSpec>(spec, entries).fill()[2], 8.0F, "one neighbour");
});

const Case kTies("knn breaks ties by the index", [] {
  const Table table{{5, 0, kMissing, 5, 1, 2, 5, 1, 9, 5, 1, 4}, 4, 3};
  KnnSpec spec;
  spec.k = 2;
  expectEqual(OneStep<KnnSpec>(spec, entriesOfTable(table)).fill()[2], 5.5F, "the first two");
});

const Case kLong("knn compares lines longer than a block of sums", [] {
  const Table table = randomTable(5, 1100, 0.7, 3);
  KnnSpec spec;
  spec.k = 2;
  checkAgainstTwin(table, spec);
});

/// The damped effects as Koren has them, until nothing changes.
Table baselineOf(const Table& table, double damping) {
  double sum = 0.0;
  double count = 0.0;
  for (const float value : table.x) {
    if (!std::isnan(value)) {
      sum += value;
      count += 1.0;
    }
  }
  const double mean = sum / count;
  std::vector<double> b(table.rows);
  std::vector<double> c(table.cols);
  for (int step = 0; step < 400; ++step) {
    for (std::size_t j = 0; j < table.cols; ++j) {
      double total = 0.0;
      double n = damping;
      for (std::size_t i = 0; i < table.rows; ++i) {
        if (!std::isnan(table.at(i, j))) {
          total += table.at(i, j) - mean - b[i];
          n += 1.0;
        }
      }
      c[j] = total / n;
    }
    for (std::size_t i = 0; i < table.rows; ++i) {
      double total = 0.0;
      double n = damping;
      for (std::size_t j = 0; j < table.cols; ++j) {
        if (!std::isnan(table.at(i, j))) {
          total += table.at(i, j) - mean - c[j];
          n += 1.0;
        }
      }
      b[i] = total / n;
    }
  }
  Table baseline{std::vector<float>(table.x.size()), table.rows, table.cols};
  for (std::size_t i = 0; i < table.rows; ++i) {
    for (std::size_t j = 0; j < table.cols; ++j) {
      baseline.x[i * table.cols + j] = static_cast<float>(mean + b[i] + c[j]);
    }
  }
  return baseline;
}

double normOf(const Table& table, std::size_t i) {
  return std::sqrt(commonOf(table, i, i).products);
}

/// Estimate from deviations of rows.
double deviationTwin(const Table& deviations, std::size_t i, std::size_t j, const KnnSpec& spec) {
  std::vector<Rank> ranks;
  for (std::size_t other = 0; other < deviations.rows; ++other) {
    const Common common = commonOf(deviations, i, other);
    const double similarity = common.products /
                              (normOf(deviations, i) * normOf(deviations, other)) * common.count /
                              (common.count + spec.shrinkage);
    if (other != i && !std::isnan(deviations.at(other, j)) && similarity > 0.0) {
      ranks.push_back({-similarity, other, deviations.at(other, j)});
    }
  }
  std::sort(ranks.begin(), ranks.end());
  ranks.resize(std::min<std::size_t>(ranks.size(), spec.k));
  double sum = 0.0;
  double weights = 0.1;
  for (const Rank& one : ranks) {
    sum -= one.key * one.value;
    weights -= one.key;
  }
  return sum / weights;
}

void checkDeviations(const Table& table, const KnnSpec& spec) {
  const Table baseline = baselineOf(table, spec.damping);
  Table deviations = table;
  for (std::size_t k = 0; k < table.x.size(); ++k) {
    deviations.x[k] -= baseline.x[k];
  }
  const Table lines = spec.over == Over::rows ? deviations : transposed(deviations);
  const std::vector<float> x = OneStep<KnnSpec>(spec, entriesOfTable(table)).fill();
  for (std::size_t i = 0; i < table.rows; ++i) {
    for (std::size_t j = 0; j < table.cols; ++j) {
      const double deviation = spec.over == Over::rows ? deviationTwin(lines, i, j, spec)
                                                       : deviationTwin(lines, j, i, spec);
      expectClose(x[i * table.cols + j], baseline.at(i, j) + deviation, 1e-3,
                  "estimate of " + show(i) + "," + show(j));
    }
  }
}

const Case kDeviations("knn of deviations follows its definition", [] {
  const Table table = randomTable(23, 31, 0.4, 11);
  for (const Over over : {Over::rows, Over::cols}) {
    checkDeviations(table, {.k = 200, .over = over, .form = KnnForm::deviations});
  }
});

const Case kThreads("knn gives the same bits for any number of threads", [] {
  for (const double rate : {0.05, 0.5}) {
    const classic::Entries entries = entriesOfTable(randomTable(120, 90, rate, 5));
    for (const KnnForm form : {KnnForm::distance, KnnForm::deviations}) {
      KnnSpec spec;
      spec.form = form;
      OneStep<KnnSpec> one(spec, entries, 1);
      OneStep<KnnSpec> four(spec, entries, 4);
      expectSameBits(four.fill(), one.fill(), "estimates");
      expectEqual(four.progressed().fidelity, one.progressed().fidelity, "fidelity");
    }
  }
});

const Case kCancel("knn can be cancelled", [] {
  cpu::Team team(2);
  const std::atomic<bool> stop{true};
  for (const double rate : {0.05, 0.5}) {
    const classic::Entries entries = entriesOfTable(randomTable(60, 50, rate, 5));
    const classic::Context context{team, entries, 0, stop};
    for (const KnnForm form : {KnnForm::distance, KnnForm::deviations}) {
      KnnSpec spec;
      spec.form = form;
      const auto method = classic::makeMethod(spec, context);
      expectError(ErrorCode::cancelled, "cancelled", [&] { method->step(); });
    }
  }
});

}  // namespace
}  // namespace lacuna::test
