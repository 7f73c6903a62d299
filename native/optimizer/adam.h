// Adam over all parameters of a model.
#pragma once

#include <cstdint>
#include <vector>

#include "optimizer/optimizer.h"

namespace lacuna {

/// Updates each parameter the moment its gradient arrives.
class Adam final : public Optimizer {
 public:
  /// One pair of moments for each parameter.
  Adam(Memory& memory, std::uint32_t batch, const std::vector<Parameter>& parameters,
       AdamSpec spec);

  void beginStep(Device& device, std::uint64_t t) override;
  void take(Problems problems, const Parameter& parameter, ConstMatrix gradient) override;
  void endStep(Problems /*problems*/, DoubleMatrix /*terms*/) override {}
  [[nodiscard]] StepConstants constantsAt(std::uint64_t t) const override;

 private:
  struct Moments {
    MatrixBuffer first;
    MatrixBuffer second;
  };

  AdamSpec spec_;
  std::vector<Moments> moments_;
  Device* device_ = nullptr;
  std::uint64_t t_ = 1;
};

}  // namespace lacuna
