#include "classic/method.h"

#include "support/error.h"

namespace lacuna::classic {

void throwIfStopped(const Context& context) {
  if (context.stop.load(std::memory_order_relaxed)) {
    throw Error(ErrorCode::cancelled, "The job was cancelled");
  }
}

}  // namespace lacuna::classic
