// A team of threads that splits ranges: the caller works too, helpers spin briefly between kernels
// and then sleep. A helper that wakes late finds the gate shut and is not waited for, so a busy
// machine costs little.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <thread>
#include <vector>

#include "cpu/kernel_table.h"

namespace lacuna::cpu {

class Team {
 public:
  /// `threads` >= 1, the calling thread included.
  explicit Team(unsigned threads);
  Team(const Team&) = delete;
  Team& operator=(const Team&) = delete;
  ~Team();

  [[nodiscard]] unsigned size() const { return static_cast<unsigned>(helpers_.size()) + 1; }

  /// Calls work(range) for pieces of [0, count) that together cover it once, each a multiple of
  /// `grain` long but the last, and returns when all are done. Pieces run at the same time. A
  /// thread takes those of its own share of the range first, the same share every time, so that
  /// what it wrote in one kernel it finds in its cache in the next; then it helps the others.
  template <class Work>
  void forEachPiece(std::size_t count, std::size_t grain, const Work& work) {
    if (helpers_.empty() || count <= grain) {
      work(Range{0, count});
      return;
    }
    run(
        count, grain,
        [](const void* context, Range range) { (*static_cast<const Work*>(context))(range); },
        &work);
  }

 private:
  using Call = void (*)(const void* context, Range range);

  struct Task {
    Call call;
    const void* context;
    std::size_t count;
    std::size_t grain;
  };

  /// The part of the range that a thread takes first.
  [[nodiscard]] Range share(std::size_t thread) const;

  /// How many pieces of a share are taken.
  struct alignas(64) Taken {
    std::atomic<std::size_t> pieces{0};
  };

  void run(std::size_t count, std::size_t grain, Call call, const void* context);
  void takePieces(std::size_t self);
  void takeShare(std::size_t thread);
  void help(std::size_t self);

  /// Set in gate_ while the task may be entered; the rest of gate_ counts the helpers inside.
  static constexpr std::uint32_t kOpen = 0x80000000U;

  bool enter();

  Task task_{};
  std::vector<std::thread> helpers_;
  alignas(64) std::atomic<std::uint32_t> generation_{
      0};  // rises with every task: what helpers sleep on
  alignas(64) std::atomic<std::uint32_t> gate_{0};
  std::vector<Taken> shares_;
  std::atomic<bool> closing_{false};
};

}  // namespace lacuna::cpu
