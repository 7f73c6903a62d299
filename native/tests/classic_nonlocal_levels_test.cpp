// Nonlocal low rank from coarse to fine.
#include <cmath>
#include <utility>
#include <vector>

#include "check.h"
#include "classic/nonlocal.h"
#include "classic/nonlocal/levels.h"
#include "classic_picture.h"
#include "classic_problem.h"

namespace lacuna::test {
namespace {

using classic::NonlocalSpec;

const Case kHalved("cells of a coarser grid are means of what is observed, and interpolate", [] {
  const std::vector<float> seen{1, 3,        kMissing, kMissing, 7,         //
                                5, kMissing, kMissing, kMissing, kMissing,  //
                                2, 4,        kMissing, 6,        8};
  const classic::Entries cells = classic::nonlocal::halved(entriesOfMatrix(seen, 3, 5));
  expectEqual(cells.row_count, 2U, "rows");
  expectEqual(cells.col_count, 3U, "columns");
  expect(cells.row_offsets == std::vector<std::uint32_t>{0, 2, 5}, "cells in each row");
  expect(cells.cols == std::vector<std::uint32_t>{0, 2, 0, 1, 2}, "columns of cells");
  expect(cells.values == std::vector<float>{3, 7, 3, 6, 8}, "means");
  const std::vector<float> coarse{0, 4, 8, 16, 20, 24};
  const std::vector<float> fine = classic::nonlocal::doubled(coarse, 3, 5);
  expect(fine == std::vector<float>{0, 1, 3, 5, 7, 4, 5, 7, 9, 11, 12, 13, 15, 17, 19},
         "between the centres");
});

/// Broad stripes with a hole in them.
Picture holed(std::uint32_t rows, std::uint32_t cols) {
  Picture p = picture(rows, cols, 0.1, [](std::size_t i, std::size_t j) {
    return static_cast<float>(
        100.0 + 80.0 * std::sin(0.35 * static_cast<double>(i) + 0.25 * static_cast<double>(j)));
  });
  for (std::uint32_t i = rows / 4; i < rows * 3 / 4; ++i) {
    for (std::uint32_t j = cols / 4; j < cols * 3 / 4; ++j) {
      p.seen[std::size_t{i} * cols + j] = kMissing;
    }
  }
  return p;
}

const Case kLevels("a large hole: from coarse to fine is better", [] {
  const Picture p = holed(75, 81);
  const double one = error(p, completed(p, {.start = classic::HarmonicSpec{}}));
  const double two = error(p, completed(p, {.levels = 2, .start = classic::HarmonicSpec{}}));
  expectAtMost(two, 0.9 * one, "error");
});

const Case kLevelBits("levels: the same bits for any number of threads", [] {
  const Picture p = holed(61, 70);
  const NonlocalSpec spec{.similar = 20, .steps = 4, .match_every = 2, .levels = 3};
  const std::vector<float> once = completed(p, spec);
  expectSameBits(completed(p, spec, 2), once, "two threads");
  expectSameBits(completed(p, spec, 3), once, "three threads");
});

const Case kLevelSides("levels of any sides and any share of missing entries", [] {
  for (const auto& [rows, cols] :
       {std::pair{1U, 1U}, {1U, 40U}, {2U, 3U}, {7U, 9U}, {15U, 17U}, {33U, 31U}}) {
    for (const double missing : {0.0, 0.3, 0.95, 1.0}) {
      for (const std::uint32_t patch : {1U, 4U}) {
        const Picture p = stripes(rows, cols, missing);
        const std::vector<float> x = completed(p, {.patch = patch, .steps = 2, .levels = 8});
        expectAtMost(error(p, x), 200.0, show(rows) + " by " + show(cols));
      }
    }
  }
});

const Case kNoCoarser("no coarser grid than a patch, and none beyond one without holes", [] {
  const Picture small = stripes(14, 40, 0.4);
  expectSameBits(completed(small, {.steps = 3, .levels = 2}), completed(small, {.steps = 3}),
                 "a side of less than two patches");
  Picture dots = stripes(40, 40, 0.0);
  for (std::size_t k = 0; k < dots.seen.size(); k += 2) {
    dots.seen[k] = k == 0 ? dots.seen[k] : kMissing;
  }
  expectSameBits(completed(dots, {.steps = 3, .levels = 8}),
                 completed(dots, {.steps = 3, .levels = 2}), "every cell is observed");
  NonlocalSpec given{.levels = 2};
  given.start = classic::GivenCompletion(small.truth);
  expectError(ErrorCode::invalid_argument, "one level", [&] { completed(small, given); });
});

const Case kCancel("a run can be cancelled on its coarse grids", [] {
  const Picture p = holed(61, 70);
  const classic::Entries entries = entriesOfMatrix(p.seen, p.rows, p.cols);
  cpu::Team team(2);
  const std::atomic<bool> stop{true};
  const classic::Context context{team, entries, 0, stop};
  const auto method = classic::makeMethod(NonlocalSpec{.levels = 3}, context);
  expectError(ErrorCode::cancelled, "cancelled", [&] { method->step(); });
});

const Case kBytes("levels add less memory than the first takes", [] {
  const auto hollow = [](std::uint32_t levels) {
    return classic::methodBytes(NonlocalSpec{.levels = levels}, {500, 500, 1000, true});
  };
  expect(hollow(2) > hollow(1) && hollow(3) >= hollow(2) && hollow(8) < 2 * hollow(1), "bytes");
});

}  // namespace
}  // namespace lacuna::test
