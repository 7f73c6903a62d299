// How kernels go through the entries of a tile of rows, and how they add them up.
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>

#include "cuda/cta.h"
#include "math/host_device.h"

namespace lacuna::gpu {

/// body(row, lane) for the row of a tile that the thread has a part in.
template <class Cta, class Body>
LACUNA_GPU void forRow(Cta& cta, std::uint32_t rows, std::uint32_t tile, Body body) {
  const std::uint32_t row = tile * kTileRows + cta.thread() / kLanes;
  if (row < rows) {
    body(static_cast<std::size_t>(row), cta.thread() % kLanes);
  }
}

/// Where the operands of a kernel begin.
template <int kCount>
struct Sources {
  const float* of[kCount];

  /// How many entries of each a thread keeps at once.
  static constexpr std::uint32_t kKept = kCount > 3 ? 8 : 16;
  static_assert(kKept * kCount * kThreads <= kSharedFloats);
};
template <class... Pointers>
Sources(Pointers...) -> Sources<static_cast<int>(sizeof...(Pointers))>;

/// Where its results go.
template <int kCount>
struct Targets {
  float* to[kCount];
};
template <class... Pointers>
Targets(Pointers...) -> Targets<static_cast<int>(sizeof...(Pointers))>;

template <class Use, class Index, std::size_t... kSource>
LACUNA_GPU void useOne(Use& use, Index i, const float* kept,
                       std::index_sequence<kSource...> /*sources*/) {
  use(i, kept[kSource * kThreads]...);
}

/// use(i, entries of all sources at i) for i = first, first + kApart …, `count` of them and at most
/// kKept. All are on their way before the first one is used: memory answers late, and what is
/// written might be what is read next. They arrive in shared memory, the thread's own part of it,
/// where a short loop finds them; uses that were written out one by one would be most of the code.
template <std::uint32_t kApart, int kCount, class Cta, class Index, class Use>
LACUNA_GPU void useKept(Cta& cta, const Sources<kCount>& sources, Index first, std::uint32_t count,
                        Use use) {
  float* const kept = cta.shared() + cta.thread();
  const float* from[kCount];
  LACUNA_UNROLL(4)
  for (int k = 0; k < kCount; ++k) {
    from[k] = sources.of[k] + first;
  }
  float* to = kept;
  LACUNA_UNROLL_BY(4)
  for (std::uint32_t i = 0; i < count; ++i) {
    LACUNA_UNROLL(4)
    for (int k = 0; k < kCount; ++k) {
      cta.copy(to, from[k], true);
      from[k] += kApart;
      to += kThreads;
    }
  }
  cta.commit();
  cta.template arrived<0>();
  const float* next = kept;
  LACUNA_UNROLL_BY(4)
  for (std::uint32_t i = 0; i < count; ++i) {
    useOne(use, first, next, std::make_index_sequence<kCount>());
    first += kApart;
    next += kCount * kThreads;
  }
}

/// use(j, entries of all sources at j) for the lane's entries of a row in order. Shared memory is
/// used up.
template <int kCount, class Cta, class Use>
LACUNA_GPU void forLane(Cta& cta, std::uint32_t cols, std::uint32_t lane,
                        const Sources<kCount>& sources, Use use) {
  constexpr std::uint32_t kMost = Sources<kCount>::kKept;
  LACUNA_ROLLED
  for (std::uint32_t first = lane; first < cols; first += kMost * kLanes) {
    const std::uint32_t left = tilesOf(cols - first, kLanes);
    useKept<kLanes>(cta, sources, first, left < kMost ? left : kMost, use);
  }
}

/// to = Σ sum over the threads of a row.
template <class Cta>
LACUNA_GPU void keepSum(Cta& cta, double* to, std::uint32_t lane, double sum) {
  const double total = cta.fold(sum);
  if (lane == 0) {
    *to = total;
  }
}

/// A tile of rows, which follow each other in memory.
struct TileEntries {
  std::size_t begin;
  std::uint32_t count;
};
LACUNA_HD TileEntries entriesOf(std::uint32_t rows, std::uint32_t cols, std::uint32_t tile) {
  const std::uint32_t top = tile * kTileRows;
  const std::uint32_t down = rows - top < kTileRows ? rows - top : kTileRows;
  return {static_cast<std::size_t>(top) * cols, down * cols};
}

template <class Use, int kCount, std::size_t... kSource>
LACUNA_GPU void changeOne(Use& use, std::size_t i, float (&entries)[kCount],
                          std::index_sequence<kSource...> /*sources*/) {
  use(i, entries[kSource]...);
}

/// Groups of kWidth entries, from `first` to `count` of them behind `begin`: a thread reads two
/// groups before it computes, because what is written might be what is read next.
template <int kWidth, int kIn, int kOut, class Use>
LACUNA_GPU void changeGroups(std::size_t begin, std::uint32_t first, std::uint32_t count,
                             const Sources<kIn>& sources, const Targets<kOut>& targets, Use use) {
  using Group = Together<kWidth>;
  LACUNA_ROLLED
  for (std::uint32_t at = first; at < count; at += 2 * kThreads) {
    Group groups[2][kIn];
    LACUNA_UNROLL(2)
    for (std::uint32_t n = 0; n < 2; ++n) {
      const std::uint32_t group = at + n * kThreads < count ? at + n * kThreads : at;
      LACUNA_UNROLL(4)
      for (int k = 0; k < kIn; ++k) {
        groups[n][k] = *reinterpret_cast<const Group*>(sources.of[k] + begin + group * kWidth);
      }
    }
    LACUNA_UNROLL(2)
    for (std::uint32_t n = 0; n < 2; ++n) {
      if (at + n * kThreads < count) {
        const std::size_t entry = begin + (at + n * kThreads) * kWidth;
        LACUNA_UNROLL(4)
        for (int e = 0; e < kWidth; ++e) {
          float entries[kIn];
          LACUNA_UNROLL(4)
          for (int k = 0; k < kIn; ++k) {
            entries[k] = groups[n][k].value[e];
          }
          changeOne(use, entry + e, entries, std::make_index_sequence<kIn>());
          LACUNA_UNROLL(4)
          for (int k = 0; k < kOut; ++k) {
            groups[n][k].value[e] = entries[k];
          }
        }
        LACUNA_UNROLL(4)
        for (int k = 0; k < kOut; ++k) {
          *reinterpret_cast<Group*>(targets.to[k] + entry) = groups[n][k];
        }
      }
    }
  }
}

/// use(i, entries of all sources at i) for the thread's entries of a tile of rows. What it makes of
/// the first of them goes to the targets, one for each.
template <int kIn, int kOut, class Cta, class Use>
LACUNA_GPU void forEntries(Cta& cta, std::uint32_t rows, std::uint32_t cols, std::uint32_t tile,
                           const Sources<kIn>& sources, const Targets<kOut>& targets, Use use) {
  static_assert(kOut <= kIn);
  const auto [begin, count] = entriesOf(rows, cols, tile);
  std::uintptr_t addresses = begin * sizeof(float);
  LACUNA_UNROLL(4)
  for (int k = 0; k < kIn; ++k) {
    addresses |= reinterpret_cast<std::uintptr_t>(sources.of[k]);
  }
  LACUNA_UNROLL(4)
  for (int k = 0; k < kOut; ++k) {
    addresses |= reinterpret_cast<std::uintptr_t>(targets.to[k]);
  }
  std::uint32_t done = 0;
  if (addresses % 16 == 0) {
    changeGroups<4>(begin, cta.thread(), count / 4, sources, targets, use);
    done = count / 4 * 4;
  }
  changeGroups<1>(begin, done + cta.thread(), count, sources, targets, use);
}

/// use(i) for the thread's entries of a tile of rows.
template <class Cta, class Use>
LACUNA_GPU void forIndices(Cta& cta, std::uint32_t rows, std::uint32_t cols, std::uint32_t tile,
                           Use use) {
  const auto [begin, count] = entriesOf(rows, cols, tile);
  for (std::uint32_t i = cta.thread(); i < count; i += kThreads) {
    use(begin + i);
  }
}

/// Starts copies of `count` rows of kTileRows entries, `apart` apart in memory and kTileRows + 1 in
/// shared memory, of whose entries `width` are there.
template <class Cta>
LACUNA_GPU void copyColumns(Cta& cta, float* to, const float* from, std::size_t apart,
                            std::uint32_t count, std::uint32_t width) {
  const std::uint32_t j = cta.thread() % kTileRows;
  LACUNA_UNROLL_BY(4)
  for (std::uint32_t i = cta.thread() / kTileRows; i < count; i += kThreads / kTileRows) {
    cta.copy(to + i * (kTileRows + 1) + j, from + (j < width ? i * apart + j : 0), j < width);
  }
  cta.commit();
}

/// Σ x_i in order, added in double; thread 0 has it. Shared memory is used up.
template <class Cta>
LACUNA_GPU double orderedSum(Cta& cta, const double* x, std::uint32_t count) {
  constexpr std::uint32_t kPart = 1024;
  auto* const staged = reinterpret_cast<double*>(cta.shared());
  double sum = 0.0;
  for (std::uint32_t first = 0; first < count; first += kPart) {
    const std::uint32_t part = count - first < kPart ? count - first : kPart;
    cta.sync();
    for (std::uint32_t i = cta.thread(); i < part; i += kThreads) {
      staged[i] = x[first + i];
    }
    cta.sync();
    if (cta.thread() == 0) {
      LACUNA_UNROLL_BY(8)
      for (std::uint32_t i = 0; i < part; ++i) {
        sum += staged[i];
      }
    }
  }
  return sum;
}

}  // namespace lacuna::gpu
