// How X is produced from free parameters.
#pragma once

#include <atomic>
#include <cstddef>
#include <vector>

#include "device/device.h"
#include "optimizer/parameter.h"

namespace lacuna {

class Representation {
 public:
  Representation() = default;
  Representation(const Representation&) = delete;
  Representation& operator=(const Representation&) = delete;
  virtual ~Representation() = default;

  [[nodiscard]] virtual const std::vector<Parameter>& parameters() const = 0;

  /// Uploads constants, and starts that hang on the observed entries: target (rows×cols), 0 where
  /// missing. Once, when the parameters stand at their starts. Throws Error(cancelled) when `stop`
  /// is set while that takes long.
  virtual void start(Device& /*device*/, Problems /*problems*/, ConstMatrix /*target*/,
                     const std::atomic<bool>& /*stop*/) {}

  /// x (rows×cols) from the parameters.
  virtual void forward(Device& device, Problems problems, Matrix x) = 0;

  /// How many loss terms it has of its own, on its parameters.
  [[nodiscard]] virtual std::size_t terms() const { return 0; }

  /// Hands the gradient of every parameter to the sink, given d_x (rows×cols) at the x of the last
  /// forward(), which still holds it, and writes its own terms, the first to `own` and each next
  /// one double further. A gradient is handed over only when nothing later needs its parameter's
  /// value, so the sink may change it.
  virtual void backward(Device& device, Problems problems, ConstMatrix d_x, Scalars own,
                        GradientSink& sink) = 0;
};

}  // namespace lacuna
