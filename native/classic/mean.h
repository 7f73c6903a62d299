// Means of what was observed.
#pragma once

#include <cstdint>
#include <memory>

#include "classic/method.h"

namespace lacuna::classic {

enum class MeanOf : std::uint8_t { all, rows, cols };

/// x_ij = the mean of all observed entries, of those of row i, or of those of column j. A row or
/// column without any takes the mean of all.
struct MeanSpec {
  MeanOf of;
};

std::unique_ptr<Method> makeMethod(const MeanSpec& spec, const Context& context);
std::uint64_t methodBytes(const MeanSpec& spec, const Extent& extent);

}  // namespace lacuna::classic
