// The portable kernels: one float at a time, the twin that the tuned sets are held against.
#include <cmath>
#include <cstddef>
#include <string_view>

#include "cpu/kernel_table.h"
#include "cpu/kernels/table.h"
#include "cpu/simd/scalar.h"

namespace lacuna::cpu {
namespace {

struct Isa {
  using Vec = scalar::Vec;
  using Doubles = scalar::Doubles;
  using DoubleVec = scalar::DoubleVec;
  static constexpr std::string_view kName = "scalar";
  static constexpr int kTileRows = 4;
  static constexpr int kTileVectors = 3;
  static constexpr std::size_t kTransposedDepthBlock = 128;
};

}  // namespace

extern const KernelTable kScalarKernels;
constinit const KernelTable kScalarKernels = makeKernelTable<Isa>();

}  // namespace lacuna::cpu
