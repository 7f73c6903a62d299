// Alternating least squares against the same equations in double, and its bits on more threads.
#include <atomic>
#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

#include "check.h"
#include "classic/als.h"
#include "classic/factor_rows.h"
#include "classic/line_solver.h"
#include "classic/standardised.h"
#include "random.h"

namespace lacuna::test {
namespace {

using classic::AlsSpec;
using classic::Entries;
using classic::Penalty;
using classic::Place;

const std::atomic<bool> kGoOn{false};

/// Two fifths of a rows×cols matrix; row 3 and column 2 have nothing.
Entries drawnEntries(std::uint32_t rows, std::uint32_t cols) {
  Random random(5);
  std::vector<std::uint32_t> offsets{0};
  std::vector<std::uint32_t> listed;
  std::vector<float> values;
  for (std::uint32_t i = 0; i < rows; ++i) {
    for (std::uint32_t j = 0; j < cols; ++j) {
      if (i != 3 && j != 2 && random.uniform(0.0, 1.0) < 0.4) {
        listed.push_back(j);
        values.push_back(static_cast<float>(random.uniform(1.0, 5.0)));
      }
    }
    offsets.push_back(static_cast<std::uint32_t>(listed.size()));
  }
  return classic::entriesOf(rows, cols, {1, offsets, listed, values});
}

std::vector<Place> everywhere(const Entries& entries) {
  std::vector<Place> places;
  for (std::uint32_t i = 0; i < entries.row_count; ++i) {
    for (std::uint32_t j = 0; j < entries.col_count; ++j) {
      places.push_back({i, j});
    }
  }
  return places;
}

/// The method in double, on all pairs (line, other, z).
class Twin {
 public:
  Twin(const AlsSpec& spec, const Entries& entries)
      : spec_(spec),
        entries_(entries),
        z_(entries),
        left_(entries.row_count),
        right_(entries.col_count),
        b_(entries.row_count, 0.0),
        c_(entries.col_count, 0.0) {
    classic::FactorRows start(entries.col_count, spec.rank);
    drawRows(start, spec.rank, static_cast<float>(0.1F / std::sqrt(double(spec.rank))),
             {9, {0, 0}});
    for (std::size_t j = 0; j < right_.size(); ++j) {
      right_[j].assign(start.row(j).begin(), start.row(j).end());
    }
  }

  void step() {
    for (std::uint32_t i = 0; i < entries_.row_count; ++i) {
      std::vector<Term> terms;
      for (std::uint32_t e = entries_.row_offsets[i]; e < entries_.row_offsets[i + 1]; ++e) {
        const std::uint32_t j = entries_.cols[e];
        terms.push_back({&right_[j], z_.by_rows[e] - c_[j]});
      }
      solve(terms, left_[i], b_[i]);
    }
    for (std::uint32_t j = 0; j < entries_.col_count; ++j) {
      std::vector<Term> terms;
      for (std::uint32_t k = entries_.col_offsets[j]; k < entries_.col_offsets[j + 1]; ++k) {
        const std::uint32_t i = entries_.rows[k];
        terms.push_back({&left_[i], z_.by_cols[k] - b_[i]});
      }
      solve(terms, right_[j], c_[j]);
    }
  }

  [[nodiscard]] double at(const Place& place) const {
    double z = b_[place.row] + c_[place.col];
    for (std::size_t k = 0; k < spec_.rank; ++k) {
      z += left_[place.row][k] * right_[place.col][k];
    }
    return z_.mean + z_.deviation * z;
  }

 private:
  struct Term {
    const std::vector<double>* other;
    double target;
  };

  /// Gauss elimination of (Σ w·wᵀ + P)·x = Σ target·w, w = (other, 1).
  void solve(const std::vector<Term>& terms, std::vector<double>& factor, double& bias) const {
    const std::size_t n = spec_.rank + std::size_t{1};
    std::vector<double> a(n * n, 0.0);
    std::vector<double> x(n, 0.0);
    for (const Term& term : terms) {
      std::vector<double> w = *term.other;
      w.push_back(1.0);
      for (std::size_t i = 0; i < n; ++i) {
        x[i] += term.target * w[i];
        for (std::size_t j = 0; j < n; ++j) {
          a[i * n + j] += w[i] * w[j];
        }
      }
    }
    const bool is_weighted = spec_.penalty == Penalty::weighted && !terms.empty();
    for (std::size_t k = 0; k < n; ++k) {
      a[k * n + k] += k + 1 == n ? (terms.empty() ? 1.0 : spec_.damping)
                                 : spec_.lambda * (is_weighted ? double(terms.size()) : 1.0);
    }
    for (std::size_t k = 0; k < n; ++k) {
      for (std::size_t i = 0; i < n; ++i) {
        const double factor_ik = i == k ? 0.0 : a[i * n + k] / a[k * n + k];
        for (std::size_t j = 0; j < n; ++j) {
          a[i * n + j] -= factor_ik * a[k * n + j];
        }
        x[i] -= factor_ik * x[k];
      }
    }
    factor.assign(spec_.rank, 0.0);
    for (std::size_t k = 0; k < n; ++k) {
      (k + 1 == n ? bias : factor[k]) = x[k] / a[k * n + k];
    }
  }

  AlsSpec spec_;
  const Entries& entries_;
  classic::Standardised z_;
  std::vector<std::vector<double>> left_;
  std::vector<std::vector<double>> right_;
  std::vector<double> b_;
  std::vector<double> c_;
};

const Case kTwin("the steps of the twin in double", [] {
  const Entries entries = drawnEntries(37, 23);
  const std::vector<Place> places = everywhere(entries);
  cpu::Team team(2);
  for (const Penalty penalty : {Penalty::weighted, Penalty::plain}) {
    for (const std::uint32_t rank : {1U, 4U, 17U}) {
      const AlsSpec spec{rank, 0.3, 2.0, penalty};
      const auto method = makeMethod(spec, {team, entries, 9, kGoOn});
      Twin twin(spec, entries);
      for (int step = 0; step < 4; ++step) {
        method->step();
        twin.step();
      }
      std::vector<float> predicted(places.size());
      method->predict(places, predicted);
      for (std::size_t k = 0; k < places.size(); ++k) {
        expectClose(predicted[k], twin.at(places[k]), 1e-3, "entry, rank " + show(rank));
      }
    }
  }
});

const Case kForms("matrix, factors and places agree; a line without entries takes the other's bias",
                  [] {
                    const Entries entries = drawnEntries(20, 30);
                    const std::vector<Place> places = everywhere(entries);
                    cpu::Team team(1);
                    const AlsSpec spec{3, 0.2, 5.0, Penalty::weighted};
                    const auto method = makeMethod(spec, {team, entries, 1, kGoOn});
                    double before = INFINITY;
                    for (int step = 0; step < 8; ++step) {
                      const double fidelity = method->step().fidelity;
                      expect(step == 0 || fidelity < before, "an error that falls");
                      before = fidelity;
                    }
                    std::vector<float> matrix(places.size());
                    std::vector<float> predicted(places.size());
                    method->fill(matrix);
                    method->predict(places, predicted);
                    const classic::Factors x = method->factors();
                    expectEqual(x.width, 5U, "width");
                    for (std::size_t at = 0; at < places.size(); ++at) {
                      double sum = 0.0;
                      for (std::size_t k = 0; k < x.width; ++k) {
                        sum += static_cast<double>(x.left[places[at].row * x.width + k]) *
                               x.right[places[at].col * x.width + k];
                      }
                      expectClose(matrix[at], sum, 1e-5, "matrix");
                      expectClose(predicted[at], sum, 1e-5, "prediction");
                    }
                    expectClose(matrix[3 * 30 + 2], entries.mean(), 1e-5, "nothing known");
                  });

const Case kThreads("the same bits on more threads", [] {
  const Entries entries = drawnEntries(90, 70);
  const std::vector<Place> places = everywhere(entries);
  std::vector<std::vector<float>> results;
  for (const unsigned threads : {1U, 3U}) {
    cpu::Team team(threads);
    const auto method =
        makeMethod(AlsSpec{6, 0.1, 5.0, Penalty::weighted}, {team, entries, 2, kGoOn});
    method->step();
    method->step();
    results.emplace_back(places.size());
    method->predict(places, results.back());
  }
  expectSameBits(results[1], results[0], "predictions");
});

const Case kCancelled("a step of a job that was told to stop", [] {
  const Entries entries = drawnEntries(9, 9);
  const std::atomic<bool> stop{true};
  cpu::Team team(1);
  const auto method = makeMethod(AlsSpec{2, 0.1, 5.0, Penalty::plain}, {team, entries, 2, stop});
  expectError(ErrorCode::cancelled, "cancelled", [&] { method->step(); });
});

}  // namespace
}  // namespace lacuna::test
