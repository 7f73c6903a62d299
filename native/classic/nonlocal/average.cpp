#include "classic/nonlocal/average.h"

#include <algorithm>

#include "cpu/parallel.h"

namespace lacuna::classic::nonlocal {
namespace {

constexpr std::size_t kRows = 8;  // that a thread takes at once

std::size_t mostFirsts(const Geometry& g) { return std::min(2 * g.radius + 1, g.firstRows()); }

std::size_t mostRows(const Geometry& g) { return mostFirsts(g) + g.patch_rows - 1; }

void addRow(double* sums, const float* row, std::size_t count) {
  for (std::size_t k = 0; k < count; ++k) {
    sums[k] += static_cast<double>(row[k]);
  }
}

}  // namespace

BandSums::BandSums(const Geometry& geometry)
    : geometry_(geometry),
      values_(mostRows(geometry) * geometry.cols),
      weights_(mostFirsts(geometry) * geometry.cols) {}

void BandSums::reset(std::size_t row) {
  firsts_ = around(row, geometry_.radius, geometry_.firstRows());
  rows_ = {firsts_.begin, firsts_.end + geometry_.patch_rows - 1};
  std::fill_n(values_.begin(), rows_.size() * geometry_.cols, 0.0F);
  std::fill_n(weights_.begin(), firsts_.size() * geometry_.cols, 0.0F);
}

void BandSums::add(std::span<const float> patches, std::span<const std::uint32_t> places,
                   float weight) {
  const std::size_t cols = geometry_.cols;
  const std::size_t width = geometry_.patch_cols;
  const float* patch = patches.data();
  for (const std::uint32_t place : places) {
    const std::size_t at = place - rows_.begin * cols;
    weights_[at] += weight;
    float* to = values_.data() + at;
    for (std::size_t i = 0; i < geometry_.patch_rows; ++i, to += cols, patch += width) {
      for (std::size_t j = 0; j < width; ++j) {
        to[j] += weight * patch[j];
      }
    }
  }
}

std::uint64_t BandSums::bytes(const Geometry& geometry) {
  return sizeof(float) * geometry.cols * (mostRows(geometry) + mostFirsts(geometry));
}

PatchAverage::PatchAverage(const Geometry& geometry)
    : geometry_(geometry),
      values_(geometry.entries()),
      weights_(geometry.firstRows() * geometry.cols) {}

void PatchAverage::reset() {
  std::fill(values_.begin(), values_.end(), 0.0);
  std::fill(weights_.begin(), weights_.end(), 0.0);
}

void PatchAverage::add(cpu::Team& team, std::span<const BandSums> bands) {
  const std::size_t cols = geometry_.cols;
  const Span reached{bands.front().rows_.begin, bands.back().rows_.end};
  cpu::parallelFor(team, reached.size(), kRows, [&](cpu::Range range) {
    for (const BandSums& band : bands) {
      const std::size_t begin = std::max(reached.begin + range.begin, band.rows_.begin);
      const std::size_t end = std::min(reached.begin + range.end, band.rows_.end);
      for (std::size_t row = begin; row < end; ++row) {
        const std::size_t from = (row - band.rows_.begin) * cols;
        addRow(values_.data() + row * cols, band.values_.data() + from, cols);
        if (row < band.firsts_.end) {
          addRow(weights_.data() + row * cols, band.weights_.data() + from, cols);
        }
      }
    }
  });
}

std::vector<double> PatchAverage::weightsOf(std::size_t row) const {
  const std::size_t cols = geometry_.cols;
  std::vector<double> down(cols, 0.0);
  const std::size_t end = std::min(row + 1, geometry_.firstRows());
  for (std::size_t i = row + 1 - std::min(row + 1, geometry_.patch_rows); i < end; ++i) {
    for (std::size_t col = 0; col < cols; ++col) {
      down[col] += weights_[i * cols + col];
    }
  }
  std::vector<double> across(cols, 0.0);
  for (std::size_t j = 0; j < geometry_.patch_cols; ++j) {
    for (std::size_t col = j; col < cols; ++col) {
      across[col] += down[col - j];
    }
  }
  return across;
}

std::uint64_t PatchAverage::bytes(const Geometry& geometry) {
  return 2 * sizeof(double) * geometry.entries();
}

}  // namespace lacuna::classic::nonlocal
