#include "representation/schatten_block.h"

namespace lacuna {
namespace {

constexpr std::uint32_t kMoments = 3;

Lines linesOf(std::uint32_t rows, std::uint32_t cols, SchattenPower power) {
  const std::uint64_t width = std::uint64_t{cols} * (power == SchattenPower::element_wise ? 2 : 1);
  return rows < width ? Lines::rows : Lines::cols;
}

}  // namespace

SchattenBlock::SchattenBlock(Memory& memory, Workspace& workspace, std::uint32_t batch,
                             std::uint32_t rows, std::uint32_t cols, std::size_t index,
                             const SchattenForm& form, ConstMatrix eta)
    : workspace_(workspace),
      index_(index),
      form_(form),
      lines_(linesOf(rows, cols, form.power)),
      eta_(eta),
      weight_(memory, batch, rows, cols) {
  const std::uint32_t k = order();
  const std::size_t square = static_cast<std::size_t>(k) * k;
  matrix_ = {memory, batch, k, k};
  d_matrix_ = {memory, batch, k, k};
  moments_ = {memory, batch * kMoments * square};
  norms_ = {memory, std::size_t{batch} * 2};
  state_ = {memory, batch * (2 * square + k)};
  workspace.reserve(Workspace::kFirst, rows, cols);
  workspace.reserve(Workspace::kSecond, rows, cols);
}

DoubleMatrix SchattenBlock::moment(std::size_t i) const {
  const std::uint32_t k = order();
  const std::size_t square = static_cast<std::size_t>(k) * k;
  return {moments_.data() + i * square, k, k, kMoments * square};
}

DoubleMatrix SchattenBlock::state() const {
  const std::uint32_t k = order();
  return {state_.data(), 2 * k + 1, k, (2 * static_cast<std::size_t>(k) + 1) * k};
}

SchattenInputs SchattenBlock::inputs() const {
  const std::uint32_t k = order();
  return {{moments_.data(), kMoments * k, k, kMoments * std::size_t{k} * k},
          {norms_.data(), 1, 2, 2},
          eta_};
}

void SchattenBlock::takeSlope(Device& device, Problems problems, ConstMatrix input,
                              ConstMatrix slope) {
  device.innerProducts(problems, moment(0), input, input, lines_);
  device.innerProducts(problems, moment(1), input, slope, lines_);
  device.innerProducts(problems, moment(2), slope, slope, lines_);
}

void SchattenBlock::update(Device& device, Problems problems) {
  device.schattenMatrix(problems, matrix_.view(), state(), inputs(), form_);
}

void SchattenBlock::timesMatrix(Device& device, Problems problems, Matrix to, ConstMatrix m) const {
  if (lines_ == Lines::cols) {
    device.multiply(problems, to, m, matrix_.view(), Product::nn, Write::assign);
  } else {
    device.multiply(problems, to, matrix_.view(), m, Product::nn, Write::assign);
  }
}

void SchattenBlock::forward(Device& device, Problems problems, Matrix output) {
  timesMatrix(device, problems, output, weight_.view());
  device.activate(problems, output, output, Activation::relu);
}

void SchattenBlock::matchWeight(Device& device, Problems problems, ConstMatrix output) {
  update(device, problems);
  device.schattenInverse(problems, matrix_.view(), state(), form_);
  timesMatrix(device, problems, weight_.view(), output);
}

void SchattenBlock::backward(Device& device, Problems problems, ConstMatrix output,
                             ConstMatrix d_output, Matrix d_eta, GradientSink& sink) {
  const Matrix d_z = workspace_.matrix(Workspace::kFirst, output.rows, output.cols);
  const Matrix d_weight = workspace_.matrix(Workspace::kSecond, output.rows, output.cols);
  device.activationGradient(problems, d_z, d_output, output, Activation::relu);
  if (lines_ == Lines::cols) {
    device.multiply(problems, d_matrix_.view(), weight_.view(), d_z, Product::tn, Write::assign);
  } else {
    device.multiply(problems, d_matrix_.view(), d_z, weight_.view(), Product::nt, Write::assign);
  }
  device.schattenGradient(problems, d_eta, d_matrix_.view(), state(), inputs(), form_);
  timesMatrix(device, problems, d_weight, d_z);
  sink.take(problems, weight(), d_weight);
}

}  // namespace lacuna
