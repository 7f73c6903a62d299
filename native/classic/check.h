// What a run of a classical method must be given.
#pragma once

#include "classic/solve.h"

namespace lacuna::classic {

/// Throws Error(invalid_argument) for shapes, indices or numbers that do not belong together.
void check(const Spec& spec, const Given& given);

}  // namespace lacuna::classic
