#include "optimizer/group_rmsprop.h"

#include <cmath>

namespace lacuna {

GroupRmsprop::GroupRmsprop(Memory& memory, std::uint32_t batch,
                           const std::vector<Parameter>& parameters, GroupRmspropSpec spec)
    : spec_(spec), averages_(memory, batch), rates_(memory, batch, 1, 1) {
  kept_.resize(parameters.size());
  for (const Parameter& parameter : parameters) {
    const Matrix& value = parameter.value;
    kept_[parameter.index] = {value, {memory, batch, value.rows, value.cols}, rows_, false};
    rows_ += value.rows;
  }
  squares_ = {memory, static_cast<std::size_t>(batch) * rows_};
}

StepConstants GroupRmsprop::constantsAt(std::uint64_t t) const {
  return {.bias = 1.0 - std::pow(spec_.beta, static_cast<double>(t))};
}

void GroupRmsprop::beginStep(Device& device, std::uint64_t t) {
  device_ = &device;
  for (Kept& kept : kept_) {
    kept.given = false;
  }
  step_ = {
      .beta = spec_.beta,
      .one_minus_beta = 1.0 - spec_.beta,
      .bias = constantsAt(t).bias,
      .learning_rate = 0.0,  // endStep() sets it: it hangs on the problems
      .epsilon = spec_.epsilon,
  };
}

void GroupRmsprop::take(Problems problems, const Parameter& parameter, ConstMatrix gradient) {
  Kept& kept = kept_[parameter.index];
  kept.given = true;
  const std::uint32_t rows = parameter.value.rows;
  const std::uint32_t first = parameter.first_row;
  device_->copy(problems, kept.gradient.view().rowBlock(first, rows), gradient);
  device_->rowSquares(problems, squares().rowBlock(kept.first_row + first, rows), gradient);
}

void GroupRmsprop::endStep(Problems problems, DoubleMatrix /*terms*/) {
  step_.learning_rate = spec_.learning_rate * rateScale();
  for (const Kept& kept : kept_) {
    if (!kept.given) {
      device_->clear(problems, squaresOf(kept));  // not those of an earlier step
    }
  }
  device_->groupRate(problems, rates_.view(), {averages_.data(), 1, 1, 1}, squares(), step_);
  for (const Kept& kept : kept_) {
    if (kept.given) {
      device_->descend(problems, kept.value, kept.gradient.view(), rates_.view());
    }
  }
}

}  // namespace lacuna
