// Who gets how many cores, and when.
#include "binding/scheduler.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <memory>
#include <optional>
#include <thread>
#include <vector>

#include "check.h"

namespace lacuna::test {
namespace {

using std::chrono::milliseconds;

/// A task without a thread: it holds its cores until the test calls finish().
class Holder final : public Task {
 public:
  explicit Holder(unsigned wanted, std::optional<int> lane = std::nullopt)
      : wanted_(wanted), lane_(lane) {}

  [[nodiscard]] unsigned wantedCores() const noexcept override { return wanted_; }
  [[nodiscard]] std::optional<int> lane() const noexcept override { return lane_; }
  bool begin(unsigned cores) noexcept override {
    granted = cores;
    return true;
  }
  void abandon() noexcept override { abandoned = true; }

  unsigned granted = 0;  // 0: waiting
  bool abandoned = false;

 private:
  unsigned wanted_;
  std::optional<int> lane_;
};

/// A task whose thread cannot be started.
class Unstartable final : public Task {
 public:
  [[nodiscard]] unsigned wantedCores() const noexcept override { return 0; }
  bool begin(unsigned /*cores*/) noexcept override { return false; }
  void abandon() noexcept override {}
};

/// A task that holds its cores on a real thread for a moment and counts what is held at once.
class Worker final : public Task {
 public:
  Worker(Scheduler& scheduler, unsigned wanted, std::atomic<unsigned>& held,
         std::atomic<unsigned>& most)
      : scheduler_(scheduler), wanted_(wanted), held_(held), most_(most) {}
  ~Worker() override { thread_.join(); }

  [[nodiscard]] unsigned wantedCores() const noexcept override { return wanted_; }
  bool begin(unsigned cores) noexcept override {
    thread_ = std::thread([this, cores] {
      const unsigned now = held_ += cores;
      unsigned most = most_;
      while (most < now && !most_.compare_exchange_weak(most, now)) {
      }
      std::this_thread::sleep_for(milliseconds(1));
      held_ -= cores;
      scheduler_.finish(*this);
      done = true;
    });
    return true;
  }
  void abandon() noexcept override {}

  std::atomic<bool> done{false};

 private:
  Scheduler& scheduler_;
  unsigned wanted_;
  std::atomic<unsigned>& held_;
  std::atomic<unsigned>& most_;
  std::thread thread_;
};

const Case kAlone("a task alone takes every core, or as many as it wants", [] {
  Scheduler scheduler(4);
  Holder any(0);
  scheduler.submit(any);
  expectEqual(any.granted, 4U, "no wish");
  scheduler.finish(any);
  Holder two(2);
  scheduler.submit(two);
  expectEqual(two.granted, 2U, "wants two");
  scheduler.finish(two);
  Holder many(99);
  scheduler.submit(many);
  expectEqual(many.granted, 4U, "wants more than there are");
  scheduler.finish(many);
});

const Case kShare("waiting tasks without a wish share what becomes free", [] {
  Scheduler scheduler(4);
  Holder first(0);
  Holder second(0);
  Holder third(0);
  Holder fourth(0);
  for (Holder* task : {&first, &second, &third, &fourth}) {
    scheduler.submit(*task);
  }
  expectEqual(second.granted, 0U, "waits behind the first");
  scheduler.finish(first);
  expectEqual(second.granted, 1U, "4 cores, 3 waiting");
  expectEqual(third.granted, 1U, "3 cores, 2 waiting");
  expectEqual(fourth.granted, 2U, "2 cores, 1 waiting");
  for (Holder* task : {&second, &third, &fourth}) {
    scheduler.finish(*task);
  }
});

const Case kOrder("a task that wants many cores is not overtaken", [] {
  Scheduler scheduler(3);
  Holder running(1);
  Holder wide(3);
  Holder narrow(1);
  for (Holder* task : {&running, &wide, &narrow}) {
    scheduler.submit(*task);
  }
  expectEqual(wide.granted, 0U, "wide waits for three");
  expectEqual(narrow.granted, 0U, "narrow waits for wide");
  scheduler.finish(running);
  expectEqual(wide.granted, 3U, "wide goes first");
  expectEqual(narrow.granted, 0U, "narrow still waits");
  scheduler.finish(wide);
  expectEqual(narrow.granted, 1U, "narrow goes last");
  scheduler.finish(narrow);
});

const Case kLanes("tasks of one lane follow each other, and let others pass", [] {
  Scheduler scheduler(4);
  Holder first(1, 0);
  Holder second(1, 0);
  Holder other_lane(1, 1);
  Holder no_lane(1);
  for (Holder* task : {&first, &second, &other_lane, &no_lane}) {
    scheduler.submit(*task);
  }
  expectEqual(first.granted, 1U, "the first has the lane");
  expectEqual(second.granted, 0U, "the second waits for it");
  expectEqual(other_lane.granted, 1U, "another lane is free");
  expectEqual(no_lane.granted, 1U, "cores are free");
  scheduler.finish(no_lane);
  expectEqual(second.granted, 0U, "a core is not the lane");
  scheduler.finish(first);
  expectEqual(second.granted, 1U, "its turn");
  scheduler.finish(second);
  scheduler.finish(other_lane);
});

const Case kWithdraw("a waiting task can be withdrawn, a running one cannot", [] {
  Scheduler scheduler(2);
  Holder running(1);
  Holder wide(2);
  Holder narrow(1);
  for (Holder* task : {&running, &wide, &narrow}) {
    scheduler.submit(*task);
  }
  expect(!scheduler.withdraw(running), "the running task to stay");
  expect(scheduler.withdraw(wide), "the waiting task to go");
  expect(!scheduler.withdraw(wide), "nothing to withdraw twice");
  expectEqual(narrow.granted, 1U, "the one behind it begins");
  scheduler.finish(running);
  scheduler.finish(narrow);
  expectEqual(wide.granted, 0U, "the withdrawn one never begins");
});

const Case kUnstartable("a task that cannot begin gives its cores to the next", [] {
  Scheduler scheduler(2);
  Unstartable broken;
  scheduler.submit(broken);
  Holder next(2);
  scheduler.submit(next);
  expectEqual(next.granted, 2U, "all cores");
  scheduler.finish(next);
});

const Case kAbandon("at the end of the process running tasks are told and nothing begins", [] {
  Scheduler scheduler(1);
  Holder running(1);
  Holder waiting(1);
  Holder late(1);
  scheduler.submit(running);
  scheduler.submit(waiting);
  const auto start = std::chrono::steady_clock::now();
  scheduler.abandonAll(milliseconds(30));
  expect(std::chrono::steady_clock::now() - start >= milliseconds(30), "to wait for the running");
  expect(running.abandoned, "the running task to be told");
  scheduler.finish(running);
  scheduler.submit(late);
  expectEqual(waiting.granted, 0U, "the waiting task never begins");
  expectEqual(late.granted, 0U, "nor does a late one");
  scheduler.abandonAll(milliseconds(60'000));  // returns at once: nothing runs
});

const Case kThreads("threads never hold more cores together than there are", [] {
  Scheduler scheduler(3);
  std::atomic<unsigned> held{0};
  std::atomic<unsigned> most{0};
  std::vector<std::unique_ptr<Worker>> workers;
  for (unsigned i = 0; i < 60; ++i) {
    workers.push_back(std::make_unique<Worker>(scheduler, i % 5, held, most));
    scheduler.submit(*workers.back());
  }
  while (!std::ranges::all_of(workers, [](const auto& worker) { return worker->done.load(); })) {
    std::this_thread::sleep_for(milliseconds(1));
  }
  expectEqual(most.load(), 3U, "the most at once");
  expectEqual(held.load(), 0U, "all given back");
});

}  // namespace
}  // namespace lacuna::test
