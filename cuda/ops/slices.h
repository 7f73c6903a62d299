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

/// The slices of an operand one after the other. A thread copies the same parts of all of them,
/// four entries beside each other each.
template <class Lying>
class SliceCopies {
 public:
  /// The lines from `first` on.
  LACUNA_GPU SliceCopies(const Operand& from, std::uint32_t depth, std::uint32_t first,
                         std::uint32_t thread)
      : down_(thread / kFours),
        across_(thread % kFours * 4),
        step_(Lying::kDepthWithin ? from.line_step : from.depth_step),
        own_(from.data + first * from.line_step + down_ * step_ + across_),
        lines_(from.lines - first),
        depths_(depth) {
    const std::uint32_t wide = Lying::kDepthWithin ? depths_ : lines_;
    by_fours_ = step_ % 4 == 0 && wide % 4 == 0 && reinterpret_cast<std::uintptr_t>(own_) % 16 == 0;
  }

  /// Starts the copies of the next slice; zeros where the operand ends.
  template <class Cta>
  LACUNA_GPU void next(Cta& cta, float* to) {
    float* const own = to + down_ * Lying::kStride + across_;
    if (by_fours_) {
      LACUNA_UNROLL(4)
      for (std::uint32_t i = 0; i < Lying::kDown; i += kApart) {
        cta.copyFour(own + i * Lying::kStride, own_ + i * step_, isThere(i, 0));
      }
    } else {
      LACUNA_ROLLED
      for (std::uint32_t i = 0; i < Lying::kDown; i += kApart) {
        LACUNA_ROLLED
        for (std::uint32_t j = 0; j < 4; ++j) {
          cta.copy(own + i * Lying::kStride + j, own_ + i * step_ + j, isThere(i, j));
        }
      }
    }
    own_ += Lying::kDepthWithin ? std::size_t{Lying::kDepth} : step_ * Lying::kDepth;
    depths_ = depths_ < Lying::kDepth ? 0 : depths_ - Lying::kDepth;
  }

 private:
  static constexpr std::uint32_t kFours = Lying::kAcross / 4;
  static constexpr std::uint32_t kApart = kThreads / kFours;  // rows between a thread's parts
  static_assert(kThreads % kFours == 0 && Lying::kDown % kApart == 0);

  /// The entry i rows below the thread's first one and j beside it.
  [[nodiscard]] LACUNA_GPU bool isThere(std::uint32_t i, std::uint32_t j) const {
    return Lying::kDepthWithin ? down_ + i < lines_ && across_ + j < depths_
                               : down_ + i < depths_ && across_ + j < lines_;
  }

  std::uint32_t down_;  // the thread's first entry in a slice
  std::uint32_t across_;
  std::size_t step_;      // between the rows of a slice
  const float* own_;      // where the thread's first entry lies
  std::uint32_t lines_;   // from the first one on
  std::uint32_t depths_;  // left
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
  const auto stageAfter = [](int stage) {
    return stage == (kStages - 1) * kFloats ? 0 : stage + kFloats;
  };
  const auto slices = static_cast<int>(tilesOf(task.depth, kDepth));
  SliceCopies<Left> lefts(task.a, task.depth, row, cta.thread());
  SliceCopies<Right> rights(task.b, task.depth, col, cta.thread());
  int next = 0;  // where the next slice goes; the one before the current one was there
  int current = 0;
  LACUNA_ROLLED
  for (int s = 1 - kStages; s < slices; ++s) {
    if (s >= 0) {
      cta.template arrived<kStages - 2>();
      cta.sync();
    }
    if (s + kStages - 1 < slices) {
      lefts.next(cta, shared + next);
      rights.next(cta, shared + next + Left::kFloats);
      next = stageAfter(next);
    }
    cta.commit();
    if (s >= 0) {
      const float* const left = shared + current;
      use(left, left + Left::kFloats, static_cast<int>(task.depth) - s * kDepth);
      current = stageAfter(current);
    }
  }
}

}  // namespace lacuna::gpu
