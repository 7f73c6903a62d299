// GroupRMSprop over all parameters of a model.
#pragma once

#include <cstdint>
#include <vector>

#include "optimizer/optimizer.h"

namespace lacuna {

/// The rate of a step depends on every gradient, so they are kept until the last one is there.
class GroupRmsprop final : public Optimizer {
 public:
  /// A gradient and a sum of squares of each of its rows for each parameter.
  GroupRmsprop(Memory& memory, std::uint32_t batch, const std::vector<Parameter>& parameters,
               GroupRmspropSpec spec);

  void beginStep(Device& device, std::uint64_t t) override;
  void take(Problems problems, const Parameter& parameter, ConstMatrix gradient) override;
  void endStep(Problems problems, DoubleMatrix terms) override;
  [[nodiscard]] StepConstants constantsAt(std::uint64_t t) const override;

 private:
  struct Kept {
    Matrix value;             // the parameter
    MatrixBuffer gradient;    // of its shape
    std::uint32_t first_row;  // among the rows of all parameters, one below the other
    bool given = false;       // in this step
  };

  /// Squares of the rows of one parameter.
  [[nodiscard]] DoubleMatrix squaresOf(const Kept& kept) const {
    return squares().rowBlock(kept.first_row, kept.value.rows);
  }
  [[nodiscard]] DoubleMatrix squares() const { return {squares_.data(), rows_, 1, rows_}; }

  GroupRmspropSpec spec_;
  std::vector<Kept> kept_;
  std::uint32_t rows_ = 0;   // of all parameters
  Buffer<double> squares_;   // rows×1 for each problem
  Buffer<double> averages_;  // v of each problem
  MatrixBuffer rates_;       // 1×1
  Device* device_ = nullptr;
  GroupRmspropStep step_{};
};

}  // namespace lacuna
