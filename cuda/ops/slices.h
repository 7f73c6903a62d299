// Slices of the operands of a product, on their way through shared memory: several are under way
// at a time. A slice lies there as it lies in memory, by depth or by lines, so that its copies are
// whole lines of 16 bytes where the matrix allows.
#pragma once

#include "cuda/cta.h"
#include "device/device.h"

namespace lacuna::gpu {

/// An operand of which `lines` (rows of a, columns of b) meet over the depth: entry (line, k) lies
/// at data + line·line_step + k·depth_step; one of the steps is 1.
struct Operand {
  const float* data;
  std::size_t line_step;
  std::size_t depth_step;
  std::uint32_t lines;
};

/// c (rows×cols, row-major) from a (rows×depth) and b (depth×cols).
struct ProductTask {
  float* c;
  Operand a;
  Operand b;
  std::uint32_t depth;
};

/// How a slice of kLines lines and kDepth depths lies in shared memory, kByDepth with the depth
/// within, else with the lines within; kPad floats stand between its rows, so that threads beside
/// each other meet different banks.
template <int kLineCount, int kDepthCount, bool kByDepth, int kPad>
struct Slice {
  static constexpr bool kDepthWithin = kByDepth;
  static constexpr int kDepth = kDepthCount;
  static constexpr int kDown = kByDepth ? kLineCount : kDepth;
  static constexpr int kAcross = kByDepth ? kDepth : kLineCount;
  static constexpr int kStride = kAcross + kPad;
  static constexpr int kFloats = kDown * kStride;

  static LACUNA_HD int at(int line, int k) {
    return kByDepth ? line * kStride + k : k * kStride + line;
  }
};

/// Starts the copies of one slice of an operand after the other; zeros where the operand ends.
template <class Lying>
class SliceCopies {
 public:
  /// The lines from `first` on.
  LACUNA_GPU SliceCopies(const Operand& from, std::uint32_t depth, std::uint32_t first,
                         std::uint32_t thread)
      : step_(static_cast<std::uint32_t>(Lying::kDepthWithin ? from.line_step : from.depth_step)),
        corner_(from.data + first * from.line_step),
        lines_(from.lines - first),
        depths_(depth) {
    const std::uint32_t across = Lying::kDepthWithin ? depths_ : lines_;
    by_fours_ =
        step_ % 4 == 0 && across % 4 == 0 && reinterpret_cast<std::uintptr_t>(corner_) % 16 == 0;
    const std::uint32_t wide = by_fours_ ? kFours * 4 : Lying::kAcross;
    const std::uint32_t each = by_fours_ ? 4 : 1;
    down_ = thread / (wide / each);
    across_ = thread % (wide / each) * each;
  }

  template <class Cta>
  LACUNA_GPU void next(Cta& cta, float* to) {
    float* const own = to + down_ * Lying::kStride + across_;
    if (by_fours_) {
      LACUNA_UNROLL(4)
      for (std::uint32_t i = 0; i < Lying::kDown; i += kThreads / kFours) {
        const bool is_there = isThere(i);
        cta.copyFour(own + i * Lying::kStride, is_there ? entry(i) : corner_, is_there);
      }
    } else {
      constexpr std::uint32_t kApart = kThreads / Lying::kAcross;
      LACUNA_ROLLED
      for (std::uint32_t i = 0; i < Lying::kDown; i += kApart) {
        const bool is_there = isThere(i);
        cta.copy(own + i * Lying::kStride, is_there ? entry(i) : corner_, is_there);
      }
    }
    corner_ += Lying::kDepthWithin ? std::size_t{Lying::kDepth}
                                   : static_cast<std::size_t>(step_) * Lying::kDepth;
    depths_ = depths_ < Lying::kDepth ? 0 : depths_ - Lying::kDepth;
  }

 private:
  static constexpr std::uint32_t kFours = Lying::kAcross / 4;
  static_assert(kThreads % Lying::kAcross == 0 && Lying::kDown % (kThreads / kFours) == 0);

  /// Of the thread's entry that is i rows below its first one.
  [[nodiscard]] LACUNA_GPU bool isThere(std::uint32_t i) const {
    return Lying::kDepthWithin ? down_ + i < lines_ && across_ < depths_
                               : down_ + i < depths_ && across_ < lines_;
  }
  [[nodiscard]] LACUNA_GPU const float* entry(std::uint32_t i) const {
    return corner_ + ((down_ + i) * step_ + across_);
  }

  std::uint32_t step_;  // between the rows of the slice
  const float* corner_;
  std::uint32_t lines_;   // from the first one on
  std::uint32_t depths_;  // left
  std::uint32_t down_;    // the thread's first entry
  std::uint32_t across_;
  bool by_fours_;
};

/// use(left, right, depths) for the slices of both operands in order, kDepth depths each but for
/// the last one. As many as have room in shared memory are there or on their way.
template <class Left, class Right, class Cta, class Use>
LACUNA_GPU void forSlices(Cta& cta, const ProductTask& task, std::uint32_t row, std::uint32_t col,
                          Use use) {
  constexpr int kDepth = Left::kDepth;
  constexpr int kFloats = Left::kFloats + Right::kFloats;
  constexpr int kRoom = static_cast<int>(kSharedFloats) / kFloats;
  constexpr int kStages = kRoom < 8 ? kRoom : 8;
  static_assert(kStages > 1 && kDepth == Right::kDepth);
  float* const shared = static_cast<float*>(__builtin_assume_aligned(cta.shared(), 16));
  const auto slices = static_cast<int>(tilesOf(task.depth, kDepth));
  SliceCopies<Left> lefts(task.a, task.depth, row, cta.thread());
  SliceCopies<Right> rights(task.b, task.depth, col, cta.thread());
  int filled = 0;  // where the next slice goes; the one before the current one was there
  int current = 0;
  LACUNA_ROLLED
  for (int s = 1 - kStages; s < slices; ++s) {
    if (s >= 0) {
      cta.template arrived<kStages - 2>();
      cta.sync();
    }
    if (s + kStages - 1 < slices) {
      lefts.next(cta, shared + filled);
      rights.next(cta, shared + filled + Left::kFloats);
      filled = filled == (kStages - 1) * kFloats ? 0 : filled + kFloats;
    }
    cta.commit();
    if (s >= 0) {
      const float* const left = shared + current;
      use(left, left + Left::kFloats, static_cast<int>(task.depth) - s * kDepth);
      current = current == (kStages - 1) * kFloats ? 0 : current + kFloats;
    }
  }
}

}  // namespace lacuna::gpu
