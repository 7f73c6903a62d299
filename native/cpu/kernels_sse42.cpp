// The kernels for x86-64 without AVX: 16 registers of 4 floats, 12 of them sums.
#if defined(__x86_64__) || defined(_M_X64)

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

// Everything below is compiled for the set, so only the standard library stands above.
#if defined(__clang__)
#pragma clang attribute push(__attribute__((target("sse4.2"))), apply_to = function)
#elif defined(__GNUC__)
#pragma GCC push_options
#pragma GCC target("sse4.2")
#endif

#include "cpu/kernel_table.h"
#include "cpu/kernels/table.h"
#include "cpu/simd/sse42.h"

namespace lacuna::cpu {
namespace {

struct Isa {
  using Vec = sse42::Vec;
  using Doubles = sse42::Doubles;
  using DoubleVec = sse42::DoubleVec;
  static constexpr std::string_view kName = "sse42";
  static constexpr int kTileRows = 4;
  static constexpr int kTileVectors = 3;
  static constexpr std::size_t kTransposedDepthBlock = 128;
};

}  // namespace

extern const KernelTable kSse42Kernels;
constinit const KernelTable kSse42Kernels = makeKernelTable<Isa>();

}  // namespace lacuna::cpu

#if defined(__clang__)
#pragma clang attribute pop
#elif defined(__GNUC__)
#pragma GCC pop_options
#endif

#endif
