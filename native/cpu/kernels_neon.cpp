// The kernels for 64-bit Arm: 32 registers of 4 floats, 24 of them sums.
#if defined(__aarch64__)

#include <cmath>
#include <cstddef>
#include <string_view>

#include "cpu/kernel_table.h"
#include "cpu/kernels/table.h"
#include "cpu/simd/neon.h"

namespace lacuna::cpu {
namespace {

struct Isa {
  using Vec = neon::Vec;
  using Doubles = neon::Doubles;
  using DoubleVec = neon::DoubleVec;
  static constexpr std::string_view kName = "neon";
  static constexpr int kTileRows = 8;
  static constexpr int kTileVectors = 3;
  static constexpr std::size_t kTransposedDepthBlock = 128;
};

}  // namespace

extern const KernelTable kNeonKernels;
constinit const KernelTable kNeonKernels = makeKernelTable<Isa>();

}  // namespace lacuna::cpu

#endif
