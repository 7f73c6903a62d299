// A loop over a team of threads, for work on the host that is no kernel.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <exception>
#include <mutex>

#include "cpu/team.h"

namespace lacuna::cpu {

namespace detail {

/// A body and the first exception that it threw.
template <class Body>
struct Loop {
  const Body& body;
  std::atomic<bool> failed{false};
  std::mutex mutex{};
  std::exception_ptr error{};

  static void call(const void* context, Range range) {
    auto& self = *static_cast<Loop*>(const_cast<void*>(context));
    if (self.failed.load(std::memory_order_relaxed)) {
      return;
    }
    try {
      self.body(range);
    } catch (...) {
      const std::scoped_lock lock(self.mutex);
      if (!self.failed.exchange(true)) {
        self.error = std::current_exception();
      }
    }
  }
};

}  // namespace detail

/// body(range) for pieces of [0, count), at most `piece` >= 1 long, that cover it once; in any
/// order and at the same time. What a body throws is thrown here, once all that began has ended.
template <class Body>
void parallelFor(Team& team, std::size_t count, std::size_t piece, const Body& body) {
  if (count == 0) {
    return;
  }
  detail::Loop<Body> loop{body};
  const Task task{&detail::Loop<Body>::call, &loop, count, 1, piece};
  const Stage stage{{&task, 1}};
  team.run({&stage, 1});
  if (loop.error) {
    std::rethrow_exception(loop.error);
  }
}

}  // namespace lacuna::cpu
