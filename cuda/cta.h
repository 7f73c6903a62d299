// What the kernels know of the block of threads that runs them. Two classes have these members:
// DeviceCta on a GPU and, for machines without one, EmulatedCta of the tests.
//
//   thread()            0 … kThreads − 1
//   sync()              all threads meet
//   fold(x)             Σ x over the kLanes threads of a group, by halves, known to each of them
//   shared()            kSharedFloats floats that the block shares, on a line of 16 bytes
//   copy(to, from, is)  a float from memory to shared memory, or 0; there after arrived<0>(), for
//                       the other threads after sync() as well
//   copyFour(to, from, is)  the same with four floats, all on lines of 16 bytes
//   packHalves(x, y)    both rounded to bfloat16, x in the lower half
//   multiplyAdd(c, a, b)  c += a·b for the 16×16 and 16×8 matrices of bfloat16 pairs that a warp
//                       holds as PTX's mma.m16n8k16 has it; not before compute capability 8.0
//   roundToTf32(x)      x to ten bits, ties away from 0, and
//   multiplyAdd(c, a, b)  c += a·b for the 16×8 and 8×8 matrices of such floats that a warp
//                       holds as mma.m16n8k8 has it; neither before compute capability 8.0
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

/// Whether a multiprocessor of that compute capability, such as 90, has 160 KB of shared memory.
LACUNA_HD constexpr bool hasMuchShared(int capability) {
  return capability == 80 || capability == 87 || (capability >= 90 && capability < 120);
}
/// Floats of shared memory for the kernels of a block. Two blocks fit on a multiprocessor, and more
/// would leave its cache too little for what is on its way.
LACUNA_HD constexpr std::size_t sharedFloatsOf(int capability) {
  return std::size_t{1024} * (hasMuchShared(capability) ? 18 : 14);
}
#if defined(__CUDA_ARCH__)
inline constexpr int kCapability = __CUDA_ARCH__ / 10;
#else
inline constexpr int kCapability = 90;
#endif
inline constexpr bool kHasMuchShared = hasMuchShared(kCapability);
inline constexpr std::size_t kSharedFloats = sharedFloatsOf(kCapability);

/// How products are shared out.
enum class Layout : std::uint32_t { large, small };

LACUNA_HD std::uint32_t tilesOf(std::uint32_t size, std::uint32_t tile) {
  return (size + tile - 1) / tile;
}

/// Neighbours on a line of 16 or 8 bytes, read or written at once.
template <int kCount>
struct alignas(4 * kCount) Together {
  float value[kCount];
};

}  // namespace lacuna::gpu
