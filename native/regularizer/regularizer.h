// One term of the loss beside the fidelity.
#pragma once

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "device/device.h"
#include "optimizer/parameter.h"

namespace lacuna {

class Regularizer {
 public:
  Regularizer(const Regularizer&) = delete;
  Regularizer& operator=(const Regularizer&) = delete;
  virtual ~Regularizer() = default;

  /// Its own free parameters.
  [[nodiscard]] const std::vector<Parameter>& parameters() const { return parameters_; }

  /// Uploads constants; once, before the first evaluate().
  virtual void start(Device& /*device*/) {}

  /// value = weight·R(x), d_x += d value / d x, and the gradients of its own parameters to the
  /// sink.
  virtual void evaluate(Device& device, Problems problems, ConstMatrix x, Matrix d_x, Scalars value,
                        GradientSink& sink) = 0;

  /// The Laplacian (k×k, row-major) that it has learned for one problem; nothing if it learns none.
  [[nodiscard]] virtual std::optional<std::vector<float>> laplacian(
      Device& /*device*/, std::uint32_t /*problem*/) const {
    return std::nullopt;
  }

 protected:
  Regularizer() = default;
  explicit Regularizer(std::vector<Parameter> parameters) : parameters_(std::move(parameters)) {}

 private:
  std::vector<Parameter> parameters_;
};

}  // namespace lacuna
