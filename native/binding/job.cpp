#include "binding/job.h"

#include <chrono>
#include <exception>
#include <memory>
#include <new>
#include <stdexcept>
#include <string>
#include <utility>

#include "cpu/cpu_device.h"

namespace lacuna {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds kProgressInterval{50};
constexpr std::uint64_t kMebibyte = 1U << 20U;

double secondsBetween(Clock::time_point from, Clock::time_point to) {
  return std::chrono::duration<double>(to - from).count();
}

/// Posts the loss of a step, but not more often than every kProgressInterval.
class ThrottledProgress final : public ProgressSink {
 public:
  ThrottledProgress(Mailbox& mailbox, Clock::time_point start)
      : mailbox_(mailbox), start_(start), latest_(start) {}

  void report(std::uint64_t step, std::span<const double> terms) override {
    const Clock::time_point now = Clock::now();
    if (now - latest_ < kProgressInterval) {
      return;
    }
    latest_ = now;
    mailbox_.post(JobProgress{step, {terms.begin(), terms.end()}, secondsBetween(start_, now)});
  }

 private:
  Mailbox& mailbox_;
  Clock::time_point start_;
  Clock::time_point latest_;
};

Observations observationsOf(const JobInput& input) {
  return std::visit([](const auto& entries) { return entries.view(); }, input.entries);
}

}  // namespace

Job::Job(JobInput input, Scheduler& scheduler, Mailbox::Wake wake)
    : input_(std::move(input)), scheduler_(scheduler), mailbox_(std::move(wake)) {}

Job::~Job() { join(); }

void Job::submit() { scheduler_.submit(*this); }

void Job::cancel() {
  stop_.store(true, std::memory_order_relaxed);
  if (scheduler_.withdraw(*this)) {
    input_ = JobInput{};
    mailbox_.post(JobFailure{ErrorCode::cancelled, "The job was cancelled before it began"});
  }
}

void Job::join() {
  if (thread_.joinable()) {
    thread_.join();
  }
}

bool Job::begin(unsigned cores) noexcept {
  try {
    thread_ = std::thread([this, cores] { run(cores); });
    return true;
  } catch (const std::exception& error) {
    mailbox_.post(
        JobFailure{ErrorCode::internal,
                   std::string("No thread could be started for the job: ") + error.what()});
    return false;
  }
}

void Job::abandon() noexcept {
  mailbox_.close();
  stop_.store(true, std::memory_order_relaxed);
}

void Job::run(unsigned cores) noexcept {
  JobResult result = attempt(cores);
  input_ = JobInput{};       // memory goes before the cores do, for the job that comes next
  scheduler_.finish(*this);  // before the post: whoever takes the result may join at once
  mailbox_.post(std::move(result));
}

JobResult Job::attempt(unsigned cores) noexcept {
  try {
    return compute(cores);
  } catch (const std::bad_alloc&) {
    return outOfMemory();
  } catch (const std::length_error&) {  // more elements than a container can ever hold
    return outOfMemory();
  } catch (const Error& error) {
    return JobFailure{error.code(), error.what()};
  } catch (const std::exception& error) {
    return JobFailure{ErrorCode::internal, error.what()};
  } catch (...) {
    return JobFailure{ErrorCode::internal, "An unknown native exception was thrown"};
  }
}

JobSuccess Job::compute(unsigned cores) {
  const Clock::time_point start = Clock::now();
  const std::unique_ptr<Device> device = makeCpuDevice(cores);
  ThrottledProgress progress(mailbox_, start);
  const Observations observations = observationsOf(input_);
  std::vector<Outcome> outcomes = solve(*device, input_.spec, observations, progress, stop_);
  return JobSuccess{std::move(outcomes.front()), secondsBetween(start, Clock::now()), cores};
}

JobFailure Job::outOfMemory() const {
  const Observations observations = observationsOf(input_);
  const std::uint64_t bytes = estimateBytes(input_.spec, shapeOf(observations));
  return JobFailure{ErrorCode::out_of_memory, "The job needs about " +
                                                  std::to_string(bytes / kMebibyte + 1) +
                                                  " MiB, more than could be allocated"};
}

}  // namespace lacuna
