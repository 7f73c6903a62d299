#include "optimizer/adam.h"

#include <cmath>

namespace lacuna {

Adam::Adam(Memory& memory, std::uint32_t batch, const std::vector<Parameter>& parameters,
           AdamSpec spec)
    : spec_(spec) {
  moments_.resize(parameters.size());
  for (const Parameter& parameter : parameters) {
    const std::uint32_t rows = parameter.value.rows;
    const std::uint32_t cols = parameter.value.cols;
    moments_[parameter.index] = {{memory, batch, rows, cols}, {memory, batch, rows, cols}};
  }
}

Adam::Biases Adam::biasesAt(std::uint64_t t) const {
  const auto steps = static_cast<double>(t);
  return {1.0 - std::pow(spec_.beta1, steps), 1.0 - std::pow(spec_.beta2, steps)};
}

StepConstants Adam::constantsOf(const Biases& biases) const {
  return {.step_size = static_cast<float>(spec_.learning_rate * rateScale() / biases.first),
          .inverse_sqrt_second = static_cast<float>(1.0 / std::sqrt(biases.second))};
}

StepConstants Adam::constantsAt(std::uint64_t t) const { return constantsOf(biasesAt(t)); }

void Adam::beginStep(Device& device, std::uint64_t t) {
  device_ = &device;
  biases_ = biasesAt(t);
}

void Adam::take(Problems problems, const Parameter& parameter, ConstMatrix gradient) {
  const StepConstants now = constantsOf(biases_);
  const AdamStep step{
      .beta1 = static_cast<float>(spec_.beta1),
      .one_minus_beta1 = static_cast<float>(1.0 - spec_.beta1),
      .beta2 = static_cast<float>(spec_.beta2),
      .one_minus_beta2 = static_cast<float>(1.0 - spec_.beta2),
      .step_size = now.step_size,
      .inverse_sqrt_second = now.inverse_sqrt_second,
      .epsilon = static_cast<float>(spec_.epsilon),
      .weight_decay = static_cast<float>(spec_.weight_decay),
  };
  const Moments& moments = moments_[parameter.index];
  const std::uint32_t rows = parameter.value.rows;
  device_->adam(problems, parameter.value, moments.first.view().rowBlock(parameter.first_row, rows),
                moments.second.view().rowBlock(parameter.first_row, rows), gradient, step);
}

}  // namespace lacuna
