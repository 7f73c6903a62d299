// The kernels for AVX2 with FMA: 16 registers of 8 floats, 12 of them sums.
#if defined(__x86_64__) || defined(_M_X64)

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

// Everything below is compiled for the set, so only the standard library stands above.
#if defined(__clang__)
#pragma clang attribute push(__attribute__((target("avx2,fma,prfchw"))), apply_to = function)
#elif defined(__GNUC__)
#pragma GCC push_options
#pragma GCC target("avx2,fma,prfchw")
#endif

#include "cpu/kernel_table.h"
#include "cpu/kernels/table.h"
#include "cpu/simd/avx2.h"

namespace lacuna::cpu {
namespace {

struct Isa {
  using Vec = avx2::Vec;
  using Doubles = avx2::Doubles;
  using DoubleVec = avx2::DoubleVec;
  static constexpr std::string_view kName = "avx2";
  static constexpr int kTileRows = 4;
  static constexpr int kTileVectors = 3;
  static constexpr std::size_t kTransposedDepthBlock = 128;
};

}  // namespace

extern const KernelTable kAvx2Kernels;
constinit const KernelTable kAvx2Kernels = makeKernelTable<Isa>();

}  // namespace lacuna::cpu

#if defined(__clang__)
#pragma clang attribute pop
#elif defined(__GNUC__)
#pragma GCC pop_options
#endif

#endif
