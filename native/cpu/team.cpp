#include "cpu/team.h"

#include <algorithm>

#if defined(__x86_64__) || defined(_M_X64)
#include <immintrin.h>
#endif

namespace lacuna::cpu {
namespace {

/// Looks before a waiting thread gives its core away: some tens of microseconds, longer than the
/// caller needs between two runs.
constexpr int kSpins = 2000;
/// Looks before a thread that waits for the end of a stage takes the pieces of others.
constexpr int kPatience = 200;

void relax() {
#if defined(__x86_64__) || defined(_M_X64)
  _mm_pause();
#elif defined(__aarch64__)
  asm volatile("yield");
#endif
}

/// Returns once `value` is no longer `old`.
void waitWhile(const std::atomic<std::uint32_t>& value, std::uint32_t old) {
  for (int spin = 0; spin < kSpins; ++spin) {
    if (value.load(std::memory_order_acquire) != old) {
      return;
    }
    relax();
  }
  while (value.load(std::memory_order_acquire) == old) {
    value.wait(old, std::memory_order_acquire);
  }
}

/// The part of a task that belongs to one of `threads` shares; the first ones get the odd grains.
Range shareOf(const Task& task, std::size_t owner, std::size_t threads) {
  const std::size_t grains = (task.count + task.grain - 1) / task.grain;
  const auto grainOf = [&](std::size_t thread) {
    return (grains * thread + threads - 1) / threads;
  };
  return {std::min(grainOf(owner) * task.grain, task.count),
          std::min(grainOf(owner + 1) * task.grain, task.count)};
}

std::size_t piecesOf(const Task& task, Range share) {
  return (share.end - share.begin + task.piece - 1) / task.piece;
}

/// Lane::taken: the number of a stage above, how many of its pieces are taken below.
constexpr int kCountBits = 24;

std::uint64_t stageOf(std::uint64_t taken) { return taken >> kCountBits; }

/// Takes the next of `count` pieces of a share in stage `number`; false when none is left.
bool take(std::atomic<std::uint64_t>& taken, std::uint64_t number, std::size_t count,
          std::size_t& piece) {
  std::uint64_t seen = taken.load(std::memory_order_relaxed);
  for (;;) {
    if (stageOf(seen) > number) {
      return false;
    }
    const std::uint64_t fresh = number << kCountBits;
    const std::uint64_t begin = std::max(seen, fresh);
    piece = begin - fresh;
    if (piece >= count) {
      return false;
    }
    if (taken.compare_exchange_weak(seen, begin + 1, std::memory_order_relaxed)) {
      return true;
    }
  }
}

}  // namespace

Team::Team(unsigned threads) : lanes_(threads) {
  helpers_.reserve(threads - 1);
  for (unsigned i = 1; i < threads; ++i) {
    helpers_.emplace_back([this, i] { help(i); });
  }
}

Team::~Team() {
  closing_.store(true, std::memory_order_relaxed);
  generation_.fetch_add(1, std::memory_order_release);
  generation_.notify_all();
  for (std::thread& helper : helpers_) {
    helper.join();
  }
}

void Team::run(std::span<const Stage> stages) {
  stages_ = stages;
  gate_.store(kOpen, std::memory_order_release);
  generation_.fetch_add(1, std::memory_order_release);
  generation_.notify_all();
  work(0);
  // Helpers on their way out still read the stages.
  std::uint32_t inside = gate_.fetch_and(~kOpen, std::memory_order_acq_rel) & ~kOpen;
  while (inside != 0) {
    waitWhile(gate_, inside);
    inside = gate_.load(std::memory_order_acquire);
  }
  stages_before_ += stages.size();
  for (const Stage& stage : stages) {
    pieces_before_ += pieces(stage);
  }
}

std::size_t Team::pieces(const Stage& stage, std::size_t owner) const {
  std::size_t count = 0;
  for (const Task& task : stage.tasks) {
    count += piecesOf(task, shareOf(task, owner, size()));
  }
  return count;
}

std::uint64_t Team::pieces(const Stage& stage) const {
  std::uint64_t count = 0;
  for (std::size_t owner = 0; owner < size(); ++owner) {
    count += pieces(stage, owner);
  }
  return count;
}

void Team::work(std::size_t self) {
  Step step{nullptr, stages_before_, pieces_before_};
  for (const Stage& stage : stages_) {
    ++step.number;  // from 1, so that a fresh lane has taken nothing of it
    step.stage = &stage;
    step.target += pieces(stage);
    takeShare(step, self, lanes_[self]);
    const bool last = &stage == &stages_.back();
    if (!last || self == 0) {  // only the caller has to see the end
      await(step, self);
    }
  }
}

void Team::takeShare(const Step& step, std::size_t owner, Lane& mine) const {
  const std::size_t count = pieces(*step.stage, owner);
  std::size_t piece = 0;
  while (take(lanes_[owner].taken, step.number, count, piece)) {
    for (const Task& task : step.stage->tasks) {
      const Range share = shareOf(task, owner, size());
      const std::size_t here = piecesOf(task, share);
      if (piece < here) {
        const std::size_t begin = share.begin + piece * task.piece;
        task.call(task.context, {begin, std::min(begin + task.piece, share.end)});
        break;
      }
      piece -= here;
    }
    mine.finished.store(mine.finished.load(std::memory_order_relaxed) + 1,
                        std::memory_order_release);
  }
}

bool Team::done(const Step& step) const {
  std::uint64_t finished = 0;
  for (const Lane& lane : lanes_) {
    finished += lane.finished.load(std::memory_order_acquire);
  }
  return finished >= step.target;
}

void Team::await(const Step& step, std::size_t self) {
  for (int look = 0; !done(step); ++look) {
    if (look == kPatience) {
      for (std::size_t next = 1; next < size(); ++next) {
        takeShare(step, (self + next) % size(), lanes_[self]);
      }
    }
    if (look < kSpins) {
      relax();
    } else {
      std::this_thread::yield();
    }
  }
}

bool Team::enter() {
  std::uint32_t gate = gate_.load(std::memory_order_acquire);
  while ((gate & kOpen) != 0) {
    if (gate_.compare_exchange_weak(gate, gate + 1, std::memory_order_acq_rel)) {
      return true;
    }
  }
  return false;
}

void Team::help(std::size_t self) {
  std::uint32_t seen = 0;
  for (;;) {
    waitWhile(generation_, seen);
    seen = generation_.load(std::memory_order_acquire);
    if (closing_.load(std::memory_order_relaxed)) {
      return;
    }
    if (enter()) {
      work(self);
      if (gate_.fetch_sub(1, std::memory_order_acq_rel) == 1) {
        gate_.notify_one();
      }
    }
  }
}

}  // namespace lacuna::cpu
