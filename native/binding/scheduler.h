// Who may compute now: gives the cores of the process to waiting tasks, first come, first served. A
// task whose lane is taken lets others pass.
#pragma once

#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>
#include <vector>

namespace lacuna {

/// Something that computes on its own thread. It must live until it was withdrawn or has called
/// finish().
class Task {
 public:
  virtual ~Task() = default;

  /// Cores wanted; 0 takes a share of those that are free.
  [[nodiscard]] virtual unsigned wantedCores() const noexcept = 0;

  /// What only one task at a time may use beside its cores, if anything.
  [[nodiscard]] virtual std::optional<int> lane() const noexcept { return std::nullopt; }

  /// Starts the thread; returns whether that worked. Called with the scheduler locked: it must not
  /// call the scheduler and must return at once.
  virtual bool begin(unsigned cores) noexcept = 0;

  /// The process is about to end: stop soon and tell nobody. Called with the scheduler locked.
  virtual void abandon() noexcept = 0;
};

class Scheduler {
 public:
  explicit Scheduler(unsigned cores);

  /// The one that all environments of this process share. It is never destroyed, because threads
  /// may still return their cores while the process ends.
  static Scheduler& process();

  [[nodiscard]] unsigned cores() const noexcept { return cores_; }

  /// Queues the task and begins whatever the free cores allow.
  void submit(Task& task);

  /// Takes a task out of the queue; false when it is not waiting any more.
  bool withdraw(Task& task);

  /// A task's thread gives its cores back. As begin() runs under the same lock, this also waits
  /// until begin() has returned.
  void finish(Task& task) noexcept;

  /// Forgets the queue, abandons the running tasks and waits for them, `patience` at most.
  /// Nothing begins afterwards.
  void abandonAll(std::chrono::milliseconds patience);

 private:
  struct Grant {
    Task* task;
    unsigned cores;
    std::optional<int> lane;
  };

  [[nodiscard]] unsigned share(const Task& task) const;
  [[nodiscard]] bool isTaken(std::optional<int> lane) const;
  void beginWaiting();

  const unsigned cores_;
  std::mutex mutex_;
  std::condition_variable idle_;
  unsigned free_;
  bool closed_ = false;
  std::deque<Task*> waiting_;
  std::vector<Grant> running_;
};

}  // namespace lacuna
