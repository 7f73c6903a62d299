// What missing entries are before the first step.
#pragma once

#include <vector>

#include "classic/nonlocal.h"

namespace lacuna::classic::nonlocal {

/// rows × cols, finite, observed entries at their places. Throws Error(invalid_argument) for a
/// given completion of another size or with an infinite entry.
std::vector<float> startOf(const NonlocalSpec& spec, const Context& context);

}  // namespace lacuna::classic::nonlocal
