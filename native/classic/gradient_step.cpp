#include "classic/gradient_step.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "cpu/isa.h"
#include "cpu/parallel.h"

namespace lacuna::classic {
namespace {

constexpr std::size_t kLines = 32;  // rows or columns that a thread takes at once

/// near·(farᵀ·v), added to y.
void addLowRank(cpu::Team& team, TallMatrix& y, const TallMatrix& near, const TallMatrix& far,
                const TallMatrix& v) {
  if (near.cols > 0) {
    const TallMatrix small = product(team, far.view().transposed(), v.view());
    multiplyAdd(team, y.data, near.view(), small.view());
  }
}

}  // namespace

GradientStep::GradientStep(const Context& context)
    : context_(context),
      left_(context.observed.row_count, 0),
      right_(context.observed.col_count, 0),
      step_(context.observed.values),
      positions_(context.observed.count()) {
  std::iota(positions_.begin(), positions_.end(), 0U);
}

void GradientStep::set(TallMatrix left, TallMatrix right, std::span<const float> residuals) {
  left_ = std::move(left);
  right_ = std::move(right);
  std::transform(residuals.begin(), residuals.end(), step_.begin(), std::negate<>());
}

TallMatrix GradientStep::times(const TallMatrix& v) const {
  const Entries& observed = context_.observed;
  TallMatrix y(left_.rows, v.cols);
  const cpu::SparseCols rows{observed.row_offsets.data(), observed.cols.data(), positions_.data()};
  cpu::parallelFor(context_.team, observed.row_count, kLines, [&](cpu::Range range) {
    cpu::currentKernels().sparseCols(y.data.data(), rows, step_.data(), v.data.data(), v.cols,
                                     range);
  });
  addLowRank(context_.team, y, left_, right_, v);
  return y;
}

TallMatrix GradientStep::timesTransposed(const TallMatrix& u) const {
  const Entries& observed = context_.observed;
  TallMatrix y(right_.rows, u.cols);
  const cpu::SparseCols cols{observed.col_offsets.data(), observed.rows.data(),
                             observed.positions.data()};
  cpu::parallelFor(context_.team, observed.col_count, kLines, [&](cpu::Range range) {
    cpu::currentKernels().sparseCols(y.data.data(), cols, step_.data(), u.data.data(), u.cols,
                                     range);
  });
  addLowRank(context_.team, y, right_, left_, u);
  return y;
}

std::span<const float> GradientStep::entries(std::vector<float>& storage) const {
  const Entries& observed = context_.observed;
  storage.assign(left_.rows * right_.rows, 0.0F);
  if (left_.cols > 0) {
    multiply(context_.team, storage, left_.view(), right_.view().transposed());
  }
  for (std::size_t row = 0; row < left_.rows; ++row) {
    for (std::size_t e = observed.row_offsets[row]; e < observed.row_offsets[row + 1]; ++e) {
      storage[row * right_.rows + observed.cols[e]] += step_[e];
    }
  }
  return storage;
}

std::uint64_t gradientStepBytes(const Extent& extent, std::uint64_t columns) {
  return extent.observed * (sizeof(float) + sizeof(std::uint32_t)) +
         sizeof(float) * columns * (std::uint64_t{extent.rows} + extent.cols);
}

}  // namespace lacuna::classic
