// The team of threads: every index once, whatever the count, the grain and the state of the
// helpers.
#include "cpu/team.h"

#include <atomic>
#include <chrono>
#include <thread>
#include <vector>

#include "check.h"

namespace lacuna::test {
namespace {

using cpu::Range;
using cpu::Team;

/// Visits [0, count) and expects each index once, in pieces that are multiples of the grain. Plain
/// ints: two threads on one index, or a result that is not yet visible to the caller, are races
/// that ThreadSanitizer reports.
void expectCovered(Team& team, std::size_t count, std::size_t grain) {
  const Context context(show(count) + " in grains of " + show(grain) + " on " + show(team.size()));
  std::vector<int> visits(count);
  std::atomic<int> misplaced{0};
  team.forEachPiece(count, grain, [&](Range range) {
    const bool whole = (range.end - range.begin) % grain == 0 || range.end == count;
    misplaced += range.begin % grain == 0 && whole && range.end <= count ? 0 : 1;
    for (std::size_t i = range.begin; i < range.end; ++i) {
      ++visits[i];
    }
  });
  expectEqual(misplaced.load(), 0, "misplaced pieces");
  for (const int visited : visits) {
    expectEqual(visited, 1, "visits of an index");
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

const Case kGenerations(
    "many tasks in quick succession, each seeing what the one before wrote", [] {
      constexpr std::size_t kCount = 64;
      constexpr int kTasks = 20000;
      Team team(3);
      std::vector<int> from(kCount);
      std::vector<int> to(kCount);
      for (int task = 0; task < kTasks; ++task) {
        team.forEachPiece(kCount, 1, [&](Range range) {
          for (std::size_t i = range.begin; i < range.end; ++i) {
            to[i] = from[kCount - 1 - i] + 1;  // another thread may have written that one
          }
        });
        from.swap(to);
      }
      expect(from == std::vector<int>(kCount, kTasks), "one step for each task");
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
    team.forEachPiece(visits.size(), 1, [&](Range range) {
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
      for (int task = 0; task < 500; ++task) {
        std::vector<int> visits(50);
        team.forEachPiece(visits.size(), 3, [&](Range range) {
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
  expectEqual(wrong.load(), 0, "tasks that missed an index");
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
