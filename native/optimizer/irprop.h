// iRprop+ over all parameters of a model.
#pragma once

#include <cstdint>
#include <vector>

#include "optimizer/optimizer.h"

namespace lacuna {

/// Whether the loss rose is known when all its terms are there, so gradients are kept until then.
class Irprop final : public Optimizer {
 public:
  /// Two gradients and a step Δ of each entry, for each parameter.
  Irprop(Memory& memory, std::uint32_t batch, const std::vector<Parameter>& parameters,
         IrpropSpec spec);

  void beginStep(Device& device, std::uint64_t t) override;
  void take(Problems problems, const Parameter& parameter, ConstMatrix gradient) override;
  void endStep(Problems problems, DoubleMatrix terms) override;

 private:
  struct Kept {
    Matrix value;           // the parameter
    MatrixBuffer gradient;  // of its shape, as the others
    MatrixBuffer before;    // gradient of the step before; 0 where its sign had changed
    MatrixBuffer delta;
    bool given;  // in this step
  };

  IrpropSpec spec_;
  std::vector<Kept> kept_;
  Buffer<double> losses_;  // of the step before
  MatrixBuffer rose_;      // 1×1
  Device* device_ = nullptr;
  bool first_ = false;
};

}  // namespace lacuna
