// How work that takes long hears that it is no longer wanted.
#pragma once

#include <atomic>

#include "support/error.h"

namespace lacuna {

/// Throws Error(cancelled) once `stop` is set.
inline void throwIfStopped(const std::atomic<bool>& stop) {
  if (stop.load(std::memory_order_relaxed)) {
    throw Error(ErrorCode::cancelled, "The job was cancelled");
  }
}

}  // namespace lacuna
