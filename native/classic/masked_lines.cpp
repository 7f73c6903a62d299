#include "classic/masked_lines.h"

#include <algorithm>
#include <array>
#include <bit>
#include <limits>

namespace lacuna::classic {
namespace {

constexpr std::size_t kLanes = 16;
constexpr std::size_t kBlock = 64 * kLanes;  // positions that are summed in float

std::size_t strideOf(std::size_t positions) { return (positions + kLanes - 1) / kLanes * kLanes; }

/// All bits for a number, none for NaN. On integers, as compilers leave loops with comparisons of
/// floats, which may trap, as they are.
std::uint32_t keep(float x) {
  constexpr std::uint32_t kSize = 0x7fffffff;
  constexpr std::uint32_t kInfinity = 0x7f800000;
  return (std::bit_cast<std::uint32_t>(x) & kSize) > kInfinity ? 0U : ~0U;
}

}  // namespace

MaskedLines::MaskedLines(const Lines& lines)
    : stride_(strideOf(lines.positions())),
      values_(lines.count() * stride_, std::numeric_limits<float>::quiet_NaN()) {
  for (std::size_t i = 0; i < lines.count(); ++i) {
    const EntryList own = lines.line(i);
    for (std::size_t e = 0; e < own.at.size(); ++e) {
      values_[i * stride_ + own.at[e]] = own.values[e];
    }
  }
}

Difference MaskedLines::difference(std::size_t a, std::size_t b) const {
  const float* const x = values_.data() + a * stride_;
  const float* const y = values_.data() + b * stride_;
  Difference total{0.0, 0};
  for (std::size_t begin = 0; begin < stride_; begin += kBlock) {
    const std::size_t end = std::min(stride_, begin + kBlock);
    std::array<float, kLanes> squares{};
    std::array<std::uint32_t, kLanes> counts{};
    for (std::size_t p = begin; p < end; p += kLanes) {
      for (std::size_t l = 0; l < kLanes; ++l) {
        const float d = x[p + l] - y[p + l];
        const std::uint32_t mask = keep(d);
        const float part = std::bit_cast<float>(std::bit_cast<std::uint32_t>(d) & mask);
        squares[l] += part * part;
        counts[l] -= mask;
      }
    }
    for (std::size_t l = 0; l < kLanes; ++l) {
      total.square += squares[l];
      total.count += counts[l];
    }
  }
  return total;
}

std::uint64_t MaskedLines::bytes(std::uint64_t lines, std::uint64_t positions) {
  return lines * strideOf(positions) * sizeof(float);
}

}  // namespace lacuna::classic
