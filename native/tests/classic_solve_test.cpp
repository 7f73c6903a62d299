// The loop around classical methods, on those that are simple enough to be worked out by hand.
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "check.h"
#include "classic/solve.h"
#include "random.h"

namespace lacuna::test {
namespace {

using classic::Form;
using classic::Stop;

const std::atomic<bool> kGoOn{false};

class Heard final : public ProgressSink {
 public:
  void report(std::uint64_t step, std::span<const double> /*terms*/) override {
    steps.push_back(step);
  }
  std::vector<std::uint64_t> steps;
};

/// Entries row by row.
struct Listed {
  std::vector<std::uint32_t> offsets{0};
  std::vector<std::uint32_t> cols;
  std::vector<float> values;
  std::vector<std::uint8_t> held;

  [[nodiscard]] classic::Given view() const { return {{1, offsets, cols, values}, held}; }
};

/// x_ij = i − 2·j/3 at about 60 % of the places.
Listed sums(std::uint32_t rows, std::uint32_t cols) {
  Random random(5);
  Listed listed;
  for (std::uint32_t i = 0; i < rows; ++i) {
    for (std::uint32_t j = 0; j < cols; ++j) {
      if (random.uniform(0.0, 1.0) < 0.6) {
        listed.cols.push_back(j);
        listed.values.push_back(static_cast<float>(i) - 2.0F * static_cast<float>(j) / 3.0F);
      }
    }
    listed.offsets.push_back(static_cast<std::uint32_t>(listed.cols.size()));
  }
  return listed;
}

classic::Spec undamped(std::uint32_t rows, std::uint32_t cols) {
  classic::Spec spec;
  spec.rows = rows;
  spec.cols = cols;
  spec.method = classic::BiasSpec{0.0, 0.0};
  spec.steps = 1000;
  spec.tolerance = 1e-10;
  spec.trace_every = 2;
  return spec;
}

classic::Outcome solved(const classic::Spec& spec, const Listed& listed, unsigned threads = 1) {
  cpu::Team team(threads);
  Heard heard;
  return classic::solve(team, spec, listed.view(), heard, kGoOn);
}

const Case kExact("effects of rows and columns that fit exactly are found", [] {
  const Listed listed = sums(9, 7);
  const classic::Outcome outcome = solved(undamped(9, 7), listed);
  expect(outcome.stop == Stop::tolerance, "a settled run");
  expectEqual(outcome.rank, 2U, "rank");
  for (std::size_t i = 0; i < 9; ++i) {
    for (std::size_t j = 0; j < 7; ++j) {
      const double wanted = static_cast<double>(i) - 2.0 * static_cast<double>(j) / 3.0;
      expectClose(outcome.matrix[i * 7 + j], wanted, 1e-5, "entry");
    }
  }
  expectAtMost(outcome.fidelity, 1e-12, "mean squared error");
  expectEqual(outcome.trace.steps.back(), outcome.steps, "last recorded step");
  expectEqual(outcome.trace.steps.front(), std::uint64_t{2}, "first recorded step");
});

const Case kFactors("factors, places and the matrix say the same", [] {
  const Listed listed = sums(9, 7);
  classic::Spec spec = undamped(9, 7);
  const std::vector<float> matrix = solved(spec, listed).matrix;
  spec.form = Form::factors;
  spec.places = {{8, 6}, {0, 3}};
  const classic::Outcome outcome = solved(spec, listed);
  expect(outcome.matrix.empty(), "no matrix");
  expectEqual(outcome.predictions[0], matrix[8 * 7 + 6], "a place");
  expectEqual(outcome.predictions[1], matrix[3], "another");
  const auto& [left, right, width] = outcome.factors;
  expectEqual(width, 2U, "width");
  expectClose(left[16] * right[12] + left[17] * right[13], matrix[62], 1e-5, "left times right");
});

const Case kHeld("held entries are judged and not learned from", [] {
  Listed listed = sums(9, 7);
  listed.held.assign(listed.values.size(), 0);
  for (std::size_t e = 0; e < listed.held.size(); e += 5) {
    listed.held[e] = 1;
  }
  Listed spoiled = listed;  // by values that are held alone
  for (std::size_t e = 0; e < listed.held.size(); e += 5) {
    spoiled.values[e] += 100.0F;
  }
  const classic::Spec spec = undamped(9, 7);
  const classic::Outcome outcome = solved(spec, listed);
  const classic::Outcome other = solved(spec, spoiled);
  expectSameBits(other.matrix, outcome.matrix, "the estimate");
  expectAtMost(outcome.validation->error, 1e-4, "error at held entries");
  expectClose(other.validation->error, 100.0, 1.0, "the same of spoiled ones");
});

const Case kPatience("a run ends when held entries get no better", [] {
  Listed listed = sums(9, 7);
  listed.held.assign(listed.values.size(), 0);
  listed.held[3] = 1;
  classic::Spec spec = undamped(9, 7);
  spec.tolerance = 0.0;
  spec.places = {{0, listed.cols[3]}};
  spec.steps = 1;
  listed.values[3] = solved(spec, listed).predictions[0];  // so that the first step is the best
  spec.steps = 1000;
  spec.patience = 3;
  const classic::Outcome outcome = solved(spec, listed);
  expect(outcome.stop == Stop::validation, "an early end");
  expectEqual(outcome.validation->steps, std::uint64_t{1}, "best step");
  expectEqual(outcome.validation->error, 0.0, "its error");
  expectEqual(outcome.steps, std::uint64_t{4}, "steps");
});

const Case kMeans("means take all where a line has no entry", [] {
  Listed listed;
  listed.offsets = {0, 2, 2};
  listed.cols = {0, 2};
  listed.values = {1.0F, 5.0F};
  classic::Spec spec = undamped(2, 3);
  spec.method = classic::MeanSpec{classic::MeanOf::cols};
  const classic::Outcome outcome = solved(spec, listed);
  expect(outcome.stop == Stop::solved, "no iterations");
  expectSameBits(outcome.matrix, std::vector<float>{1.0F, 3.0F, 5.0F, 1.0F, 3.0F, 5.0F}, "means");
});

const Case kThreads("threads do not change a bit", [] {
  const Listed listed = sums(40, 33);
  expectSameBits(solved(undamped(40, 33), listed, 3).matrix,
                 solved(undamped(40, 33), listed).matrix, "the estimate");
});

const Case kRefused("what does not belong together is refused", [] {
  Listed listed = sums(9, 7);
  const auto refused = [&](const char* fragment, const classic::Spec& spec) {
    expectError(ErrorCode::invalid_argument, fragment, [&] { solved(spec, listed); });
  };
  refused("offsets", undamped(8, 7));
  refused("columns below 3", undamped(9, 3));
  classic::Spec spec = undamped(9, 7);
  spec.places = {{9, 0}};
  refused("places inside", spec);
  listed.held.assign(listed.values.size(), 1);
  refused("beside those held", undamped(9, 7));
  listed.held.pop_back();
  refused("held flags", undamped(9, 7));
});

const Case kCancel("a run that was told to stop is cancelled", [] {
  const std::atomic<bool> stop{true};
  cpu::Team team(1);
  Heard heard;
  const Listed listed = sums(9, 7);
  expectError(ErrorCode::cancelled, "cancelled",
              [&] { classic::solve(team, undamped(9, 7), listed.view(), heard, stop); });
  expect(heard.steps.empty(), "no step was taken");
});

}  // namespace
}  // namespace lacuna::test
