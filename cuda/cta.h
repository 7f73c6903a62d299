// What the kernels know of the block of threads that runs them. Two classes have these members:
// DeviceCta on a GPU and, for machines without one, EmulatedCta of the tests.
//
//   thread()            0 … kThreads − 1
//   sync()              all threads meet
//   fold(x)             Σ x over the kLanes threads of a group, by halves, known to each of them
//   shared()            kSharedFloats floats that the block shares, on a line of 16 bytes
//   copy(to, from, is)  a float from memory to shared memory, or 0; there after arrived<0>() and
//                       sync()
//   copyFour(to, from, is)  the same with four floats, all on lines of 16 bytes
//   packHalves(x, y)    both rounded to bfloat16, x in the lower half
//   multiplyAdd(c, a, b)  c += a·b for the 16×16 and 16×8 matrices of bfloat16 pairs that a warp
//                       holds as PTX's mma.m16n8k16 has it; not before compute capability 8.0
//   roundToTf32(x)      x to ten bits, ties away from 0, and
//   multiplyAdd(c, a, b)  c += a·b for the 16×8 and 8×8 matrices of such floats that a warp holds
//   as
//                       mma.m16n8k8 has it; neither before compute capability 8.0
//   commit()            what was copied since the last commit is one batch
//   arrived<n>()        waits until all batches but the last n are there
//   step()              the step of a stretch, and
//   constants()         its constants; nullptr outside of a stretch
#pragma once

#include <cstddef>
#include <cstdint>

#include "math/host_device.h"

// LACUNA_GPU_APART is a function of its own on the GPU: what is long and not called often would
// keep the compiler busy with the one kernel that holds everything else.
#if defined(__CUDACC__)
#define LACUNA_GPU __device__ __forceinline__
#define LACUNA_GPU_APART __device__ __noinline__
#else
#define LACUNA_GPU inline
#define LACUNA_GPU_APART inline
#endif

namespace lacuna::gpu {

inline constexpr std::uint32_t kThreads = 256;
/// Threads that share a row: lane l of a sum collects the entries l, l + 16, l + 32 …, as on the
/// CPU.
inline constexpr std::uint32_t kLanes = 16;
/// Rows of a tile of a kernel that goes by rows.
inline constexpr std::uint32_t kTileRows = kThreads / kLanes;
inline constexpr std::size_t kSharedFloats = 14 * 1024;

/// How products are shared out.
enum class Layout : std::uint32_t { large, small };

LACUNA_HD std::uint32_t tilesOf(std::uint32_t size, std::uint32_t tile) {
  return (size + tile - 1) / tile;
}

/// body(row, lane) for the row of a tile that the thread has a part in.
template <class Cta, class Body>
LACUNA_GPU void forRow(Cta& cta, std::uint32_t rows, std::uint32_t tile, Body body) {
  const std::uint32_t row = tile * kTileRows + cta.thread() / kLanes;
  if (row < rows) {
    body(static_cast<std::size_t>(row), cta.thread() % kLanes);
  }
}

/// Entries that are read together.
struct Pair {
  float first;
  float second;
};
struct Four {
  float first;
  float second;
  float third;
  float fourth;
};

/// use(j, read(j)) for the lane's entries j of a row in order. Several are read before the first
/// one is used: memory answers late, and what is written might be what is read next.
template <int kTogether = 8, class Read, class Use>
LACUNA_GPU void forLane(std::uint32_t cols, std::uint32_t lane, Read read, Use use) {
  for (std::uint32_t first = lane; first < cols; first += kTogether * kLanes) {
    decltype(read(first)) values[kTogether] = {};
    LACUNA_UNROLL(16)
    for (std::uint32_t i = 0; i < kTogether; ++i) {
      const std::uint32_t j = first + i * kLanes;
      if (j < cols) {
        values[i] = read(j);
      }
    }
    LACUNA_UNROLL(16)
    for (std::uint32_t i = 0; i < kTogether; ++i) {
      const std::uint32_t j = first + i * kLanes;
      if (j < cols) {
        use(j, values[i]);
      }
    }
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

/// use(i, read(i)) for the thread's entries of a tile of rows, several read before the first use.
template <int kTogether = 8, class Cta, class Read, class Use>
LACUNA_GPU void forEntries(Cta& cta, std::uint32_t rows, std::uint32_t cols, std::uint32_t tile,
                           Read read, Use use) {
  const std::uint32_t top = tile * kTileRows;
  const std::uint32_t bottom = rows - top < kTileRows ? rows : top + kTileRows;
  const std::size_t end = static_cast<std::size_t>(bottom) * cols;
  for (std::size_t first = static_cast<std::size_t>(top) * cols + cta.thread(); first < end;
       first += kTogether * kThreads) {
    decltype(read(first)) values[kTogether] = {};
    LACUNA_UNROLL(16)
    for (int k = 0; k < kTogether; ++k) {
      const std::size_t i = first + k * kThreads;
      if (i < end) {
        values[k] = read(i);
      }
    }
    LACUNA_UNROLL(16)
    for (int k = 0; k < kTogether; ++k) {
      const std::size_t i = first + k * kThreads;
      if (i < end) {
        use(i, values[k]);
      }
    }
  }
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
      LACUNA_UNROLL(16)
      for (std::uint32_t i = 0; i < part; ++i) {
        sum += staged[i];
      }
    }
  }
  return sum;
}

}  // namespace lacuna::gpu
