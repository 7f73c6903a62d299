// How many cores this process may use.
#pragma once

namespace lacuna {

/// Cores in this process's affinity mask, or of the machine where there is no such mask; >= 1.
unsigned availableCores();

}  // namespace lacuna
