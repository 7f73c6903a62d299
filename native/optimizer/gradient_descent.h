// Full-batch gradient descent over all parameters of a model.
#pragma once

#include "optimizer/optimizer.h"

namespace lacuna {

/// Updates each parameter the moment its gradient arrives; keeps nothing.
class GradientDescent final : public Optimizer {
 public:
  explicit GradientDescent(GradientDescentSpec spec) : spec_(spec) {}

  void beginStep(Device& device, std::uint64_t /*t*/) override { device_ = &device; }
  void take(Problems problems, const Parameter& parameter, ConstMatrix gradient) override {
    device_->descend(problems, parameter.value, gradient, spec_.learning_rate * rateScale());
  }
  void endStep(Problems /*problems*/, DoubleMatrix /*terms*/) override {}

 private:
  GradientDescentSpec spec_;
  Device* device_ = nullptr;
};

}  // namespace lacuna
