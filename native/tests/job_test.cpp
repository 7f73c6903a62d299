// A job from its submission to its result, on real threads.
#include "binding/job.h"

#include <cmath>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <variant>
#include <vector>

#include "check.h"

namespace lacuna::test {
namespace {

constexpr std::uint64_t kEndless = std::uint64_t{1} << 52U;

JobInput input(std::uint32_t size, std::uint64_t steps) {
  const std::size_t entries = static_cast<std::size_t>(size) * size;
  Spec spec{};
  spec.rows = size;
  spec.cols = size;
  spec.seed = 3;
  spec.representation = FactorChainSpec{{size}, NormalStart{0.0, 0.1}};
  spec.optimizer = AdamSpec{1e-3, 0.9, 0.999, 1e-8};
  spec.stopping = StoppingSpec{steps, 0.0, 1, 0};
  return JobInput{
      spec, DenseEntries{std::vector<float>(entries, 0.5F), std::vector<std::uint8_t>(entries, 1)},
      1};
}

/// Stands in for the JavaScript thread: sleeps until it is woken, then reads the mailbox.
class Reader {
 public:
  Reader(JobInput input, Scheduler& scheduler)
      : job(std::move(input), scheduler, [this] { wake(); }) {}

  JobResult waitForResult() {
    while (true) {
      waitForWake();
      if (job.mailbox().beginReading().has_value()) {
        ++progress_count;
      }
      if (std::optional<JobResult> result = job.mailbox().endReading()) {
        job.join();
        return *std::move(result);
      }
    }
  }

  void waitForProgress() {
    waitForWake();
    expect(job.mailbox().beginReading().has_value(), "progress");
    expect(!job.mailbox().endReading().has_value(), "no result yet");
  }

  int progress_count = 0;

 private:
  void wake() {
    const std::lock_guard lock(mutex_);
    woken_ = true;
    condition_.notify_one();
  }

  void waitForWake() {
    std::unique_lock lock(mutex_);
    condition_.wait(lock, [this] { return woken_; });
    woken_ = false;
  }

  std::mutex mutex_;
  std::condition_variable condition_;
  bool woken_ = false;

 public:
  Job job;  // last: it goes first, while the members that its wake-ups use still live
};

const JobFailure& failureOf(const JobResult& result) { return std::get<JobFailure>(result); }

const Case kResult("a job computes and tells how long and with how many threads", [] {
  Scheduler scheduler(2);
  Reader reader(input(6, 20), scheduler);
  reader.job.submit();
  const JobResult result = reader.waitForResult();
  const auto& success = std::get<JobSuccess>(result);
  const auto& outcome = std::get<Outcome>(success.found);
  expectEqual(outcome.steps, std::uint64_t{20}, "steps");
  expectEqual(outcome.x.matrix.size(), std::size_t{36}, "entries");
  expectEqual(success.threads, 1U, "threads");
  expect(success.seconds > 0.0, "some time");
});

const Case kCancelWaiting("a waiting job that is cancelled fails at once and never begins", [] {
  Scheduler scheduler(1);
  Reader running(input(8, kEndless), scheduler);
  running.job.submit();
  running.waitForProgress();
  Reader waiting(input(8, kEndless), scheduler);
  waiting.job.submit();
  waiting.job.cancel();
  waiting.job.cancel();
  expect(failureOf(waiting.waitForResult()).code == ErrorCode::cancelled, "cancelled");
  running.job.cancel();
  expect(failureOf(running.waitForResult()).code == ErrorCode::cancelled, "cancelled");
});

const Case kFailure("what the solver throws becomes the job's failure", [] {
  Scheduler scheduler(1);
  JobInput impossible = input(1, 1);
  impossible.spec.rows = 65536;
  impossible.spec.representation = FactorChainSpec{{4294967295U}, NormalStart{0.0, 0.1}};
  impossible.entries =
      DenseEntries{std::vector<float>(65536, 0.5F), std::vector<std::uint8_t>(65536, 1)};
  Reader reader(std::move(impossible), scheduler);
  reader.job.submit();
  expect(failureOf(reader.waitForResult()).code == ErrorCode::out_of_memory, "out of memory");
});

const Case kMany("many jobs on few cores all end, cancelled or not", [] {
  Scheduler scheduler(3);
  std::vector<std::unique_ptr<Reader>> readers;
  for (int i = 0; i < 40; ++i) {
    const std::uint64_t steps = i % 4 == 0 ? kEndless : 30;
    readers.push_back(std::make_unique<Reader>(input(4, steps), scheduler));
    readers.back()->job.submit();
  }
  for (int i = 0; i < 40; i += 4) {
    readers[i]->job.cancel();
  }
  for (int i = 0; i < 40; ++i) {
    const JobResult result = readers[i]->waitForResult();
    expectEqual(std::holds_alternative<JobFailure>(result), i % 4 == 0, "cancelled");
  }
});

const Case kAbandoned("an abandoned job ends without telling anybody", [] {
  Scheduler scheduler(1);
  Reader reader(input(8, kEndless), scheduler);
  reader.job.submit();
  reader.waitForProgress();
  scheduler.abandonAll(std::chrono::milliseconds(60'000));
  reader.job.join();
  reader.job.mailbox().beginReading();
  expect(reader.job.mailbox().endReading().has_value(), "a result in the mailbox");
});

}  // namespace
}  // namespace lacuna::test
