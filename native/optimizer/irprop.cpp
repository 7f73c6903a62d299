#include "optimizer/irprop.h"

namespace lacuna {

Irprop::Irprop(Memory& memory, std::uint32_t batch, const std::vector<Parameter>& parameters,
               IrpropSpec spec)
    : spec_(spec), losses_(memory, batch), rose_(memory, batch, 1, 1) {
  kept_.resize(parameters.size());
  for (const Parameter& parameter : parameters) {
    const Matrix& value = parameter.value;
    const auto matrix = [&] { return MatrixBuffer(memory, batch, value.rows, value.cols); };
    kept_[parameter.index] = {value, matrix(), matrix(), matrix(), false};
  }
}

void Irprop::beginStep(Device& device, std::uint64_t t) {
  device_ = &device;
  first_ = t == 1;
  for (Kept& kept : kept_) {
    kept.given = false;
  }
}

void Irprop::take(Problems problems, const Parameter& parameter, ConstMatrix gradient) {
  Kept& kept = kept_[parameter.index];
  kept.given = true;
  const Matrix whole = kept.gradient.view();
  device_->copy(problems, whole.rowBlock(parameter.first_row, parameter.value.rows), gradient);
}

void Irprop::endStep(Problems problems, DoubleMatrix terms) {
  device_->finish();  // sums are there only then
  device_->rose(problems, rose_.view(), {losses_.data(), 1, 1, 1}, terms);
  const IrpropStep step{static_cast<float>(spec_.increase), static_cast<float>(spec_.decrease),
                        static_cast<float>(spec_.min_step), static_cast<float>(spec_.max_step)};
  for (const Kept& kept : kept_) {
    if (first_) {
      device_->fill(problems, kept.delta.view(), spec_.initial_step);
    }
    if (kept.given) {
      device_->irprop(problems, kept.value, kept.delta.view(), kept.before.view(),
                      kept.gradient.view(), rose_.view(), step);
    }
  }
}

}  // namespace lacuna
