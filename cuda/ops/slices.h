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
    const auto step = static_cast<std::uint32_t>(kByDepth ? from.line_step : from.depth_step);
    const std::uint32_t down = kByDepth ? from.lines - first : depth - k0;
    const std::uint32_t across = kByDepth ? depth - k0 : from.lines - first;
    const float* const corner = from.data + first * from.line_step + k0 * from.depth_step;
    const auto isThere = [&](std::uint32_t i, std::uint32_t j) { return i < down && j < across; };
    if (step % 4 == 0 && across % 4 == 0 && reinterpret_cast<std::uintptr_t>(corner) % 16 == 0) {
      constexpr std::uint32_t kParts = kAcross / 4;
      LACUNA_UNROLL(4)
      for (std::uint32_t at = cta.thread(); at < kDown * kParts; at += kThreads) {
        const std::uint32_t i = at / kParts;
        const std::uint32_t j = at % kParts * 4;
        const bool is_there = isThere(i, j);
        cta.copyFour(to + i * kStride + j, corner + (is_there ? i * step + j : 0), is_there);
      }
    } else {
      LACUNA_ROLLED
      for (std::uint32_t at = cta.thread(); at < kDown * kAcross; at += kThreads) {
        const std::uint32_t i = at / kAcross;
        const std::uint32_t j = at % kAcross;
        const bool is_there = isThere(i, j);
        cta.copy(to + i * kStride + j, corner + (is_there ? i * step + j : 0), is_there);
      }
    }
  }
};

/// use(left, right, depths) for the slices of both operands in order, kDepth depths each but for
/// the last one. As many as have room in shared memory are there or on their way.
template <class Left, class Right, int kDepth, class Cta, class Use>
LACUNA_GPU void forSlices(Cta& cta, const ProductTask& task, std::uint32_t row, std::uint32_t col,
                          Use use) {
  constexpr int kFloats = Left::kFloats + Right::kFloats;
  constexpr int kRoom = static_cast<int>(kSharedFloats) / kFloats;
  constexpr int kStages = kRoom < 8 ? kRoom : 8;
  static_assert(kStages > 1);
  float* const shared = static_cast<float*>(__builtin_assume_aligned(cta.shared(), 16));
  const auto slices = static_cast<int>(tilesOf(task.depth, kDepth));
  float* next = shared;  // where the next slice goes; the one before the current one was there
  const float* current = shared;
  const auto stageAfter = [&](auto* stage) {
    return stage == shared + (kStages - 1) * kFloats ? shared : stage + kFloats;
  };
  LACUNA_ROLLED
  for (int s = 1 - kStages; s < slices; ++s) {
    if (s >= 0) {
      cta.template arrived<kStages - 2>();
      cta.sync();
    }
    const int ahead = s + kStages - 1;
    if (ahead < slices) {
      Left::copy(cta, next, task.a, task.depth, row, ahead * kDepth);
      Right::copy(cta, next + Left::kFloats, task.b, task.depth, col, ahead * kDepth);
      next = stageAfter(next);
    }
    cta.commit();
    if (s >= 0) {
      use(current, current + Left::kFloats, static_cast<int>(task.depth) - s * kDepth);
      current = stageAfter(current);
    }
  }
}

}  // namespace lacuna::gpu
