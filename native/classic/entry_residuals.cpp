#include "classic/entry_residuals.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "cpu/isa.h"
#include "cpu/parallel.h"

namespace lacuna::classic {
namespace {

constexpr std::size_t kLines = 32;  // rows or columns that a thread takes at once
constexpr float kHalf = 0.5F;       // the kernel gives slopes of r², 2·r

}  // namespace

EntryResiduals::EntryResiduals(const Context& context)
    : context_(context),
      values_(context.observed.count()),
      before_(context.observed.count()),
      row_sums_(context.observed.row_count),
      size_(std::inner_product(context.observed.values.begin(), context.observed.values.end(),
                               context.observed.values.begin(), 0.0, std::plus<>(),
                               [](float x, float y) { return static_cast<double>(x) * y; })) {
  std::transform(context.observed.values.begin(), context.observed.values.end(), before_.begin(),
                 [](float value) { return -value; });
}

double EntryResiduals::evaluate(std::span<const float> left, std::span<const float> right,
                                std::uint32_t width, std::span<float> product) {
  const Entries& observed = context_.observed;
  const cpu::KernelTable& kernels = cpu::currentKernels();
  const cpu::SparseRows rows{observed.row_offsets.data(), observed.cols.data(),
                             observed.values.data()};
  cpu::parallelFor(context_.team, observed.row_count, kLines, [&](cpu::Range range) {
    kernels.sparseRows(product.data(), values_.data(), row_sums_.data(), rows, left.data(),
                       right.data(), width, FidelityKind::sse, kHalf, range);
  });
  return std::accumulate(row_sums_.begin(), row_sums_.end(), 0.0);
}

void EntryResiduals::applyTransposed(std::span<const float> left, std::uint32_t width,
                                     std::span<float> product) const {
  const Entries& observed = context_.observed;
  const cpu::KernelTable& kernels = cpu::currentKernels();
  const cpu::SparseCols cols{observed.col_offsets.data(), observed.rows.data(),
                             observed.positions.data()};
  cpu::parallelFor(context_.team, observed.col_count, kLines, [&](cpu::Range range) {
    kernels.sparseCols(product.data(), cols, values_.data(), left.data(), width, range);
  });
}

double EntryResiduals::change() {
  double moved = 0.0;
  double size = 0.0;
  for (std::size_t e = 0; e < values_.size(); ++e) {
    const double by = static_cast<double>(values_[e]) - before_[e];
    const double value = static_cast<double>(values_[e]) + context_.observed.values[e];
    moved += by * by;
    size += value * value;
  }
  before_ = values_;
  if (size > 0.0) {
    return std::sqrt(moved / size);
  }
  return moved > 0.0 ? 1.0 : 0.0;
}

std::uint64_t residualBytes(std::uint64_t rows, std::uint64_t count) {
  return 2 * count * sizeof(float) + rows * sizeof(double);
}

}  // namespace lacuna::classic
