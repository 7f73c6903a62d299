// The team of threads: every index once, whatever the count, the grain and the state of the
// helpers, and each stage behind the one before.
#include "cpu/team.h"

#include <array>
#include <atomic>
#include <chrono>
#include <thread>
#include <vector>

#include "check.h"

namespace lacuna::test {
namespace {

using cpu::Range;
using cpu::Stage;
using cpu::Task;
using cpu::Team;

/// A task that calls `work`, which must outlive it.
template <class Work>
Task taskOf(const Work& work, std::size_t count, std::size_t grain, std::size_t piece) {
  return {[](const void* context, Range range) { (*static_cast<const Work*>(context))(range); },
          &work, count, grain, piece};
}

/// One stage of one task.
template <class Work>
void runOne(Team& team, std::size_t count, std::size_t grain, std::size_t piece, const Work& work) {
  const std::array<Task, 1> tasks{taskOf(work, count, grain, piece)};
  const std::array<Stage, 1> stages{Stage{tasks}};
  team.run(stages);
}

/// Visits [0, count) and expects each index once, in pieces that are multiples of the grain. Plain
/// ints: two threads on one index, or a result that is not yet visible to the caller, are races
/// that ThreadSanitizer reports.
void expectCovered(Team& team, std::size_t count, std::size_t grain) {
  const Context context(show(count) + " in grains of " + show(grain) + " on " + show(team.size()));
  for (const std::size_t piece : {grain, 3 * grain}) {
    std::vector<int> visits(count);
    std::atomic<int> misplaced{0};
    runOne(team, count, grain, piece, [&](Range range) {
      const bool whole = (range.end - range.begin) % grain == 0 || range.end == count;
      const bool fits = range.end <= count && range.end - range.begin <= piece;
      misplaced += range.begin % grain == 0 && whole && fits ? 0 : 1;
      for (std::size_t i = range.begin; i < range.end; ++i) {
        ++visits[i];
      }
    });
    expectEqual(misplaced.load(), 0, "misplaced pieces");
    for (const int visited : visits) {
      expectEqual(visited, 1, "visits of an index");
    }
  }
}

const Case kCoverage("every index once, for many counts and grains", [] {
  for (const unsigned threads : {1U, 2U, 3U, 5U}) {
    Team team(threads);
    expectEqual(team.size(), threads, "size");
    for (const std::size_t count : {0U, 1U, 2U, 3U, 7U, 16U, 17U, 31U, 33U, 240U, 241U, 1000U}) {
      for (const std::size_t grain : {1U, 2U, 7U, 16U, 240U, 5000U}) {
        expectCovered(team, count, grain);
      }
    }
  }
});

const Case kStages("many stages in one run, each seeing what the one before wrote", [] {
  constexpr std::size_t kCount = 64;
  constexpr int kStagesInRun = 50;
  Team team(3);
  std::array<std::vector<int>, 2> values{std::vector<int>(kCount), std::vector<int>(kCount)};
  const auto step = [&](int from) {
    return [&values, from](Range range) {
      for (std::size_t i = range.begin; i < range.end; ++i) {
        // Another thread may have written that one.
        values[1 - from][i] = values[from][kCount - 1 - i] + 1;
      }
    };
  };
  const auto there = step(0);
  const auto back = step(1);
  const std::array<Task, 1> first{taskOf(there, kCount, 1, 3)};
  const std::array<Task, 1> second{taskOf(back, kCount, 2, 4)};
  std::vector<Stage> stages;
  for (int stage = 0; stage < kStagesInRun; ++stage) {
    stages.push_back(stage % 2 == 0 ? Stage{first} : Stage{second});
  }
  constexpr int kRuns = 400;
  for (int run = 0; run < kRuns; ++run) {
    team.run(stages);
  }
  expect(values[0] == std::vector<int>(kCount, kRuns * kStagesInRun), "one step for each stage");
});

const Case kTasks("tasks of one stage, of different lengths", [] {
  Team team(3);
  for (int round = 0; round < 200; ++round) {
    std::array<std::vector<int>, 3> visits{std::vector<int>(1), std::vector<int>(100),
                                           std::vector<int>(37)};
    const auto visit = [&](std::size_t which) {
      return [&visits, which](Range range) {
        for (std::size_t i = range.begin; i < range.end; ++i) {
          ++visits[which][i];
        }
      };
    };
    const auto one = visit(0);
    const auto many = visit(1);
    const auto odd = visit(2);
    const std::array<Task, 3> tasks{taskOf(one, 1, 1, 1), taskOf(many, 100, 8, 16),
                                    taskOf(odd, 37, 5, 5)};
    const std::array<Stage, 1> stages{Stage{tasks}};
    team.run(stages);
    for (const std::vector<int>& visited : visits) {
      expect(visited == std::vector<int>(visited.size(), 1), "every index of every task once");
    }
  }
});

const Case kNothing("a run without stages, and a stage without work", [] {
  Team team(3);
  team.run({});
  const std::array<Stage, 2> empty{};
  team.run(empty);
  expectCovered(team, 5, 1);
});

const Case kSleep("helpers that went to sleep wake up", [] {
  Team team(3);
  for (int round = 0; round < 40; ++round) {
    std::this_thread::sleep_for(std::chrono::milliseconds(round % 4));
    expectCovered(team, 97, 1);
  }
});

const Case kUneven("pieces of very different length", [] {
  Team team(4);
  for (int round = 0; round < 50; ++round) {
    std::vector<int> visits(12);
    runOne(team, visits.size(), 1, 1, [&](Range range) {
      for (std::size_t i = range.begin; i < range.end; ++i) {
        std::this_thread::sleep_for(std::chrono::microseconds((i * 7919U) % 5U * 100U));
        ++visits[i];
      }
    });
    expect(visits == std::vector<int>(12, 1), "every piece done when the call returns");
  }
});

const Case kBusy("teams that compete for the cores", [] {
  std::vector<std::thread> callers;
  std::atomic<int> wrong{0};
  for (int caller = 0; caller < 4; ++caller) {
    callers.emplace_back([&wrong] {
      Team team(3);
      for (int run = 0; run < 500; ++run) {
        std::vector<int> visits(50);
        runOne(team, visits.size(), 3, 3, [&](Range range) {
          for (std::size_t i = range.begin; i < range.end; ++i) {
            ++visits[i];
          }
        });
        wrong += visits == std::vector<int>(50, 1) ? 0 : 1;
      }
    });
  }
  for (std::thread& caller : callers) {
    caller.join();
  }
  expectEqual(wrong.load(), 0, "runs that missed an index");
});

const Case kLife("teams that are made and taken down without a task, or right after one", [] {
  for (int round = 0; round < 200; ++round) {
    Team team(3);
    if (round % 2 == 0) {
      expectCovered(team, 5, 1);
    }
  }
});

}  // namespace
}  // namespace lacuna::test
