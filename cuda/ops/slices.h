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

/// Neighbours on a line of 16 or 8 bytes, read at once.
template <int kCount>
struct alignas(4 * kCount) Together {
  float value[kCount];
};

/// How a slice of kLines lines and kDepth depths lies in shared memory, kByDepth with the depth
/// within, else with the lines within; kPad floats stand between its rows, so that threads beside
/// each other meet different banks.
template <int kLineCount, int kDepth, bool kByDepth, int kPad>
struct Slice {
  static constexpr int kDown = kByDepth ? kLineCount : kDepth;
  static constexpr int kAcross = kByDepth ? kDepth : kLineCount;
  static constexpr int kStride = kAcross + kPad;
  static constexpr int kFloats = kDown * kStride;

  static LACUNA_HD int at(int line, int k) {
    return kByDepth ? line * kStride + k : k * kStride + line;
  }

  /// Starts the copies of the lines from `first` and the depths from k0 on; zeros where the operand
  /// ends.
  template <class Cta>
  static LACUNA_GPU void copy(Cta& cta, float* to, const Operand& from, std::uint32_t depth,
                              std::uint32_t first, std::uint32_t k0) {
    const std::size_t step = kByDepth ? from.line_step : from.depth_step;
    const std::uint32_t down = kByDepth ? from.lines - first : depth - k0;
    const std::uint32_t across = kByDepth ? depth - k0 : from.lines - first;
    const float* const corner = from.data + first * from.line_step + k0 * from.depth_step;
    const bool whole_lines =
        step % 4 == 0 && across % 4 == 0 && reinterpret_cast<std::uintptr_t>(corner) % 16 == 0;
    const auto isThere = [&](int i, int j) {
      return static_cast<std::uint32_t>(i) < down && static_cast<std::uint32_t>(j) < across;
    };
    if (whole_lines) {
      constexpr int kParts = kAcross / 4;
      LACUNA_UNROLL(4)
      for (int at = static_cast<int>(cta.thread()); at < kDown * kParts;
           at += static_cast<int>(kThreads)) {
        const int i = at / kParts;
        const int j = at % kParts * 4;
        cta.copyFour(to + i * kStride + j, isThere(i, j) ? corner + i * step + j : corner,
                     isThere(i, j));
      }
    } else {
      LACUNA_UNROLL(4)
      for (int at = static_cast<int>(cta.thread()); at < kDown * kAcross;
           at += static_cast<int>(kThreads)) {
        const int i = at / kAcross;
        const int j = at % kAcross;
        cta.copy(to + i * kStride + j, isThere(i, j) ? corner + i * step + j : corner,
                 isThere(i, j));
      }
    }
  }
};

/// use(left, right, depths) for the slices of both operands in order, kDepth depths each but for
/// the last one.
template <class Left, class Right, int kDepth, class Cta, class Use>
LACUNA_GPU void forSlices(Cta& cta, const ProductTask& task, std::uint32_t row, std::uint32_t col,
                          Use use) {
  constexpr int kStages = 3;
  constexpr int kFloats = Left::kFloats + Right::kFloats;
  static_assert(kStages * kFloats <= static_cast<int>(kSharedFloats));
  float* const shared = static_cast<float*>(__builtin_assume_aligned(cta.shared(), 16));
  const std::uint32_t slices = tilesOf(task.depth, kDepth);
  const auto start = [&](std::uint32_t s, int stage) {
    if (s < slices) {
      float* const to = shared + stage * kFloats;
      Left::copy(cta, to, task.a, task.depth, row, s * kDepth);
      Right::copy(cta, to + Left::kFloats, task.b, task.depth, col, s * kDepth);
    }
    cta.commit();
  };
  LACUNA_UNROLL(4)
  for (int s = 0; s + 1 < kStages; ++s) {
    start(s, s);
  }
  int stage = 0;
  int before = kStages - 1;  // the stage of the slice before, which is free
  for (std::uint32_t s = 0; s < slices; ++s) {
    cta.template arrived<kStages - 2>();
    cta.sync();
    start(s + kStages - 1, before);
    const float* const left = shared + stage * kFloats;
    use(left, left + Left::kFloats, static_cast<int>(task.depth - s * kDepth));
    before = stage;
    stage = stage + 1 == kStages ? 0 : stage + 1;
  }
  cta.template arrived<0>();
}

}  // namespace lacuna::gpu
