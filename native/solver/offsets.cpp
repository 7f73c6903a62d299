#include "solver/offsets.h"

#include <cstddef>
#include <span>

namespace lacuna {
namespace {

constexpr int kSweeps = 10;

/// The entries of one problem with the row of each.
struct Problem {
  std::uint32_t rows;
  std::uint32_t cols;
  std::span<const std::uint32_t> offsets;  // rows + 1
  std::span<const std::uint32_t> entry_cols;
  std::span<const float> values;

  /// use(e, i, j) for every entry.
  template <class Use>
  void forEach(const Use& use) const {
    for (std::uint32_t i = 0; i < rows; ++i) {
      for (std::uint32_t e = offsets[i]; e < offsets[i + 1]; ++e) {
        use(e, i, entry_cols[e]);
      }
    }
  }
};

double meanOf(const Problem& problem) {
  double sum = 0.0;
  problem.forEach([&](std::uint32_t e, auto /*i*/, auto /*j*/) { sum += problem.values[e]; });
  const std::size_t count = problem.offsets.back() - problem.offsets.front();
  return count == 0 ? 0.0 : sum / static_cast<double>(count);
}

Offsets offsetsOf(const Problem& problem, const CentringSpec& centring) {
  const double mean = meanOf(problem);
  std::vector<double> of_rows(problem.rows, 0.0);
  std::vector<double> of_cols(problem.cols, 0.0);
  std::vector<double> row_weights(problem.rows, centring.damping);
  std::vector<double> col_weights(problem.cols, centring.damping);
  problem.forEach([&](auto /*e*/, std::uint32_t i, std::uint32_t j) {
    row_weights[i] += 1.0;
    col_weights[j] += 1.0;
  });
  const auto divide = [](std::vector<double>& sums, const std::vector<double>& weights) {
    for (std::size_t i = 0; i < sums.size(); ++i) {
      sums[i] = weights[i] > 0.0 ? sums[i] / weights[i] : 0.0;
    }
  };
  for (int sweep = 0; sweep < kSweeps; ++sweep) {
    of_cols.assign(problem.cols, 0.0);
    problem.forEach([&](std::uint32_t e, std::uint32_t i, std::uint32_t j) {
      of_cols[j] += problem.values[e] - mean - of_rows[i];
    });
    divide(of_cols, col_weights);
    of_rows.assign(problem.rows, 0.0);
    problem.forEach([&](std::uint32_t e, std::uint32_t i, std::uint32_t j) {
      of_rows[i] += problem.values[e] - mean - of_cols[j];
    });
    divide(of_rows, row_weights);
  }
  Offsets offsets;
  for (const double row : of_rows) {
    offsets.rows.push_back(static_cast<float>(mean - centring.level + row));
  }
  offsets.cols.assign(of_cols.begin(), of_cols.end());
  return offsets;
}

Problem problemOf(const RowEntries& entries, std::uint32_t problem) {
  const std::size_t per_problem = std::size_t{entries.rows} + 1;
  return {entries.rows, entries.cols,
          std::span(entries.offsets).subspan(problem * per_problem, per_problem),
          entries.entry_cols, entries.values};
}

}  // namespace

std::vector<Offsets> offsetsOf(const RowEntries& entries, const CentringSpec& centring) {
  std::vector<Offsets> all;
  for (std::uint32_t problem = 0; problem < entries.batch; ++problem) {
    all.push_back(offsetsOf(problemOf(entries, problem), centring));
  }
  return all;
}

void subtract(RowEntries& entries, const std::vector<Offsets>& offsets) {
  for (std::uint32_t problem = 0; problem < offsets.size(); ++problem) {
    problemOf(entries, problem).forEach([&](std::uint32_t e, std::uint32_t i, std::uint32_t j) {
      entries.values[e] -= offsets[problem].rows[i] + offsets[problem].cols[j];
    });
  }
}

}  // namespace lacuna
