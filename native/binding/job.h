// Completions of one spec by a deep method, one by a classical method, or one fold-in of new rows,
// on a thread of its own. Knows nothing of Node.
#pragma once

#include <atomic>
#include <cstdint>
#include <optional>
#include <thread>
#include <variant>
#include <vector>

#include "binding/mailbox.h"
#include "binding/scheduler.h"
#include "classic/solve.h"
#include "cuda/cuda_device.h"
#include "fold/fold_in.h"
#include "solver/observations.h"
#include "solver/spec.h"

namespace lacuna {

/// Matrices with their masks, one behind the other.
struct DenseEntries {
  std::uint32_t problems;
  std::vector<float> values;       // problems × rows × cols
  std::vector<std::uint8_t> mask;  // problems × rows × cols; 1 observed, 0 missing

  [[nodiscard]] Observations view() const { return DenseObservations{problems, values, mask}; }
};

/// Observed entries row by row, as SparseObservations describes them.
struct ListedEntries {
  std::vector<std::uint32_t> offsets;  // rows + 1
  std::vector<std::uint32_t> cols;
  std::vector<float> values;

  [[nodiscard]] SparseObservations view() const { return {1, offsets, cols, values}; }
};

struct OnCpu {
  unsigned threads;  // at most; 0 takes a share of the free cores
};

struct OnCuda {
  int index;
  ProductPrecision precision;
};

/// Where completions compute.
using Place = std::variant<OnCpu, OnCuda>;

/// Completions of one spec; all of it is the job's own copy.
struct JobInput {
  Spec spec;
  std::variant<DenseEntries, ListedEntries> entries;
  Place place;
};

/// New rows for a fitted model; the job's own copy too.
struct FoldInput {
  FoldSpec spec;
  ListedEntries rows;
  unsigned threads;  // as for a completion
};

/// A completion by a classical method; the same.
struct ClassicInput {
  classic::Spec spec;
  ListedEntries entries;
  std::vector<std::uint8_t> held;  // one for each entry, or empty
  unsigned threads;

  [[nodiscard]] classic::Given view() const { return {entries.view(), held}; }
};

using JobWork = std::variant<JobInput, FoldInput, ClassicInput>;

/// Life: made, submitted to the scheduler, then exactly one result in the mailbox. Before it is
/// destroyed, a submitted job must have been joined, or cancelled and joined.
class Job final : public Task {
 public:
  Job(JobWork work, Scheduler& scheduler, Mailbox::Wake wake);
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

  [[nodiscard]] unsigned wantedCores() const noexcept override;
  /// The index of its CUDA device.
  [[nodiscard]] std::optional<int> lane() const noexcept override;
  bool begin(unsigned cores) noexcept override;
  void abandon() noexcept override;

 private:
  void run(unsigned cores) noexcept;
  JobResult attempt(unsigned cores) noexcept;
  JobFound compute(const JobInput& input, unsigned cores);
  JobFound compute(const FoldInput& input, unsigned cores);
  JobFound compute(const ClassicInput& input, unsigned cores);
  [[nodiscard]] JobFailure outOfMemory() const;

  JobWork work_;
  Scheduler& scheduler_;
  Mailbox mailbox_;
  std::atomic<bool> stop_{false};
  std::thread thread_;
};

}  // namespace lacuna
