#include "binding/cores.h"

#include <algorithm>
#include <thread>

#if defined(__linux__)
#include <sched.h>
#endif

namespace lacuna {

unsigned availableCores() {
#if defined(__linux__)
  cpu_set_t allowed;
  // Fails on machines with more cores than the set has bits; the count of all cores is right enough
  // there.
  if (sched_getaffinity(0, sizeof(allowed), &allowed) == 0) {
    return static_cast<unsigned>(std::max(1, CPU_COUNT(&allowed)));
  }
#endif
  return std::max(1U, std::thread::hardware_concurrency());
}

}  // namespace lacuna
