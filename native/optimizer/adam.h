// Adam over all parameters of a model.
#pragma once

#include <cstdint>
#include <vector>

#include "device/device.h"
#include "optimizer/parameter.h"

namespace lacuna {

/// Adam (Kingma & Ba 2015, algorithm 1).
struct AdamSpec {
  double learning_rate;
  double beta1;
  double beta2;
  double epsilon;
};

/// Updates each parameter the moment its gradient arrives.
class Adam final : public GradientSink {
 public:
  /// One pair of moments for each parameter, found by Parameter::index (0 … parameters.size() − 1).
  Adam(Memory& memory, std::uint32_t batch, const std::vector<Parameter>& parameters,
       AdamSpec spec);

  /// Must be called before the gradients of step t arrive; t counts from 1.
  void beginStep(Device& device, std::uint64_t t);

  void take(Problems problems, const Parameter& parameter, ConstMatrix gradient) override;

 private:
  struct Moments {
    MatrixBuffer first;
    MatrixBuffer second;
  };

  AdamSpec spec_;
  std::vector<Moments> moments_;
  Device* device_ = nullptr;
  AdamStep step_{};
};

}  // namespace lacuna
