#include "regularizer/transform.h"

namespace lacuna {
namespace {

/// How many blocks of that size fit, `stride` apart.
std::uint32_t fitting(std::uint32_t side, std::uint32_t size, std::uint32_t stride) {
  return size == 0 || stride == 0 || size > side ? 0 : (side - size) / stride + 1;
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

std::optional<Transform::BlockView> Transform::blocksOf(const Over& over, std::uint32_t rows,
                                                        std::uint32_t cols) {
  const auto* const blocks = std::get_if<Blocks>(&over);
  if (blocks == nullptr) {
    return std::nullopt;
  }
  return BlockView{gridOf(*blocks, rows, cols), blocks->relate};
}

Transform::Transform(const Over& over, std::uint32_t rows, std::uint32_t cols)
    : blocks_(blocksOf(over, rows, cols)) {
  view_is_transposed_ =
      blocks_ ? blocks_->relate == BlockRelation::positions : std::get<Axis>(over) == Axis::cols;
  const std::uint32_t view_rows =
      blocks_ ? static_cast<std::uint32_t>(blocks_->grid.blocks()) : rows;
  const std::uint32_t view_cols =
      blocks_ ? static_cast<std::uint32_t>(blocks_->grid.positions()) : cols;
  order_ = view_is_transposed_ ? view_cols : view_rows;
  length_ = view_is_transposed_ ? view_rows : view_cols;
}

void Transform::reserve(Workspace& workspace) const {
  if (blocks_) {
    workspace.reserve(Workspace::kView, order_, length_);
  }
}

Matrix Transform::viewIn(const Workspace& workspace) const {
  return view_is_transposed_ ? workspace.matrix(Workspace::kView, length_, order_)
                             : workspace.matrix(Workspace::kView, order_, length_);
}

void Transform::centredTranspose(Device& device, Problems problems, Matrix y, ConstMatrix x) const {
  if (blocks_) {
    device.gatherAndCentreBlocks(problems, y, x, blocks_->grid, blocks_->relate);
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
  const Matrix product = viewIn(workspace);
  if (view_is_transposed_) {
    device.multiply(problems, product, y, l, Product::nn, Write::assign);
  } else {
    device.multiply(problems, product, l, y, Product::nt, Write::assign);
  }
  addAdjoint(device, problems, d_x, product);
}

ConstMatrix Transform::view(Device& device, Problems problems, const Workspace& workspace,
                            ConstMatrix x) const {
  if (!blocks_) {
    return x;
  }
  const Matrix view = viewIn(workspace);
  device.gatherBlocks(problems, view, x, blocks_->grid);
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
    device.scatterAddBlocks(problems, d_x, g, blocks_->grid);
  } else {
    device.add(problems, d_x, g);
  }
}

}  // namespace lacuna
