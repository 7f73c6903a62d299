#include "representation/factor_chain.h"

#include <utility>

namespace lacuna {
namespace {

/// Of factor i, the first of which is 0.
Workspace::Slot gradientSlot(std::size_t i) {
  return i % 2 == 0 ? Workspace::kThird : Workspace::kFourth;
}

}  // namespace

FactorChain::FactorChain(Memory& memory, Workspace& workspace, std::uint32_t batch,
                         std::vector<std::uint32_t> widths, std::size_t first_parameter)
    : workspace_(workspace), widths_(std::move(widths)) {
  const std::size_t depth = widths_.size() - 1;
  const std::uint32_t rows = widths_.front();
  factors_.reserve(depth);
  for (std::size_t i = 0; i < depth; ++i) {
    factors_.emplace_back(memory, batch, widths_[i], widths_[i + 1]);
    parameters_.push_back({factors_.back().view(), first_parameter + i});
  }
  for (std::size_t i = 2; i < depth; ++i) {
    prefixes_.emplace_back(memory, batch, rows, widths_[i]);
  }
  for (std::size_t i = 1; i < depth; ++i) {
    // D_i alternates between the first two slots, gradients between the others: one is taken while
    // the next is worked out.
    workspace.reserve(Workspace::kFirst, rows, widths_[i]);
    workspace.reserve(Workspace::kSecond, rows, widths_[i]);
    workspace.reserve(gradientSlot(i), widths_[i], widths_[i + 1]);
  }
}

ConstMatrix FactorChain::prefix(std::size_t i) const {
  return i == 1 ? factors_.front().view() : prefixes_[i - 2].view();
}

void FactorChain::forward(Device& device, Problems problems, Matrix x) {
  const std::size_t depth = factors_.size();
  if (depth == 1) {
    device.copy(problems, x, factors_.front().view());
    return;
  }
  for (std::size_t i = 2; i <= depth; ++i) {
    const Matrix product = i == depth ? x : prefixes_[i - 2].view();
    device.multiply(problems, product, prefix(i - 1), factors_[i - 1].view(), Product::nn,
                    Write::assign);
  }
}

void FactorChain::backward(Device& device, Problems problems, ConstMatrix d_x, Scalars /*own*/,
                           GradientSink& sink) {
  ConstMatrix d_prefix = d_x;
  for (std::size_t i = factors_.size(); i > 1; --i) {
    const Parameter& parameter = parameters_[i - 1];
    const auto slot = i % 2 == 0 ? Workspace::kFirst : Workspace::kSecond;
    const Matrix d_before = workspace_.matrix(slot, widths_.front(), widths_[i - 1]);
    device.multiply(problems, d_before, d_prefix, parameter.value, Product::nt, Write::assign);
    const Matrix gradient = workspace_.matrix(gradientSlot(i - 1), widths_[i - 1], widths_[i]);
    device.multiply(problems, gradient, prefix(i - 1), d_prefix, Product::tn, Write::assign);
    sink.take(problems, parameter, gradient);
    d_prefix = d_before;
  }
  sink.take(problems, parameters_.front(), d_prefix);
}

}  // namespace lacuna
