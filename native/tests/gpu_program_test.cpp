// The order in which a program runs its kernels.
#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "check.h"
#include "cuda/gpu_device.h"
#include "cuda/program.h"
#include "gpu_executor.h"
#include "gpu_executor_proxy.h"
#include "problems.h"

namespace lacuna::test {
namespace {

using gpu::Access;
using gpu::forOwnTiles;
using gpu::Layout;
using gpu::Op;
using gpu::Plan;
using gpu::Program;
using gpu::Split;

constexpr std::uint32_t kRows = 40;
constexpr std::uint32_t kCols = 8;
constexpr std::size_t kRowBytes = kCols * sizeof(float);

/// Memory of a matrix for each problem; only addresses are looked at.
struct Block {
  explicit Block(std::size_t place)
      : matrix{&memory.at(place * 2 * kRows * kCols), kRows, kCols, kRows * kCols} {}

  [[nodiscard]] Access access(bool own, bool writes) const {
    const auto* const begin = reinterpret_cast<const std::byte*>(matrix.data);
    return {begin, begin + kRows * kRowBytes, kRows * kRowBytes, own ? kRowBytes : 0, writes};
  }

  static inline std::vector<float> memory = std::vector<float>(4 * 2 * kRows * kCols);
  Matrix matrix;
};

constexpr bool kOwn = true;
constexpr bool kWrites = true;
constexpr std::array<std::uint32_t, 2> kBoth{0, 1};
constexpr std::array<std::uint32_t, 1> kSecond{1};

void add(Program& program, const Block& to, const Block& from, bool own,
         Problems problems = kBoth) {
  program.add(Op::of(gpu::CopyOp{{}, to.matrix, from.matrix}), problems, Split::rows,
              {to.access(true, kWrites), from.access(own, !kWrites)});
}

const Case kIndependent("kernels that share nothing stand in one phase, a group each", [] {
  Program program;
  add(program, Block(0), Block(1), kOwn);
  add(program, Block(2), Block(1), !kOwn);
  const Plan plan = program.plan(Layout::large);
  expectEqual(plan.phases.size(), std::size_t{1}, "phases");
  expectEqual(plan.groups.size(), std::size_t{2}, "groups");
  expectEqual(plan.phases[0].tiles, 6U, "tiles");
});

const Case kSameTiles("a kernel that reads its own rows of another's result joins its group", [] {
  Program program;
  add(program, Block(0), Block(1), kOwn);
  add(program, Block(2), Block(0), kOwn);
  add(program, Block(3), Block(2), kOwn);
  const Plan plan = program.plan(Layout::large);
  expectEqual(plan.phases.size(), std::size_t{1}, "phases");
  expectEqual(plan.groups.size(), std::size_t{1}, "groups");
  expectEqual(plan.groups[0].count, 3U, "kernels");
});

const Case kBehind("a kernel that reads all of another's result stands behind it", [] {
  Program program;
  add(program, Block(0), Block(1), kOwn);
  add(program, Block(2), Block(0), !kOwn);
  add(program, Block(1), Block(3), kOwn);  // writes what the first one reads, row by row
  const Plan plan = program.plan(Layout::large);
  expectEqual(plan.phases.size(), std::size_t{2}, "phases");
  expectEqual(plan.phases[0].count, 1U, "groups of the first phase");
  expectEqual(plan.groups[0].count, 2U, "kernels of its group");
});

const Case kTwoGroups("a kernel that needs two groups of a phase stands behind it", [] {
  Program program;
  add(program, Block(0), Block(1), kOwn);
  add(program, Block(2), Block(3), kOwn);
  add(program, Block(0), Block(2), kOwn);
  const Plan plan = program.plan(Layout::large);
  expectEqual(plan.phases.size(), std::size_t{2}, "phases");
});

const Case kLongestFirst("the group with the longest tiles of a phase stands first", [] {
  Program program;
  add(program, Block(0), Block(1), kOwn);
  add(program, Block(2), Block(1), kOwn);
  add(program, Block(3), Block(2), kOwn);
  const Plan plan = program.plan(Layout::large);
  expectEqual(plan.groups.size(), std::size_t{2}, "groups");
  expectEqual(plan.groups[0].count, 2U, "kernels of the first group");
  expectEqual(plan.groups[0].first, 1U, "its first kernel");
});

const Case kOwnTiles("blocks of a team take every tile once, the second round backward", [] {
  for (const std::uint32_t team : {1U, 3U, 8U}) {
    for (const std::uint32_t tiles : {0U, 2U, 8U, 11U, 30U}) {
      std::vector<std::uint32_t> taken(tiles, 0);
      for (std::uint32_t rank = 0; rank < team; ++rank) {
        forOwnTiles(tiles, rank, team, [&](std::uint32_t tile) { ++taken.at(tile); });
      }
      expect(std::ranges::all_of(taken, [](std::uint32_t times) { return times == 1; }),
             "once each");
    }
  }
  std::vector<std::uint32_t> last;
  forOwnTiles(30, 7, 8, [&](std::uint32_t tile) { last.push_back(tile); });
  expect(last == std::vector<std::uint32_t>{7, 8, 23, 24}, "tiles of the last of eight blocks");
});

const Case kMembers("kernels on some of the problems say which", [] {
  Program program;
  add(program, Block(0), Block(1), kOwn);
  add(program, Block(2), Block(3), kOwn, kSecond);
  const Plan plan = program.plan(Layout::large);
  expectEqual(plan.problems.size(), std::size_t{2}, "problems");
  expectEqual(plan.ops[0].members, Op::kEverybody, "members of the first kernel");
  expectEqual(plan.members.at(plan.ops[1].members * plan.member_words), 2U,
              "members of the second");
});

const Case kNobody("a kernel without problems is none", [] {
  Program program;
  add(program, Block(0), Block(1), kOwn, {});
  expect(program.empty(), "an empty program");
});

/// Remembers how many phases the steps of a stretch have.
class Counting final : public ExecutorProxy {
 public:
  explicit Counting(std::size_t& phases) : ExecutorProxy(makeExecutor(132)), phases_(phases) {}

  std::unique_ptr<gpu::LoadedPlan> load(const Plan& plan, std::uint32_t team) override {
    loaded_ = plan.phases.size();
    return ExecutorProxy::load(plan, team);
  }
  void run(const gpu::LoadedPlan& plan) override { ExecutorProxy::run(plan); }
  void run(const gpu::LoadedPlan& plan, std::uint32_t recorded,
           std::span<const StepConstants> steps) override {
    phases_ = loaded_ / recorded;
    ExecutorProxy::run(plan, recorded, steps);
  }

 private:
  std::size_t& phases_;
  std::size_t loaded_ = 0;
};

std::size_t phasesOfStep(Spec spec) {
  std::size_t phases = 0;
  spec.stopping.steps = 8;
  const Sample one = sample(spec.rows, spec.cols, 1);
  gpu::GpuDevice device(std::make_unique<Counting>(phases), ProductPrecision::float32);
  Listener listener;
  solve(device, spec, observe(one, 1), listener, listener.stop);
  return phases;
}

const Case kPhases("phases of a step, at each of which all blocks wait", [] {
  expectEqual(phasesOfStep(chainSpec(40, 36, 2)), std::size_t{4}, "two factors");
  // Two products forward; the residual; at each of two factors the products of its gradient and
  // the one before, while the factor behind it is updated; the first two factors.
  expectEqual(phasesOfStep(chainSpec(40, 36, 3)), std::size_t{6}, "three factors");
  expectEqual(phasesOfStep(airnetSpec(40, 36)), std::size_t{7}, "AIR-Net");
});

}  // namespace
}  // namespace lacuna::test
