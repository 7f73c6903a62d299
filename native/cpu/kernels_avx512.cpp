// The kernels for AVX-512: 32 registers of 16 floats, 24 of them sums.
#if defined(__x86_64__) || defined(_M_X64)

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

// Everything below is compiled for the set, so only the standard library stands above.
#if defined(__clang__)
#pragma clang attribute push(__attribute__((target("avx512f,avx512dq,avx512vl,avx2,fma,prfchw"))), \
                             apply_to = function)
#elif defined(__GNUC__)
#pragma GCC push_options
#pragma GCC target("avx512f,avx512dq,avx512vl,avx2,fma,prfchw")
// GCC 12 takes the don't-care operand inside its own intrinsics for an uninitialised value (GCC bug
// 105593).
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#pragma GCC diagnostic ignored "-Wuninitialized"
#endif

#include "cpu/kernel_table.h"
#include "cpu/kernels/table.h"
#include "cpu/simd/avx512.h"

namespace lacuna::cpu {
namespace {

struct Isa {
  using Vec = avx512::Vec;
  using Doubles = avx512::Doubles;
  using DoubleVec = avx512::DoubleVec;
  static constexpr std::string_view kName = "avx512";
  static constexpr int kTileRows = 8;
  static constexpr int kTileVectors = 3;
  static constexpr std::size_t kTransposedDepthBlock = 320;
};

}  // namespace

extern const KernelTable kAvx512Kernels;
constinit const KernelTable kAvx512Kernels = makeKernelTable<Isa>();

}  // namespace lacuna::cpu

#if defined(__clang__)
#pragma clang attribute pop
#elif defined(__GNUC__)
#pragma GCC pop_options
#endif

#endif
