// What the tiles on tensor cores make of the factors of a product, and how they multiply them. A
// thread has entries of kDepthsEach neighbouring depths; an instruction takes kDepth of them.
#pragma once

#include "cuda/ops/slices.h"
#include "math/real.h"

namespace lacuna::gpu {

/// Each factor x in two bfloat16 parts, x = high + low up to 2⁻¹⁷ of it: high·high + high·low +
/// low·high is added in float32. Errors are about 4e-6 of the product of the norms; float32 has
/// 3e-7.
struct Bf16x3Factors {
  static constexpr int kDepth = 16;
  static constexpr int kDepthsEach = 2;
  static constexpr int kPadByDepth = 8;
  static constexpr int kPadByLines = 4;

  /// What a thread has of an operand: of kCount pairs of depths the high parts and the low ones.
  template <int kCount>
  struct Fragment {
    std::uint32_t high[kCount];
    std::uint32_t low[kCount];
  };

  template <class Lying, class Cta, int kCount>
  static LACUNA_GPU void read(Cta& cta, Fragment<kCount>& to, int at, const float* slice, int line,
                              int k) {
    float x = 0.0F;
    float y = 0.0F;
    if constexpr (Lying::kDepthWithin) {
      const auto both = *reinterpret_cast<const Together<2>*>(slice + Lying::at(line, k));
      x = both.value[0];
      y = both.value[1];
    } else {
      x = slice[Lying::at(line, k)];
      y = slice[Lying::at(line, k + 1)];
    }
    const std::uint32_t high = cta.packHalves(x, y);
    to.high[at] = high;
    to.low[at] =
        cta.packHalves(x - math::fromBits(high << 16U), y - math::fromBits(high & 0xFFFF0000U));
  }

  /// A product has the parts low·high, high·low and high·high, to be added in this order.
  static constexpr int kParts = 3;

  template <class Cta>
  static LACUNA_GPU void multiplyAdd(Cta& cta, int part, float (&c)[4], const Fragment<4>& a,
                                     const Fragment<2>& b) {
    cta.multiplyAdd(c, part == 0 ? a.low : a.high, part == 1 ? b.low : b.high);
  }
};

/// Each factor rounded to the ten bits of tf32, once, and products added in float32: errors are
/// about 3e-4 of the product of the norms.
struct Tf32Factors {
  static constexpr int kDepth = 8;
  static constexpr int kDepthsEach = 1;
  static constexpr int kPadByDepth = 4;
  static constexpr int kPadByLines = 8;

  template <int kCount>
  struct Fragment {
    float rounded[kCount];
  };

  template <class Lying, class Cta, int kCount>
  static LACUNA_GPU void read(Cta& cta, Fragment<kCount>& to, int at, const float* slice, int line,
                              int k) {
    to.rounded[at] = cta.roundToTf32(slice[Lying::at(line, k)]);
  }

  static constexpr int kParts = 1;

  template <class Cta>
  static LACUNA_GPU void multiplyAdd(Cta& cta, int /*part*/, float (&c)[4], const Fragment<4>& a,
                                     const Fragment<2>& b) {
    cta.multiplyAdd(c, a.rounded, b.rounded);
  }
};

}  // namespace lacuna::gpu
