// Sixteen floats on every instruction set: elementwise kernels and sums are written in these, so
// that lane l of a sum collects the entries l, l+16, l+32… whatever the register width.
#pragma once

#include <cstddef>

#include "math/host_device.h"

namespace lacuna::cpu {

inline constexpr int kWide = 16;

/// Which lanes of a group are meant: all sixteen, or the first few at the end of a row.
struct AllLanes {};
struct FirstLanes {
  int count;  // 1 … 15
};

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

template <class Vec>
struct Wide {
  static constexpr int kParts = kWide / Vec::kWidth;
  Vec part[kParts];

  Wide() = default;
  explicit LACUNA_HD Wide(float a) {
    for (Vec& p : part) {
      p = Vec::broadcast(a);
    }
  }

  static LACUNA_HD Wide load(const float* p, AllLanes /*lanes*/) {
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
  LACUNA_HD void store(float* p, AllLanes /*lanes*/) const {
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

 private:
  static LACUNA_HD int ofPart(int i, FirstLanes lanes) {
    const int left = lanes.count - i * Vec::kWidth;
    return left < 0 ? 0 : (left > Vec::kWidth ? Vec::kWidth : left);
  }
};

#define LACUNA_WIDE_UNARY(name)                   \
  template <class Vec>                            \
  LACUNA_HD Wide<Vec> name(Wide<Vec> a) {         \
    for (int i = 0; i < Wide<Vec>::kParts; ++i) { \
      a.part[i] = name(a.part[i]);                \
    }                                             \
    return a;                                     \
  }

#define LACUNA_WIDE_BINARY(name)                       \
  template <class Vec>                                 \
  LACUNA_HD Wide<Vec> name(Wide<Vec> a, Wide<Vec> b) { \
    for (int i = 0; i < Wide<Vec>::kParts; ++i) {      \
      a.part[i] = name(a.part[i], b.part[i]);          \
    }                                                  \
    return a;                                          \
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

template <class Vec>
LACUNA_HD Wide<Vec> operator-(Wide<Vec> a) {
  return negate(a);
}

template <class Vec>
LACUNA_HD Wide<Vec> fma(Wide<Vec> a, Wide<Vec> b, Wide<Vec> c) {
  for (int i = 0; i < Wide<Vec>::kParts; ++i) {
    a.part[i] = fma(a.part[i], b.part[i], c.part[i]);
  }
  return a;
}

/// Sum in double over sixteen lanes, folded by halves at the end.
template <class Isa>
struct WideSum {
  using Vec = typename Isa::Vec;
  static constexpr int kParts = Wide<Vec>::kParts;
  typename Isa::Doubles part[kParts];

  // Written out: a generated constructor would not carry the target.
  LACUNA_HD WideSum() {}  // NOLINT(modernize-use-equals-default)

  LACUNA_HD void add(Wide<Vec> a) {
    for (int i = 0; i < kParts; ++i) {
      part[i].add(a.part[i]);
    }
  }
  LACUNA_HD double total() const {
    double lane[kWide];
    for (int i = 0; i < kParts; ++i) {
      part[i].store(lane + i * Vec::kWidth);
    }
    for (int half = kWide / 2; half > 0; half /= 2) {
      for (int i = 0; i < half; ++i) {
        lane[i] += lane[i + half];
      }
    }
    return lane[0];
  }
};

}  // namespace lacuna::cpu
