// What missing entries are before the first step.
#pragma once

#include <vector>

#include "classic/nonlocal.h"

namespace lacuna::classic::nonlocal {

/// rows × cols, finite, observed entries at their places. Throws Error(invalid_argument) for a
/// given completion of another size, with an infinite entry, or with more than one level.
std::vector<float> startOf(const NonlocalSpec& spec, const Context& context);

/// Bytes that startOf() takes, its result not included.
std::uint64_t startBytes(const NonlocalSpec& spec, const Extent& extent);

}  // namespace lacuna::classic::nonlocal
