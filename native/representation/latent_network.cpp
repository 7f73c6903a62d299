#include "representation/latent_network.h"

#include <utility>

namespace lacuna {

LatentNetwork::LatentNetwork(Memory& memory, Workspace& workspace, std::uint32_t batch,
                             std::uint32_t rows, LatentNetworkForm form,
                             std::vector<std::span<const float>> given, std::size_t first_parameter)
    : workspace_(workspace),
      rows_(rows),
      form_(std::move(form)),
      given_(std::move(given)),
      latent_(memory, batch, rows, form_.widths.front()) {
  const auto& widths = form_.widths;
  parameters_.push_back({latent_.view(), first_parameter});
  const auto add_layer_matrix = [&](std::uint32_t height, std::uint32_t width) {
    layers_.emplace_back(memory, isGiven() ? 1 : batch, height, width);
    if (!isGiven()) {
      parameters_.push_back({layers_.back().view(), first_parameter + layers_.size()});
    }
  };
  for (std::size_t i = 1; i <= depth(); ++i) {
    add_layer_matrix(widths[i - 1], widths[i]);
    weight_rows_ += widths[i - 1];
  }
  for (std::size_t i = 1; i <= depth(); ++i) {
    add_layer_matrix(1, widths[i]);
  }
  for (std::size_t i = 1; i < depth(); ++i) {
    outputs_.emplace_back(memory, batch, rows, widths[i]);
  }
  squares_ = {memory, batch * (std::size_t{weight_rows_} + rows)};
  for (std::size_t i = 0; i <= depth(); ++i) {
    if (i < depth() || activation(i) != Activation::linear) {
      workspace.reserve(slotOf(i), rows, widths[i]);
    }
    if (i > 0 && !isGiven()) {
      workspace.reserve(Workspace::kThird, widths[i - 1], widths[i]);
      workspace.reserve(Workspace::kFourth, 1, widths[i]);
    }
  }
}

Matrix LatentNetwork::layerMatrix(std::size_t place) const {
  Matrix matrix = layers_[place].view();
  if (isGiven()) {
    matrix.stride = 0;
  }
  return matrix;
}

ConstMatrix LatentNetwork::output(std::size_t i) const {
  if (i == 0) {
    return latent_.view();
  }
  return i == depth() ? x_ : outputs_[i - 1].view();
}

DoubleMatrix LatentNetwork::squaresOfWeight(std::size_t i) const {
  std::uint32_t first = 0;
  for (std::size_t before = 1; before < i; ++before) {
    first += form_.widths[before - 1];
  }
  return squares(first, form_.widths[i - 1]);
}

void LatentNetwork::start(Device& device, Problems /*problems*/, ConstMatrix /*target*/,
                          const std::atomic<bool>& /*stop*/) {
  for (std::size_t place = 0; place < given_.size(); ++place) {
    device.upload(layers_[place].view().data, given_[place].data(), given_[place].size_bytes());
  }
}

void LatentNetwork::forward(Device& device, Problems problems, Matrix x) {
  x_ = x;
  for (std::size_t i = 1; i <= depth(); ++i) {
    const Matrix y = i == depth() ? x : outputs_[i - 1].view();
    device.multiply(problems, y, output(i - 1), weight(i), Product::nn, Write::assign);
    device.activateRows(problems, y, y, bias(i), activation(i));
  }
}

void LatentNetwork::backward(Device& device, Problems problems, ConstMatrix d_x, Scalars own,
                             GradientSink& sink) {
  ConstMatrix d_output = d_x;
  for (std::size_t i = depth(); i > 0; --i) {
    const ConstMatrix d_sum = throughActivation(device, problems, d_output, i);
    const Matrix d_before = scratch(i - 1);
    device.multiply(problems, d_before, d_sum, weight(i), Product::nt, Write::assign);
    device.rowSquares(problems, squaresOfWeight(i), weight(i));
    if (!isGiven()) {
      handOverLayer(device, problems, d_sum, i, sink);
    }
    d_output = d_before;
  }
  const Matrix d_latent = scratch(0);
  const double latent_decay = form_.latent_decay / static_cast<double>(rows_);
  const DoubleMatrix latent_squares = squares(weight_rows_, rows_);
  device.rowSquares(problems, latent_squares, latent_.view());
  device.addScaled(problems, d_latent, latent_.view(), latent_decay);
  sink.take(problems, parameters_.front(), d_latent);
  device.sum(problems, own, squares(0, weight_rows_), form_.weight_decay / 2.0);
  device.sum(problems, {own.data + 1, own.stride}, latent_squares, latent_decay / 2.0);
}

ConstMatrix LatentNetwork::throughActivation(Device& device, Problems problems,
                                             ConstMatrix d_output, std::size_t i) const {
  if (activation(i) == Activation::linear) {
    return d_output;
  }
  const Matrix pulled = scratch(i);
  device.activationGradient(problems, pulled, d_output, output(i), activation(i));
  return pulled;
}

void LatentNetwork::handOverLayer(Device& device, Problems problems, ConstMatrix d_sum,
                                  std::size_t i, GradientSink& sink) const {
  const auto& widths = form_.widths;
  const Matrix d_weight = workspace_.matrix(Workspace::kThird, widths[i - 1], widths[i]);
  device.multiply(problems, d_weight, output(i - 1), d_sum, Product::tn, Write::assign);
  device.addScaled(problems, d_weight, weight(i), form_.weight_decay);
  sink.take(problems, parameters_[i], d_weight);
  const Matrix d_bias = workspace_.matrix(Workspace::kFourth, 1, widths[i]);
  device.columnSums(problems, d_bias, d_sum);
  sink.take(problems, parameters_[depth() + i], d_bias);
}

}  // namespace lacuna
