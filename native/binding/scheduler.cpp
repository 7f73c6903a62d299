#include "binding/scheduler.h"

#include <algorithm>
#include <cstddef>

#include "binding/cores.h"

namespace lacuna {

Scheduler::Scheduler(unsigned cores) : cores_(cores), free_(cores) {
  running_.reserve(cores);  // every task holds a core, so that begin never has to allocate
}

Scheduler& Scheduler::process() {
  static Scheduler* const scheduler = new Scheduler(availableCores());
  return *scheduler;
}

void Scheduler::submit(Task& task) {
  const std::lock_guard lock(mutex_);
  if (closed_) {
    return;
  }
  waiting_.push_back(&task);
  beginWaiting();
}

bool Scheduler::withdraw(Task& task) {
  const std::lock_guard lock(mutex_);
  const bool was_waiting = std::erase(waiting_, &task) > 0;
  if (was_waiting) {
    beginWaiting();  // it may have been the head that wanted many cores
  }
  return was_waiting;
}

void Scheduler::finish(Task& task) noexcept {
  const std::lock_guard lock(mutex_);
  const auto grant = std::find_if(running_.begin(), running_.end(),
                                  [&](const Grant& g) { return g.task == &task; });
  free_ += grant->cores;
  running_.erase(grant);
  beginWaiting();
  if (running_.empty()) {
    idle_.notify_all();
  }
}

void Scheduler::abandonAll(std::chrono::milliseconds patience) {
  std::unique_lock lock(mutex_);
  closed_ = true;
  waiting_.clear();
  for (const Grant& grant : running_) {
    grant.task->abandon();
  }
  idle_.wait_for(lock, patience, [this] { return running_.empty(); });
}

unsigned Scheduler::share(const Task& task) const {
  const unsigned wanted = std::min(task.wantedCores(), cores_);
  return wanted != 0 ? wanted : std::max(1U, free_ / static_cast<unsigned>(waiting_.size()));
}

bool Scheduler::isTaken(std::optional<int> lane) const {
  return lane && std::any_of(running_.begin(), running_.end(),
                             [&](const Grant& grant) { return grant.lane == lane; });
}

void Scheduler::beginWaiting() {
  std::size_t next = 0;
  while (next < waiting_.size()) {
    Task& task = *waiting_[next];
    const std::optional<int> lane = task.lane();
    if (isTaken(lane)) {
      ++next;
      continue;
    }
    const unsigned cores = share(task);
    // One that wants more than is free keeps its place; overtaking it could starve it.
    if (cores > free_) {
      return;
    }
    waiting_.erase(waiting_.begin() + static_cast<std::ptrdiff_t>(next));
    running_.push_back({&task, cores, lane});
    free_ -= cores;
    if (!task.begin(cores)) {
      running_.pop_back();
      free_ += cores;
    }
  }
}

}  // namespace lacuna
