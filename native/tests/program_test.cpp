// Kernels that run together: the results are those of one after the other, whatever they share.
#include "cpu/program.h"

#include <algorithm>
#include <vector>

#include "check.h"
#include "random.h"

namespace lacuna::test {
namespace {

using cpu::Access;
using cpu::Program;
using cpu::Range;
using cpu::Touch;

constexpr std::size_t kCols = 5;

/// A matrix of long entries and the kernels that a test makes of it.
struct Grid {
  explicit Grid(std::size_t rows) : rows(rows), values(rows * kCols) {
    for (std::size_t i = 0; i < values.size(); ++i) {
      values[i] = static_cast<unsigned>(i % 7);
    }
  }
  [[nodiscard]] Access as(Touch touch) const {
    const auto* const begin = reinterpret_cast<const std::byte*>(values.data());
    return {begin, begin + values.size() * sizeof(unsigned), kCols * sizeof(unsigned), touch};
  }

  std::size_t rows;
  std::vector<unsigned> values;
};

/// Rows that are worth splitting.
cpu::Rows costly(std::size_t count) { return {count, 1, 1000000}; }

/// to's row i = 3·(its old value) + from's row i.
void addRows(Program& program, Grid& to, const Grid& from) {
  unsigned* const y = to.values.data();
  const unsigned* const x = from.values.data();
  program.add(costly(to.rows), {to.as(Touch::writes_own_rows), from.as(Touch::reads_own_rows)},
              [=](Range rows) {
                for (std::size_t i = rows.begin * kCols; i < rows.end * kCols; ++i) {
                  y[i] = 3 * y[i] + x[i];
                }
              });
}

/// to's row i = its old value + from's row behind, counted from the end.
void addTurned(Program& program, Grid& to, const Grid& from) {
  unsigned* const y = to.values.data();
  const unsigned* const x = from.values.data();
  const std::size_t last = from.values.size() - 1;
  program.add(costly(to.rows), {to.as(Touch::writes_own_rows), from.as(Touch::reads_anywhere)},
              [=](Range rows) {
                for (std::size_t i = rows.begin * kCols; i < rows.end * kCols; ++i) {
                  y[i] += x[last - i % (last + 1)];
                }
              });
}

/// A long random sequence of kernels over grids of two heights.
std::vector<unsigned> resultOn(unsigned threads, std::uint64_t seed) {
  Program program(threads);
  std::vector<Grid> grids{Grid(64), Grid(64), Grid(64), Grid(37), Grid(37)};
  Random random(seed);
  const auto pick = [&](std::size_t count) {
    return std::min(
        count - 1, static_cast<std::size_t>(random.uniform(0.0, 1.0) * static_cast<double>(count)));
  };
  for (int run = 0; run < 20; ++run) {
    for (int kernel = 0; kernel < 40; ++kernel) {
      Grid& to = grids[pick(grids.size())];
      const Grid& from = grids[pick(grids.size())];
      if (&to == &from) {
        continue;
      }
      if (to.rows == from.rows && pick(2) == 0) {
        addRows(program, to, from);
      } else {
        addTurned(program, to, from);
      }
    }
    program.run();
  }
  std::vector<unsigned> all;
  for (const Grid& grid : grids) {
    all.insert(all.end(), grid.values.begin(), grid.values.end());
  }
  return all;
}

const Case kSequences("random sequences give on any number of threads what they give on one", [] {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    const std::vector<unsigned> wanted = resultOn(1, seed);
    for (const unsigned threads : {2U, 3U, 5U}) {
      expect(resultOn(threads, seed) == wanted, "the same on " + show(threads) + " threads");
    }
  }
});

const Case kOverlap("blocks that overlap without being the same keep their order", [] {
  for (const unsigned threads : {1U, 3U}) {
    Program program(threads);
    Grid grid(60);
    std::fill(grid.values.begin(), grid.values.end(), 1U);
    // Row i of the second half from row i of the first half, then the other way round.
    unsigned* const first = grid.values.data();
    unsigned* const second = first + 30 * kCols;
    const auto half = [&](const unsigned* begin, Touch touch) {
      const auto* const bytes = reinterpret_cast<const std::byte*>(begin);
      return Access{bytes, bytes + 30 * kCols * sizeof(unsigned), kCols * sizeof(unsigned), touch};
    };
    for (int round = 0; round < 8; ++round) {
      program.add(costly(60), {grid.as(Touch::writes_own_rows)}, [=](Range rows) {
        for (std::size_t i = rows.begin * kCols; i < rows.end * kCols; ++i) {
          first[i] += static_cast<unsigned>(i);
        }
      });
      program.add(costly(30),
                  {half(second, Touch::writes_own_rows), half(first, Touch::reads_own_rows)},
                  [=](Range rows) {
                    for (std::size_t i = rows.begin * kCols; i < rows.end * kCols; ++i) {
                      second[i] = 2 * second[i] + first[i];
                    }
                  });
    }
    program.run();
    unsigned wanted_first = 1;
    unsigned wanted_second = 1;
    for (int round = 0; round < 8; ++round) {
      wanted_first += 3;
      wanted_second = 2 * (wanted_second + 3 + 30 * static_cast<unsigned>(kCols)) + wanted_first;
    }
    expectEqual(first[3], wanted_first, "an entry of the first half");
    expectEqual(second[3], wanted_second, "an entry of the second half");
  }
});

const Case kClosing("closings run behind all kernels, in order", [] {
  for (const unsigned threads : {1U, 2U}) {
    Program program(threads);
    for (int run = 0; run < 3; ++run) {
      auto* const sums = program.scratch<unsigned>(100);
      unsigned total = 0;
      unsigned* const result = &total;
      program.add(costly(100), {}, [=](Range rows) {
        for (std::size_t i = rows.begin; i < rows.end; ++i) {
          sums[i] = static_cast<unsigned>(i);
        }
      });
      program.addClosing([=] {
        for (int i = 0; i < 100; ++i) {
          *result += sums[i];
        }
      });
      program.addClosing([=] { *result *= 2; });
      program.run();
      expectEqual(total, 9900U, "twice the sum");
    }
  }
});

}  // namespace
}  // namespace lacuna::test
