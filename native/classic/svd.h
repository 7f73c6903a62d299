// Truncated singular value decompositions of the filled matrix.
#pragma once

#include <cstdint>
#include <memory>

#include "classic/method.h"

namespace lacuna::classic {

/// Where missing entries start: at the mean of the observed entries of their row or column, or of
/// all of them where there is none.
enum class SvdStart : std::uint8_t { rows, cols };

/// Missing entries are overwritten by those of the best approximation of the filled matrix of that
/// rank, again and again: Troyanskaya et al., Missing value estimation methods for DNA microarrays,
/// Bioinformatics 17(6), 2001, SVDimpute. Change: ‖Δ‖/‖X‖ over the missing entries.
struct SvdSpec {
  std::uint32_t rank;  // 1 to the shorter side
  SvdStart start;
};

std::unique_ptr<Method> makeMethod(const SvdSpec& spec, const Context& context);
std::uint64_t methodBytes(const SvdSpec& spec, const Extent& extent);

}  // namespace lacuna::classic
