#include "regularizer/transform.h"

namespace lacuna {
namespace {

/// How many blocks of that size fit, `stride` apart.
std::uint32_t fitting(std::uint32_t side, std::uint32_t size, std::uint32_t stride) {
  return size == 0 || stride == 0 || size > side ? 0 : (side - size) / stride + 1;
}

bool isOverRows(const Over& over) {
  const auto* const axis = std::get_if<Axis>(&over);
  return axis != nullptr && *axis == Axis::rows;
}

std::optional<BlockView> viewOf(const Over& over, std::uint32_t rows, std::uint32_t cols) {
  const auto* const blocks = std::get_if<Blocks>(&over);
  if (blocks == nullptr) {
    return std::nullopt;
  }
  return BlockView{gridOf(*blocks, rows, cols), blocks->relate};
}

}  // namespace

BlockGrid gridOf(const Blocks& blocks, std::uint32_t rows, std::uint32_t cols) {
  return {blocks.height,
          blocks.width,
          blocks.row_stride,
          blocks.col_stride,
          fitting(rows, blocks.height, blocks.row_stride),
          fitting(cols, blocks.width, blocks.col_stride)};
}

Transform::Transform(const Over& over, std::uint32_t rows, std::uint32_t cols)
    : blocks_(viewOf(over, rows, cols)), view_is_transposed_(!isOverRows(over)) {
  if (blocks_) {
    order_ = static_cast<std::uint32_t>(blocks_->cols());
    length_ = static_cast<std::uint32_t>(blocks_->rows());
  } else {
    order_ = view_is_transposed_ ? cols : rows;
    length_ = view_is_transposed_ ? rows : cols;
  }
}

void Transform::reserve(Workspace& workspace) const {
  if (blocks_) {
    workspace.reserve(Workspace::kView, length_, order_);
  }
}

void Transform::centredTranspose(Device& device, Problems problems, Matrix y, ConstMatrix x) const {
  if (blocks_) {
    device.gatherAndCentreBlocks(problems, y, x, *blocks_);
  } else if (view_is_transposed_) {
    device.centreRows(problems, y, x);
  } else {
    device.transposeAndCentreRows(problems, y, x);
  }
}

void Transform::addThrough(Device& device, Problems problems, const Workspace& workspace,
                           Matrix d_x, ConstMatrix l, ConstMatrix x, ConstMatrix y) const {
  if (!blocks_) {
    multiply(device, problems, d_x, l, x, Write::add);
    return;
  }
  // y, which is there, serves as well as the view: the means that it lacks are nothing to l.
  const Matrix product = workspace.matrix(Workspace::kView, length_, order_);
  multiply(device, problems, product, l, y, Write::assign);
  addAdjoint(device, problems, d_x, product);
}

ConstMatrix Transform::view(Device& device, Problems problems, const Workspace& workspace,
                            ConstMatrix x) const {
  if (!blocks_) {
    return x;
  }
  const Matrix view = workspace.matrix(Workspace::kView, length_, order_);
  device.gatherBlocks(problems, view, x, *blocks_);
  return view;
}

void Transform::multiply(Device& device, Problems problems, Matrix c, ConstMatrix l,
                         ConstMatrix view, Write write) const {
  if (view_is_transposed_) {
    device.multiply(problems, c, view, l, Product::nn, write);
  } else {
    device.multiply(problems, c, l, view, Product::nn, write);
  }
}

void Transform::addAdjoint(Device& device, Problems problems, Matrix d_x, ConstMatrix g) const {
  if (blocks_) {
    device.scatterAddBlocks(problems, d_x, g, *blocks_);
  } else {
    device.add(problems, d_x, g);
  }
}

}  // namespace lacuna
