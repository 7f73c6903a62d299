#include "representation/activated_network.h"

#include <utility>

namespace lacuna {

ActivatedNetwork::ActivatedNetwork(Memory& memory, Workspace& workspace, std::uint32_t batch,
                                   std::vector<std::uint32_t> widths, Activation activation,
                                   Biases biases, std::size_t first_parameter)
    : workspace_(workspace), widths_(std::move(widths)), activation_(activation) {
  const std::size_t layers = widths_.size() - 1;
  const std::uint32_t cols = widths_.front();
  for (std::size_t i = 1; i <= layers; ++i) {
    weights_.emplace_back(memory, batch, widths_[i], widths_[i - 1]);
    parameters_.push_back({weights_.back().view(), first_parameter + i - 1});
  }
  for (std::size_t i = 1; i <= layers && biases == Biases::free; ++i) {
    biases_.emplace_back(memory, batch, widths_[i], cols);
    parameters_.push_back({biases_.back().view(), first_parameter + layers + i - 1});
  }
  outputs_.resize(layers - 1);
  for (std::size_t i = isProduct() ? 2 : 1; i < layers; ++i) {
    outputs_[i - 1] = {memory, batch, widths_[i], cols};
  }
  for (std::size_t i = 1; i <= layers; ++i) {
    if (i < layers || activation_ != Activation::linear) {
      workspace.reserve(slotOf(i), widths_[i], cols);
    }
    if (i > 1) {
      workspace.reserve(Workspace::kThird, widths_[i], widths_[i - 1]);
    }
  }
}

ConstMatrix ActivatedNetwork::output(std::size_t i) const {
  if (i == depth()) {
    return x_;
  }
  return i == 1 && isProduct() ? weight(1).value : outputs_[i - 1].view();
}

void ActivatedNetwork::forward(Device& device, Problems problems, Matrix x) {
  x_ = x;
  const auto written = [&](std::size_t i) { return i == depth() ? x : outputs_[i - 1].view(); };
  if (!isProduct()) {
    activate(device, problems, written(1), weight(1).value, 1);
  } else if (depth() == 1) {
    device.copy(problems, x, weight(1).value);
  }
  for (std::size_t i = 2; i <= depth(); ++i) {
    const Matrix y = written(i);
    device.multiply(problems, y, weight(i).value, output(i - 1), Product::nn, Write::assign);
    activate(device, problems, y, y, i);
  }
}

void ActivatedNetwork::activate(Device& device, Problems problems, Matrix y, ConstMatrix z,
                                std::size_t i) const {
  if (!biases_.empty()) {
    device.activateSum(problems, y, z, bias(i).value, activation_);
  } else if (activation_ != Activation::linear) {
    device.activate(problems, y, z, activation_);
  }
}

void ActivatedNetwork::backward(Device& device, Problems problems, ConstMatrix d_x, Scalars /*own*/,
                                GradientSink& sink) {
  ConstMatrix d_output = d_x;
  for (std::size_t i = depth(); i > 1; --i) {
    const ConstMatrix d_sum = throughActivation(device, problems, d_output, i, sink);
    const Matrix d_before = scratch(i - 1);
    device.multiply(problems, d_before, weight(i).value, d_sum, Product::tn, Write::assign);
    const Matrix gradient = workspace_.matrix(Workspace::kThird, widths_[i], widths_[i - 1]);
    device.multiply(problems, gradient, d_sum, output(i - 1), Product::nt, Write::assign);
    sink.take(problems, weight(i), gradient);
    d_output = d_before;
  }
  sink.take(problems, weight(1), throughActivation(device, problems, d_output, 1, sink));
}

ConstMatrix ActivatedNetwork::throughActivation(Device& device, Problems problems,
                                                ConstMatrix d_output, std::size_t i,
                                                GradientSink& sink) const {
  ConstMatrix d_sum = d_output;
  if (activation_ != Activation::linear) {
    const Matrix pulled = scratch(i);
    device.activationGradient(problems, pulled, d_output, output(i), activation_);
    d_sum = pulled;
  }
  if (!biases_.empty()) {
    sink.take(problems, bias(i), d_sum);
  }
  return d_sum;
}

}  // namespace lacuna
