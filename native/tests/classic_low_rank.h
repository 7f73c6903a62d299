// Low-rank matrices of which some entries are observed, and methods that complete them.
#pragma once

#include <atomic>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "check.h"
#include "classic/method.h"
#include "random.h"

namespace lacuna::test {

/// A matrix, and the entries of it that are observed.
struct LowRankProblem {
  std::uint32_t rows;
  std::uint32_t cols;
  std::vector<float> truth;
  std::vector<std::uint8_t> mask;
  classic::Entries observed;
};

/// Entries of both factors are uniform on [−1, 1); `noise` is the half width of what is added.
inline LowRankProblem lowRankProblem(std::uint32_t rows, std::uint32_t cols, std::size_t rank,
                                     double share, double noise = 0.0, std::uint64_t seed = 31) {
  Random random(seed);
  const auto left = random.floats(rows * rank, -1.0, 1.0);
  const auto right = random.floats(cols * rank, -1.0, 1.0);
  LowRankProblem problem{rows, cols, {}, random.mask(std::size_t{rows} * cols, share), {}};
  std::vector<std::uint32_t> offsets{0};
  std::vector<std::uint32_t> listed;
  std::vector<float> values;
  for (std::size_t i = 0; i < rows; ++i) {
    for (std::size_t j = 0; j < cols; ++j) {
      double sum = random.uniform(-noise, noise);
      for (std::size_t k = 0; k < rank; ++k) {
        sum += static_cast<double>(left[i * rank + k]) * right[j * rank + k];
      }
      problem.truth.push_back(static_cast<float>(sum));
      if (problem.mask[i * cols + j] != 0) {
        listed.push_back(static_cast<std::uint32_t>(j));
        values.push_back(problem.truth.back());
      }
    }
    offsets.push_back(static_cast<std::uint32_t>(listed.size()));
  }
  problem.observed = classic::entriesOf(rows, cols, {1, offsets, listed, values});
  return problem;
}

inline std::vector<float> filled(classic::Method& method, const LowRankProblem& problem) {
  std::vector<float> matrix(problem.truth.size());
  method.fill(matrix);
  return matrix;
}

/// ‖X − truth‖/‖truth‖.
inline double errorOf(classic::Method& method, const LowRankProblem& problem) {
  const std::vector<float> matrix = filled(method, problem);
  double error = 0.0;
  double size = 0.0;
  for (std::size_t k = 0; k < matrix.size(); ++k) {
    const double by = static_cast<double>(matrix[k]) - problem.truth[k];
    error += by * by;
    size += static_cast<double>(problem.truth[k]) * problem.truth[k];
  }
  return std::sqrt(error / size);
}

/// Steps until the change is within the tolerance, `most` at most; how many they were.
inline int run(classic::Method& method, int most, double tolerance) {
  for (int step = 1; step <= most; ++step) {
    if (method.step().change <= tolerance) {
      return step;
    }
  }
  return most;
}

/// What every method of `spec` must do: predict what it fills, tell the error at observed entries,
/// give the same bits for any number of threads, and stop when it is told to.
template <class Spec>
void expectMethod(const Spec& spec, const LowRankProblem& problem, int steps) {
  const std::atomic<bool> go{false};
  std::vector<std::vector<float>> matrices;
  for (const unsigned threads : {1U, 3U}) {
    cpu::Team team(threads);
    const classic::Context context{team, problem.observed, 5, go};
    const auto method = makeMethod(spec, context);
    double fidelity = 0.0;
    for (int step = 0; step < steps; ++step) {
      fidelity = method->step().fidelity;
    }
    matrices.push_back(filled(*method, problem));
    if (threads > 1) {
      continue;
    }
    const std::vector<float>& x = matrices.front();
    std::vector<classic::Place> places;
    std::vector<float> wanted;
    double squares = 0.0;
    for (std::uint32_t i = 0; i < problem.rows; ++i) {
      for (std::uint32_t j = 0; j < problem.cols; ++j) {
        const std::size_t at = std::size_t{i} * problem.cols + j;
        places.push_back({i, j});
        wanted.push_back(x[at]);
        const double residual = static_cast<double>(x[at]) - problem.truth[at];
        squares += problem.mask[at] != 0 ? residual * residual : 0.0;
      }
    }
    std::vector<float> predicted(places.size());
    method->predict(places, predicted);
    expectAtMost(relativeError(predicted, std::vector<double>(wanted.begin(), wanted.end())), 1e-5,
                 "predictions");
    const double mean = squares / static_cast<double>(problem.observed.count());
    expectClose(fidelity, mean, 1e-3 * mean + 1e-9, "fidelity");
  }
  expectSameBits(matrices[1], matrices[0], "threads");

  const std::atomic<bool> stop{true};
  cpu::Team team(1);
  const classic::Context context{team, problem.observed, 5, stop};
  expectError(ErrorCode::cancelled, "cancelled", [&] { (void)makeMethod(spec, context)->step(); });
}

}  // namespace lacuna::test
