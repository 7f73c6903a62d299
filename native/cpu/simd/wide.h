// Sixteen floats on every instruction set: elementwise kernels and sums are written in these, so
// that lane l of a sum collects the entries l, l+16, l+32… whatever the register width.
#pragma once

#include <cstddef>

#include "math/host_device.h"

namespace lacuna::cpu {

inline constexpr int kWide = 16;

// Stands behind the parameters of every lambda that works on a group: it must be inlined, else what
// it captures (a sum above all) lives in memory instead of registers.
#if defined(__GNUC__)
#define LACUNA_BODY __attribute__((always_inline))
#define LACUNA_APART __attribute__((noinline))
#else
#define LACUNA_BODY
#define LACUNA_APART
#endif

/// Which lanes are meant: all of a group, or the first few of sixteen at the end of a row.
template <int kCount>
struct WholeLanes {
  static constexpr int kLanes = kCount;
};
struct FirstLanes {
  static constexpr int kLanes = kWide;
  int count;  // 1 … 15
};
using AllLanes = WholeLanes<kWide>;

/// Calls body(index, lanes) for every group of sixteen in [0, n).
template <class Body>
LACUNA_HD void forEachWide(std::size_t n, Body body) {
  std::size_t j = 0;
  for (; j + kWide <= n; j += kWide) {
    body(j, AllLanes{});
  }
  if (j < n) {
    body(j, FirstLanes{static_cast<int>(n - j)});
  }
}

/// The same, in groups of four vectors first: a long chain of dependent operations runs at full
/// speed when four stand side by side in it, and more would not fit the registers. What body does
/// with such a group must be what it does with sixteen lanes after sixteen.
template <class Vec, class Body>
LACUNA_HD void forEachLong(std::size_t n, Body body) {
  constexpr std::size_t kLong = 4 * Vec::kWidth > kWide ? 4 * Vec::kWidth : kWide;
  const std::size_t whole = n / kLong * kLong;
  for (std::size_t j = 0; j < whole; j += kLong) {
    body(j, WholeLanes<static_cast<int>(kLong)>{});
  }
  forEachWide(n - whole, [&](std::size_t j, auto lanes) LACUNA_BODY { body(whole + j, lanes); });
}

template <class Vec, int kLanes = kWide>
struct Wide {
  static constexpr int kParts = kLanes / Vec::kWidth;
  Vec part[kParts];

  Wide() = default;
  explicit LACUNA_HD Wide(float a) {
    for (Vec& p : part) {
      p = Vec::broadcast(a);
    }
  }

  static LACUNA_HD Wide load(const float* p, WholeLanes<kLanes> /*lanes*/) {
    Wide a;
    for (int i = 0; i < kParts; ++i) {
      a.part[i] = Vec::load(p + i * Vec::kWidth);
    }
    return a;
  }
  /// Zeros behind the first lanes.
  static LACUNA_HD Wide load(const float* p, FirstLanes lanes) {
    Wide a;
    for (int i = 0; i < kParts; ++i) {
      const int n = ofPart(i, lanes);
      a.part[i] = n > 0 ? Vec::load(p + i * Vec::kWidth, n) : Vec::broadcast(0.0F);
    }
    return a;
  }
  LACUNA_HD void store(float* p, WholeLanes<kLanes> /*lanes*/) const {
    for (int i = 0; i < kParts; ++i) {
      part[i].store(p + i * Vec::kWidth);
    }
  }
  LACUNA_HD void store(float* p, FirstLanes lanes) const {
    for (int i = 0; i < kParts; ++i) {
      const int n = ofPart(i, lanes);
      if (n > 0) {
        part[i].store(p + i * Vec::kWidth, n);
      }
    }
  }
  /// The same, with zeros behind the lanes that are meant.
  LACUNA_HD Wide only(WholeLanes<kLanes> /*lanes*/) const { return *this; }
  LACUNA_HD Wide only(FirstLanes lanes) const {
    Wide a;
    for (int i = 0; i < kParts; ++i) {
      a.part[i] = part[i].only(ofPart(i, lanes));
    }
    return a;
  }

 private:
  static LACUNA_HD int ofPart(int i, FirstLanes lanes) {
    const int left = lanes.count - i * Vec::kWidth;
    return left < 0 ? 0 : (left > Vec::kWidth ? Vec::kWidth : left);
  }
};

#define LACUNA_WIDE_UNARY(name)                           \
  template <class Vec, int kLanes>                        \
  LACUNA_HD Wide<Vec, kLanes> name(Wide<Vec, kLanes> a) { \
    for (int i = 0; i < Wide<Vec, kLanes>::kParts; ++i) { \
      a.part[i] = name(a.part[i]);                        \
    }                                                     \
    return a;                                             \
  }

#define LACUNA_WIDE_BINARY(name)                                               \
  template <class Vec, int kLanes>                                             \
  LACUNA_HD Wide<Vec, kLanes> name(Wide<Vec, kLanes> a, Wide<Vec, kLanes> b) { \
    for (int i = 0; i < Wide<Vec, kLanes>::kParts; ++i) {                      \
      a.part[i] = name(a.part[i], b.part[i]);                                  \
    }                                                                          \
    return a;                                                                  \
  }

LACUNA_WIDE_UNARY(sqrt)
LACUNA_WIDE_UNARY(abs)
LACUNA_WIDE_UNARY(negate)
LACUNA_WIDE_UNARY(sign)
LACUNA_WIDE_UNARY(roundNearest)
LACUNA_WIDE_UNARY(exp2Integer)
LACUNA_WIDE_BINARY(operator+)
LACUNA_WIDE_BINARY(operator-)
LACUNA_WIDE_BINARY(operator*)
LACUNA_WIDE_BINARY(operator/)
LACUNA_WIDE_BINARY(atLeast)
LACUNA_WIDE_BINARY(atMost)
LACUNA_WIDE_BINARY(whereNonZero)

#undef LACUNA_WIDE_UNARY
#undef LACUNA_WIDE_BINARY

template <class Vec, int kLanes>
LACUNA_HD Wide<Vec, kLanes> operator-(Wide<Vec, kLanes> a) {
  return negate(a);
}

template <class Vec, int kLanes>
LACUNA_HD Wide<Vec, kLanes> fma(Wide<Vec, kLanes> a, Wide<Vec, kLanes> b, Wide<Vec, kLanes> c) {
  for (int i = 0; i < Wide<Vec, kLanes>::kParts; ++i) {
    a.part[i] = fma(a.part[i], b.part[i], c.part[i]);
  }
  return a;
}

/// All sixteen lanes in one, by halves: lane i becomes op(lane i, lane i + half).
template <class Vec, class Op>
LACUNA_HD float fold(Wide<Vec> a, Op op) {
  for (int half = Wide<Vec>::kParts / 2; half > 0; half /= 2) {
    for (int i = 0; i < half; ++i) {
      a.part[i] = op(a.part[i], a.part[i + half]);
    }
  }
  return fold(a.part[0], op);
}

/// Sum in double over sixteen lanes, folded by halves at the end.
template <class Isa>
struct WideSum {
  using Vec = typename Isa::Vec;
  static constexpr int kParts = Wide<Vec>::kParts;
  typename Isa::Doubles part[kParts];

  // Written out: a generated constructor would not carry the target.
  LACUNA_HD WideSum() {}  // NOLINT(modernize-use-equals-default)

  /// Groups of sixteen one after the other.
  template <int kLanes>
  LACUNA_HD void add(Wide<Vec, kLanes> a) {
    for (int i = 0; i < Wide<Vec, kLanes>::kParts; ++i) {
      part[i % kParts].add(a.part[i]);
    }
  }
  /// The squares of one group, which are exact in double.
  LACUNA_HD void addSquares(Wide<Vec> a) {
    for (int i = 0; i < kParts; ++i) {
      part[i].addSquares(a.part[i]);
    }
  }
  LACUNA_HD void store(double* lane) const {
    for (int i = 0; i < kParts; ++i) {
      part[i].store(lane + i * Vec::kWidth);
    }
  }
  LACUNA_HD double total() const {
    WideSum folded = *this;
    for (int half = kParts / 2; half > 0; half /= 2) {
      for (int i = 0; i < half; ++i) {
        folded.part[i].add(folded.part[i + half]);
      }
    }
    return folded.part[0].total();
  }
};

}  // namespace lacuna::cpu
