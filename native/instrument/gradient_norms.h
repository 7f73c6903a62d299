// Frobenius norms of the gradients on their way to the optimizer.
#pragma once

#include <cstdint>
#include <vector>

#include "device/device.h"
#include "optimizer/parameter.h"

namespace lacuna {

/// Passes gradients on as they come and keeps the sum of squares of each of their rows.
class GradientNorms final : public GradientSink {
 public:
  GradientNorms(Memory& memory, std::uint32_t batch, const std::vector<Parameter>& parameters);

  /// Until the next call gradients go to `next`; parameters of which none come have a norm of 0.
  void beginStep(Device& device, Problems problems, GradientSink& next);

  void take(Problems problems, const Parameter& parameter, ConstMatrix gradient) override;

  /// One norm for each parameter, batch × parameters; those of problems not in the step are of an
  /// earlier one.
  [[nodiscard]] std::vector<double> norms(Device& device) const;

 private:
  std::vector<std::uint32_t> first_rows_;  // of each parameter among the rows of all; then all rows
  std::uint32_t batch_;
  Buffer<double> squares_;  // rows×1 for each problem
  Device* device_ = nullptr;
  GradientSink* next_ = nullptr;
};

}  // namespace lacuna
