// One completion on a thread of its own. Knows nothing of Node.
#pragma once

#include <atomic>
#include <cstdint>
#include <thread>
#include <variant>
#include <vector>

#include "binding/mailbox.h"
#include "binding/scheduler.h"
#include "solver/observations.h"
#include "solver/spec.h"

namespace lacuna {

/// A matrix with its mask.
struct DenseEntries {
  std::vector<float> values;       // rows × cols
  std::vector<std::uint8_t> mask;  // rows × cols; 1 observed, 0 missing

  [[nodiscard]] Observations view() const { return DenseObservations{1, values, mask}; }
};

/// Observed entries row by row, as SparseObservations describes them.
struct ListedEntries {
  std::vector<std::uint32_t> offsets;  // rows + 1
  std::vector<std::uint32_t> cols;
  std::vector<float> values;

  [[nodiscard]] Observations view() const { return SparseObservations{1, offsets, cols, values}; }
};

/// What a job computes with; all of it is the job's own copy.
struct JobInput {
  Spec spec;
  std::variant<DenseEntries, ListedEntries> entries;
  unsigned threads;  // at most; 0 takes a share of the free cores
};

/// Life: made, submitted to the scheduler, then exactly one result in the mailbox. Before it is
/// destroyed, a submitted job must have been joined, or cancelled and joined.
class Job final : public Task {
 public:
  Job(JobInput input, Scheduler& scheduler, Mailbox::Wake wake);
  ~Job() override;
  Job(const Job&) = delete;
  Job& operator=(const Job&) = delete;

  [[nodiscard]] Mailbox& mailbox() noexcept { return mailbox_; }

  void submit();

  /// A waiting job fails at once, a running one at its next step, both with ErrorCode::cancelled.
  /// A finished one stays as it is.
  void cancel();

  /// Waits for the thread, when one was begun. To be called by the thread that submitted, once the
  /// result was taken or cancel() was called.
  void join();

  [[nodiscard]] unsigned wantedCores() const noexcept override { return input_.threads; }
  bool begin(unsigned cores) noexcept override;
  void abandon() noexcept override;

 private:
  void run(unsigned cores) noexcept;
  JobResult attempt(unsigned cores) noexcept;
  JobSuccess compute(unsigned cores);
  [[nodiscard]] JobFailure outOfMemory() const;

  JobInput input_;
  Scheduler& scheduler_;
  Mailbox mailbox_;
  std::atomic<bool> stop_{false};
  std::thread thread_;
};

}  // namespace lacuna
