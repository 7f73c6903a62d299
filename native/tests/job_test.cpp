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
      spec,
      DenseEntries{1, std::vector<float>(entries, 0.5F), std::vector<std::uint8_t>(entries, 1)},
      OnCpu{1}};
}

/// Two problems: the entries are 0.5 in the first and 0.25 in the second.
JobInput pair(std::uint32_t size, std::uint64_t steps) {
  JobInput both = input(size, steps);
  auto& entries = std::get<DenseEntries>(both.entries);
  entries.problems = 2;
  entries.values.resize(2 * entries.values.size(), 0.25F);
  entries.mask.resize(2 * entries.mask.size(), 1);
  return both;
}

JobInput onCuda(int index, std::uint64_t steps) {
  JobInput job = input(6, steps);
  job.place = OnCuda{index, ProductPrecision::float32};
  return job;
}

/// New rows of 40 columns, all observed, for a model of rank 30.
FoldInput foldInput(std::uint32_t rows) {
  constexpr std::uint32_t kCols = 40;
  constexpr std::uint32_t kRank = 30;
  LowRank x{kRank, kCols, kRank, std::vector<float>(kRank * kRank, 0.0F),
            std::vector<float>(kCols * kRank, 0.0F)};
  for (std::uint32_t k = 0; k < kRank; ++k) {
    x.left[k * kRank + k] = 1.0F;
    x.right[k * kRank + k] = 1.0F;
  }
  ListedEntries entries;
  for (std::uint32_t e = 0; e < rows * kCols; ++e) {
    entries.cols.push_back(e % kCols);
  }
  for (std::uint32_t i = 0; i <= rows; ++i) {
    entries.offsets.push_back(i * kCols);
  }
  entries.values.assign(entries.cols.size(), 0.5F);
  return {FoldSpec{std::move(x), FoldMetric::identity, 1e-6, true}, std::move(entries), 2};
}

/// Stands in for the JavaScript thread: sleeps until it is woken, then reads the mailbox.
class Reader {
 public:
  Reader(JobWork work, Scheduler& scheduler)
      : job(std::move(work), scheduler, [this] { wake(); }) {}

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
  const auto& outcome = std::get<std::vector<Outcome>>(success.found).at(0);
  expectEqual(outcome.steps, std::uint64_t{20}, "steps");
  expectEqual(outcome.x.matrix.size(), std::size_t{36}, "entries");
  expectEqual(success.threads, 1U, "threads");
  expect(success.seconds > 0.0, "some time");
});

const Case kPair("a job of two problems gives each the bits that it has alone", [] {
  Scheduler scheduler(2);
  const auto outcomesOf = [&](JobInput work) {
    Reader reader(std::move(work), scheduler);
    reader.job.submit();
    return std::get<std::vector<Outcome>>(std::get<JobSuccess>(reader.waitForResult()).found);
  };
  const std::vector<Outcome> both = outcomesOf(pair(6, 20));
  expectEqual(both.size(), std::size_t{2}, "outcomes");
  expect(both[0].x.matrix == outcomesOf(input(6, 20)).at(0).x.matrix, "the first as alone");
  JobInput second = input(6, 20);
  std::get<DenseEntries>(second.entries).values.assign(36, 0.25F);
  expect(both[1].x.matrix == outcomesOf(std::move(second)).at(0).x.matrix, "the second as alone");
  expect(both[0].x.matrix != both[1].x.matrix, "two results");
});

const Case kCuda("a job on a CUDA device takes one core and the lane of the device", [] {
  Scheduler scheduler(2);
  const Job cuda(onCuda(3, 1), scheduler, [] {});
  expectEqual(cuda.wantedCores(), 1U, "cores");
  expect(cuda.lane() == std::optional(3), "lane");
  expect(!Job(input(6, 1), scheduler, [] {}).lane().has_value(), "no lane on the CPU");
});

const Case kNoCuda("a job on a device that is not there fails with the reason", [] {
  Scheduler scheduler(1);
  Reader reader(onCuda(1'000'000, 1), scheduler);
  reader.job.submit();
  const JobResult result = reader.waitForResult();
  expect(failureOf(result).code == ErrorCode::device_unavailable, "unavailable");
  expect(!failureOf(result).message.empty(), "a reason");
});

const Case kFold("a job folds new rows in, on as many threads as it wants", [] {
  Scheduler scheduler(2);
  Reader reader(foldInput(50), scheduler);
  reader.job.submit();
  const JobResult result = reader.waitForResult();
  const auto& success = std::get<JobSuccess>(result);
  const auto& folded = std::get<FoldedRows>(success.found);
  expectEqual(success.threads, 2U, "threads");
  expectEqual(folded.factors.size(), std::size_t{50 * 30}, "factors");
  expectEqual(folded.matrix.size(), std::size_t{50 * 40}, "entries");
  expectClose(folded.matrix[5], 0.5, 1e-5, "an entry");
});

const Case kCancelFold("a job that folds rows in ends soon when it is cancelled", [] {
  Scheduler scheduler(2);
  Reader reader(foldInput(20'000), scheduler);
  reader.job.submit();
  reader.job.cancel();
  expect(failureOf(reader.waitForResult()).code == ErrorCode::cancelled, "cancelled");
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
      DenseEntries{1, std::vector<float>(65536, 0.5F), std::vector<std::uint8_t>(65536, 1)};
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
