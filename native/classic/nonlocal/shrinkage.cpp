#include "classic/nonlocal/shrinkage.h"

#include <algorithm>
#include <cmath>

#include "cpu/isa.h"

namespace lacuna::classic::nonlocal {
namespace {

constexpr std::size_t kLine = 16;  // floats of a cache line

std::size_t wholeLines(std::size_t floats) { return (floats + kLine - 1) / kLine * kLine; }

std::size_t orderOf(const Geometry& g) { return std::min(g.group, g.patchEntries()); }

}  // namespace

GroupShrinkage::GroupShrinkage(const Geometry& geometry)
    : geometry_(geometry),
      order_(orderOf(geometry)),
      matrix_floats_(wholeLines(geometry.group * geometry.patchEntries())),
      matrices_(alignedFloats(kGroups * matrix_floats_)),
      grams_(alignedFloats(kGroups * order_ * order_)),
      scratch_(alignedFloats(cpu::shrinkageFloats(order_))),
      result_(alignedFloats(matrix_floats_)),
      means_(kGroups * geometry.patchEntries()),
      ranks_(kGroups) {}

void GroupShrinkage::run(std::span<const float> x, std::span<const std::uint32_t> patches,
                         Threshold threshold) {
  const std::size_t count = patches.size() / geometry_.group;
  for (std::size_t g = 0; g < count; ++g) {
    gather(x, patches.subspan(g * geometry_.group, geometry_.group), g);
    multiplyGram(g);
  }
  const auto size = static_cast<double>(geometry_.group);
  const double variance = threshold.noise * threshold.noise;
  const cpu::ShrinkageTask task{grams_.get(),
                                ranks_.data(),
                                scratch_.get(),
                                order_,
                                static_cast<float>(size * variance),
                                static_cast<float>(threshold.weight * std::sqrt(size) * variance)};
  cpu::currentKernels().shrinkSpectra(task, {0, count});
}

/// The patches of a group less their mean, one a row.
void GroupShrinkage::gather(std::span<const float> x, std::span<const std::uint32_t> patches,
                            std::size_t group) {
  const std::size_t entries = geometry_.patchEntries();
  const std::size_t width = geometry_.patch_cols;
  float* const mean = means_.data() + group * entries;
  float* const rows = matrix(group);
  std::fill_n(mean, entries, 0.0F);
  for (std::size_t k = 0; k < patches.size(); ++k) {
    float* const row = rows + k * entries;
    const float* from = x.data() + patches[k];
    for (std::size_t at = 0; at < entries; at += width, from += geometry_.cols) {
      std::copy_n(from, width, row + at);
    }
    for (std::size_t at = 0; at < entries; ++at) {
      mean[at] += row[at];
    }
  }
  const float share = 1.0F / static_cast<float>(patches.size());
  for (std::size_t at = 0; at < entries; ++at) {
    mean[at] *= share;
  }
  for (std::size_t k = 0; k < patches.size(); ++k) {
    for (std::size_t at = 0; at < entries; ++at) {
      rows[k * entries + at] -= mean[at];
    }
  }
}

/// A·Aᵀ, or AᵀA where that is smaller.
void GroupShrinkage::multiplyGram(std::size_t group) {
  const std::size_t entries = geometry_.patchEntries();
  const cpu::Strided rows{matrix(group), entries, 1};
  const cpu::Strided cols{matrix(group), 1, entries};
  float* const gram = grams_.get() + group * order_ * order_;
  const bool by_patches = geometry_.group <= entries;
  const cpu::ProductTask task{gram,
                              by_patches ? rows : cols,
                              by_patches ? cols : rows,
                              order_,
                              by_patches ? entries : geometry_.group,
                              false};
  cpu::currentKernels().multiply(task, {0, order_});
}

std::span<const float> GroupShrinkage::patches(std::size_t group) {
  const std::size_t entries = geometry_.patchEntries();
  const std::size_t count = geometry_.group;
  const cpu::Strided matrix_rows{matrix(group), entries, 1};
  const cpu::Strided factors{grams_.get() + group * order_ * order_, order_, 1};
  const bool by_patches = count <= entries;
  const cpu::ProductTask task{result_.get(),
                              by_patches ? factors : matrix_rows,
                              by_patches ? matrix_rows : factors,
                              entries,
                              order_,
                              false};
  cpu::currentKernels().multiply(task, {0, count});
  const float* const mean = means_.data() + group * entries;
  for (std::size_t k = 0; k < count; ++k) {
    float* const row = result_.get() + k * entries;
    for (std::size_t at = 0; at < entries; ++at) {
      row[at] += mean[at];
    }
  }
  return {result_.get(), count * entries};
}

std::uint64_t GroupShrinkage::bytes(const Geometry& geometry) {
  const std::uint64_t order = orderOf(geometry);
  const std::uint64_t matrix = wholeLines(geometry.group * geometry.patchEntries());
  return sizeof(float) * (kGroups * (order * order + geometry.patchEntries() + 1) +
                          (kGroups + 1) * matrix + cpu::shrinkageFloats(order));
}

}  // namespace lacuna::classic::nonlocal
