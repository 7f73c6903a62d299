#include "cpu/team.h"

#include <algorithm>

#if defined(__x86_64__) || defined(_M_X64)
#include <immintrin.h>
#endif

namespace lacuna::cpu {
namespace {

/// Spins before a waiting thread sleeps: a few microseconds, about the gap between two kernels of a
/// step.
constexpr int kSpins = 2000;

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

/// Pieces per thread: enough to even out threads that are held up, few enough to cost nothing.
constexpr std::size_t kPiecesPerThread = 4;

}  // namespace

Team::Team(unsigned threads) : shares_(threads) {
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

void Team::run(std::size_t count, std::size_t grain, Call call, const void* context) {
  task_ = {call, context, count, grain};
  for (Taken& share : shares_) {
    share.pieces.store(0, std::memory_order_relaxed);
  }
  gate_.store(kOpen, std::memory_order_release);
  generation_.fetch_add(1, std::memory_order_release);
  generation_.notify_all();
  takePieces(0);
  std::uint32_t inside = gate_.fetch_and(~kOpen, std::memory_order_acq_rel) & ~kOpen;
  while (inside != 0) {
    waitWhile(gate_, inside);
    inside = gate_.load(std::memory_order_acquire);
  }
}

void Team::takePieces(std::size_t self) {
  for (std::size_t step = 0; step < shares_.size(); ++step) {
    takeShare((self + step) % shares_.size());
  }
}

Range Team::share(std::size_t thread) const {
  const std::size_t grains = (task_.count + task_.grain - 1) / task_.grain;
  const std::size_t begin = grains * thread / size() * task_.grain;
  const std::size_t end = grains * (thread + 1) / size() * task_.grain;
  return {begin, std::min(end, task_.count)};
}

void Team::takeShare(std::size_t thread) {
  const Range whole = share(thread);
  const std::size_t grains = (whole.end - whole.begin + task_.grain - 1) / task_.grain;
  const std::size_t piece = (grains + kPiecesPerThread - 1) / kPiecesPerThread * task_.grain;
  for (;;) {
    const std::size_t taken = shares_[thread].pieces.fetch_add(1, std::memory_order_relaxed);
    const std::size_t begin = whole.begin + taken * piece;
    if (begin >= whole.end) {
      return;
    }
    task_.call(task_.context, {begin, std::min(begin + piece, whole.end)});
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
      takePieces(self);
      if (gate_.fetch_sub(1, std::memory_order_acq_rel) == 1) {
        gate_.notify_one();
      }
    }
  }
}

}  // namespace lacuna::cpu
