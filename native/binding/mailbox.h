// What a job's thread leaves for the JavaScript thread: the latest progress and, once, the result.
#pragma once

#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "classic/solve.h"
#include "fold/fold_in.h"
#include "solver/solve.h"
#include "support/error.h"

namespace lacuna {

struct JobProgress {
  std::uint64_t step;
  std::vector<double> terms;
  double elapsed_seconds;
};

/// What a job has worked out: of completions by a deep method, one for each problem.
using JobFound = std::variant<std::vector<Outcome>, FoldedRows, classic::Outcome>;

struct JobSuccess {
  JobFound found;
  double seconds;
  unsigned threads;
};

struct JobFailure {
  ErrorCode code;
  std::string message;
};

using JobResult = std::variant<JobSuccess, JobFailure>;

/// Newer progress replaces older, so nothing piles up when the reader is slow. A post wakes the
/// reader, unless it is just reading: a listener that takes longer than the next progress needs
/// would otherwise be called over and over, and hold up its event loop. Wake-ups may be merged, as
/// one reading finds everything.
class Mailbox {
 public:
  using Wake = std::function<void()>;

  /// `wake` is called with the mailbox locked, from the thread that posts.
  explicit Mailbox(Wake wake);

  void post(JobProgress progress);
  void post(JobResult result);

  /// Begins a reading: the latest progress, when there is one that was not read.
  std::optional<JobProgress> beginReading();
  /// Ends it: the result, when there is one. Progress that came meanwhile stays for the next
  /// reading.
  std::optional<JobResult> endReading();

  /// No wake-up begins after this returns.
  void close() noexcept;

 private:
  void wakeReader();

  std::mutex mutex_;
  Wake wake_;
  bool reading_ = false;
  std::optional<JobProgress> progress_;
  std::optional<JobResult> result_;
};

}  // namespace lacuna
