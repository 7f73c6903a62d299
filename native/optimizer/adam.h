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
  /// 1 − β1^t and 1 − β2^t.
  struct Biases {
    double first;
    double second;
  };
  struct Moments {
    MatrixBuffer first;
    MatrixBuffer second;
  };

  [[nodiscard]] Biases biasesAt(std::uint64_t t) const;
  [[nodiscard]] StepConstants constantsOf(const Biases& biases) const;

  AdamSpec spec_;
  std::vector<Moments> moments_;
  Device* device_ = nullptr;
  Biases biases_{};
};

}  // namespace lacuna
