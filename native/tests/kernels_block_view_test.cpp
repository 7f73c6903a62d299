// Views of blocks and their adjoint against plain loops.
#include <cmath>
#include <string>
#include <vector>

#include "kernel_case.h"
#include "random.h"
#include "regularizer/transform.h"

namespace lacuna::test {
namespace {

using cpu::KernelTable;
using cpu::Range;
using cpu::Shape;

constexpr double kEpsilon = 0x1p-23;  // of float

struct BlockCase {
  Shape shape;
  BlockGrid grid;
};

/// Calls body(case) for overlapping blocks, those that touch, those with gaps, and leftover borders
/// on either side.
template <class Body>
void forBlockCases(const Body& body) {
  const auto visit = [&](Shape shape, std::uint32_t height, std::uint32_t width,
                         std::uint32_t row_stride, std::uint32_t col_stride) {
    const Blocks blocks{height, width, row_stride, col_stride, BlockRelation::positions};
    body(BlockCase{shape, gridOf(blocks, static_cast<std::uint32_t>(shape.rows),
                                 static_cast<std::uint32_t>(shape.cols))});
  };
  for (std::uint32_t width = 1; width <= 34; ++width) {
    visit({7, 40}, 2, width, 2, 3);
    visit({7, width + 3}, 2, 4, 3, 1);
  }
  for (std::uint32_t cols = 4; cols <= 40; cols += 3) {
    visit({9, cols}, 3, 4, 2, 1);
    visit({9, cols}, 3, 4, 1, 2);
    visit({9, cols}, 3, 4, 4, 5);
  }
  visit({1, 1}, 1, 1, 1, 1);
  visit({5, 3}, 5, 3, 7, 2);
  visit({241, 3}, 8, 2, 3, 1);
  for (const std::uint32_t stride : {1U, 4U, 8U}) {
    visit({33, 67}, 8, 8, stride, stride);
  }
  visit({20, 70}, 17, 19, 1, 1);
}

std::string nameOf(const char* kernel, const BlockCase& c) {
  return std::string(kernel) + " blocks of " + show(c.grid.height) + "x" + show(c.grid.width) +
         " by " + show(c.grid.row_stride) + ", " + show(c.grid.col_stride) + " in " +
         show(c.shape.rows) + "x" + show(c.shape.cols);
}

/// Calls body(block, position, place in x) for every entry of every block.
template <class Body>
void forEntries(const BlockCase& c, const Body& body) {
  const BlockGrid& grid = c.grid;
  for (std::size_t p = 0; p < grid.down; ++p) {
    for (std::size_t q = 0; q < grid.across; ++q) {
      for (std::size_t i = 0; i < grid.height; ++i) {
        for (std::size_t j = 0; j < grid.width; ++j) {
          body(p * grid.across + q, i * grid.width + j,
               (p * grid.row_stride + i) * c.shape.cols + q * grid.col_stride + j);
        }
      }
    }
  }
}

std::size_t entriesOf(const BlockCase& c) { return c.grid.blocks() * c.grid.positions(); }

const Case kGather("every entry of every block at its place in the view", [] {
  forBlockCases([](const BlockCase& c) {
    const std::size_t count = c.shape.rows * c.shape.cols;
    check({.name = nameOf("gather", c),
           .operands = {.out = {unset(entriesOf(c))},
                        .sums = {},
                        .in = {Guarded<float>(Random(count).floats(count, -1.0, 1.0))},
                        .in_sums = {}},
           .rows = c.grid.blocks(),
           .call =
               [=](const KernelTable& kernels, Operands& o, Range rows) {
                 kernels.gatherBlocks(o.out[0].data(), o.in[0].data(), c.shape.cols, c.grid, rows);
               },
           .expectResult =
               [=](const Operands&, const Operands& o) {
                 forEntries(c, [&](std::size_t block, std::size_t position, std::size_t at) {
                   const std::size_t place = block * c.grid.positions() + position;
                   expect(o.out[0].values()[place] == o.in[0].values()[at], "the entry of x");
                 });
               }});
  });
});

const Case kTransposed("the same in the transposed view", [] {
  forBlockCases([](const BlockCase& c) {
    const std::size_t count = c.shape.rows * c.shape.cols;
    check({.name = nameOf("gather transposed", c),
           .operands = {.out = {unset(entriesOf(c))},
                        .sums = {},
                        .in = {Guarded<float>(Random(count).floats(count, -1.0, 1.0))},
                        .in_sums = {}},
           .rows = c.grid.positions(),
           .call =
               [=](const KernelTable& kernels, Operands& o, Range rows) {
                 kernels.gatherBlocksTransposed(o.out[0].data(), o.in[0].data(), c.shape.cols,
                                                c.grid, rows);
               },
           .expectResult =
               [=](const Operands&, const Operands& o) {
                 forEntries(c, [&](std::size_t block, std::size_t position, std::size_t at) {
                   const std::size_t place = position * c.grid.blocks() + block;
                   expect(o.out[0].values()[place] == o.in[0].values()[at], "the entry of x");
                 });
               }});
  });
});

void expectSums(const BlockCase& c, const Operands& before, const Operands& after) {
  const auto was = before.out[0].values();
  std::vector<double> wanted(was.begin(), was.end());
  std::vector<double> magnitudes(was.size(), 1.0);
  std::vector<bool> reached(was.size(), false);
  forEntries(c, [&](std::size_t block, std::size_t position, std::size_t at) {
    const double summand = after.in[0].values()[block * c.grid.positions() + position];
    wanted[at] += summand;
    magnitudes[at] += 1.0;
    reached[at] = true;
  });
  for (std::size_t at = 0; at < wanted.size(); ++at) {
    const double value = after.out[0].values()[at];
    expectClose(value, wanted[at], kEpsilon * magnitudes[at] * magnitudes[at], "sum of summands");
    expect(reached[at] || value == was[at], "an entry that no block has, as it was");
  }
}

const Case kScatter("what lies at an entry's places is added to it", [] {
  forBlockCases([](const BlockCase& c) {
    const std::size_t count = c.shape.rows * c.shape.cols;
    Random random(count);
    check({.name = nameOf("scatter", c),
           .operands = {.out = {Guarded<float>(random.floats(count, -1.0, 1.0))},
                        .sums = {},
                        .in = {Guarded<float>(random.floats(entriesOf(c), -1.0, 1.0))},
                        .in_sums = {}},
           .rows = c.shape.rows,
           .call =
               [=](const KernelTable& kernels, Operands& o, Range rows) {
                 kernels.scatterAddBlocks(o.out[0].data(), o.in[0].data(), c.shape.cols, c.grid,
                                          rows);
               },
           .expectResult = [=](const Operands& before,
                               const Operands& after) { expectSums(c, before, after); }});
  });
});

}  // namespace
}  // namespace lacuna::test
