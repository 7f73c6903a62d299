// A team of threads that works through stages: the pieces of a stage run at the same time, the next
// stage begins when all of them are done. The caller works too. Every thread has its own share of
// each stage, so that what it wrote in one stage it finds in its cache in the next; a thread that
// waits for long helps the others, and one that wakes late is not waited for, so a busy machine
// costs little.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <span>
#include <thread>
#include <vector>

#include "cpu/kernel_table.h"

namespace lacuna::cpu {

/// Work over [0, count), called as call(context, range) for pieces that cover it once.
struct Task {
  void (*call)(const void* context, Range range);
  const void* context;
  std::size_t count;
  std::size_t grain;  // pieces but the last are multiples of it
  std::size_t piece;  // longest piece, a multiple of the grain
};

/// Tasks that may run at the same time.
struct Stage {
  std::span<const Task> tasks;
};

class Team {
 public:
  /// `threads` >= 1, the calling thread included.
  explicit Team(unsigned threads);
  Team(const Team&) = delete;
  Team& operator=(const Team&) = delete;
  ~Team();

  [[nodiscard]] unsigned size() const { return static_cast<unsigned>(helpers_.size()) + 1; }

  /// Works through the stages and returns when all is done. Calls must not throw.
  void run(std::span<const Stage> stages);

 private:
  /// What one thread tells the others, on a cache line of its own.
  struct alignas(64) Lane {
    /// Pieces that this thread has finished since the team began.
    std::atomic<std::uint64_t> finished{0};
    /// Pieces taken of this thread's share, by whomever: the stage's number and a count.
    alignas(64) std::atomic<std::uint64_t> taken{0};
  };

  /// A stage on its way: its number since the team began, and how many pieces are finished when it
  /// is done.
  struct Step {
    const Stage* stage;
    std::uint64_t number;
    std::uint64_t target;
  };

  void work(std::size_t self);
  void takeShare(const Step& step, std::size_t owner, Lane& mine) const;
  void await(const Step& step, std::size_t self);
  [[nodiscard]] bool done(const Step& step) const;
  [[nodiscard]] std::size_t pieces(const Stage& stage, std::size_t owner) const;
  [[nodiscard]] std::uint64_t pieces(const Stage& stage) const;

  void help(std::size_t self);
  bool enter();

  /// Set in gate_ while the stages may be entered; the rest of gate_ counts the helpers inside.
  static constexpr std::uint32_t kOpen = 0x80000000U;

  std::span<const Stage> stages_;
  std::uint64_t stages_before_ = 0;  // ended before this run
  std::uint64_t pieces_before_ = 0;
  std::vector<std::thread> helpers_;
  mutable std::vector<Lane> lanes_;
  alignas(64) std::atomic<std::uint32_t> generation_{0};  // rises with every run
  alignas(64) std::atomic<std::uint32_t> gate_{0};
  std::atomic<bool> closing_{false};
};

}  // namespace lacuna::cpu
