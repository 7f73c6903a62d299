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
  return std::visit([](const auto& entries) -> Observations { return entries.view(); },
                    input.entries);
}

/// A CUDA device takes one core, which starts its kernels.
unsigned coresOf(const JobInput& input) {
  const auto* const cpu = std::get_if<OnCpu>(&input.place);
  return cpu != nullptr ? cpu->threads : 1;
}

unsigned coresOf(const FoldInput& input) { return input.threads; }

unsigned coresOf(const ClassicInput& input) { return input.threads; }

std::unique_ptr<Device> makeDevice(const Place& place, unsigned cores) {
  if (const auto* const cuda = std::get_if<OnCuda>(&place)) {
    return makeCudaDevice(cuda->index, cuda->precision);
  }
  return makeCpuDevice(cores);
}

std::uint64_t bytesOf(const JobInput& input) {
  const KernelOrder order = std::holds_alternative<OnCuda>(input.place) ? KernelOrder::side_by_side
                                                                        : KernelOrder::in_turn;
  return estimateBytes(input.spec, shapeOf(observationsOf(input)), order);
}

std::uint64_t bytesOf(const FoldInput& input) {
  return foldBytes(input.spec, input.rows.offsets.size() - 1);
}

std::uint64_t bytesOf(const ClassicInput& input) {
  return classic::estimateBytes(input.spec, input.entries.values.size());
}

}  // namespace

Job::Job(JobWork work, Scheduler& scheduler, Mailbox::Wake wake)
    : work_(std::move(work)), scheduler_(scheduler), mailbox_(std::move(wake)) {}

Job::~Job() { join(); }

void Job::submit() { scheduler_.submit(*this); }

void Job::cancel() {
  stop_.store(true, std::memory_order_relaxed);
  if (scheduler_.withdraw(*this)) {
    work_ = JobInput{};
    mailbox_.post(JobFailure{ErrorCode::cancelled, "The job was cancelled before it began"});
  }
}

void Job::join() {
  if (thread_.joinable()) {
    thread_.join();
  }
}

unsigned Job::wantedCores() const noexcept {
  return std::visit([](const auto& input) { return coresOf(input); }, work_);
}

std::optional<int> Job::lane() const noexcept {
  const auto* const completion = std::get_if<JobInput>(&work_);
  const auto* const cuda =
      completion != nullptr ? std::get_if<OnCuda>(&completion->place) : nullptr;
  return cuda != nullptr ? std::optional(cuda->index) : std::nullopt;
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
  work_ = JobInput{};        // memory goes before the cores do, for the job that comes next
  scheduler_.finish(*this);  // before the post: whoever takes the result may join at once
  mailbox_.post(std::move(result));
}

JobResult Job::attempt(unsigned cores) noexcept {
  try {
    const Clock::time_point start = Clock::now();
    auto found = std::visit([&](const auto& input) { return compute(input, cores); }, work_);
    return JobSuccess{std::move(found), secondsBetween(start, Clock::now()), cores};
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

JobFound Job::compute(const JobInput& input, unsigned cores) {
  const std::unique_ptr<Device> device = makeDevice(input.place, cores);
  ThrottledProgress progress(mailbox_, Clock::now());
  return solve(*device, input.spec, observationsOf(input), progress, stop_);
}

JobFound Job::compute(const FoldInput& input, unsigned cores) {
  cpu::Team team(cores);
  return foldIn(team, input.spec, input.rows.view(), stop_);
}

JobFound Job::compute(const ClassicInput& input, unsigned cores) {
  cpu::Team team(cores);
  ThrottledProgress progress(mailbox_, Clock::now());
  return classic::solve(team, input.spec, input.view(), progress, stop_);
}

JobFailure Job::outOfMemory() const {
  const std::uint64_t bytes = std::visit([](const auto& input) { return bytesOf(input); }, work_);
  return JobFailure{ErrorCode::out_of_memory, "The job needs about " +
                                                  std::to_string(bytes / kMebibyte + 1) +
                                                  " MiB, more than could be allocated"};
}

}  // namespace lacuna
