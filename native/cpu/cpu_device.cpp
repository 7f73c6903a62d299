#include "cpu/cpu_device.h"

#include <algorithm>
#include <cstring>

#include "cpu/cpu_device_class.h"

namespace lacuna::cpu {
namespace {

/// Multiply-adds that take as long as touching one float in a simple loop.
constexpr std::size_t kProductsPerFloat = 32;

}  // namespace

void* CpuDevice::allocate(std::size_t bytes) { return arena_.allocate(bytes); }

void CpuDevice::release(void* block, std::size_t bytes) noexcept {
  program_.run();
  arena_.release(block, bytes);
}

void CpuDevice::upload(void* device, const void* host, std::size_t bytes) {
  program_.run();
  std::memcpy(device, host, bytes);
}

void CpuDevice::download(void* host, const void* device, std::size_t bytes) {
  program_.run();
  std::memcpy(host, device, bytes);
}

void CpuDevice::finish() { program_.run(); }

void CpuDevice::multiply(Problems problems, Matrix c, ConstMatrix a, ConstMatrix b, Product product,
                         Write write) {
  const std::size_t depth = product == Product::tn ? a.rows : a.cols;
  const Touches touches(problems);
  const Access left = product == Product::tn ? touches.reads(a) : touches.readsRows(a);
  const Rows rows{c.rows, kernels_.tile_rows, c.size() * depth / kProductsPerFloat};
  forEach(problems, rows, {touches.writesRows(c), left, touches.reads(b)},
          [=, &kernels = kernels_](std::uint32_t problem, Range range) {
            const Strided left_operand = product == Product::tn ? Strided{a.of(problem), 1, a.cols}
                                                                : Strided{a.of(problem), a.cols, 1};
            const Strided right_operand = product == Product::nt
                                              ? Strided{b.of(problem), 1, b.cols}
                                              : Strided{b.of(problem), b.cols, 1};
            kernels.multiply(
                {c.of(problem), left_operand, right_operand, c.cols, depth, write == Write::add},
                range);
          });
}

void CpuDevice::gram(Problems problems, Matrix k, ConstMatrix y) {
  gram(problems, k, perRow<float>(problems, k.rows), y);
}

void CpuDevice::gram(Problems problems, Matrix k, Matrix diagonal, ConstMatrix y) {
  const Touches touches(problems);
  const std::size_t order = k.rows;
  const std::size_t tile = kernels_.tile_rows;
  const std::size_t tiles = (order + tile - 1) / tile;
  // The first tile of rows is the shortest: it goes together with the last one.
  const Rows pairs{(tiles + 1) / 2, 1, order * order * y.rows / (2 * kProductsPerFloat)};
  forEach(problems, pairs, {touches.writes(k), touches.writes(diagonal), touches.reads(y)},
          [=, &kernels = kernels_](std::uint32_t problem, Range pair) {
            const auto lower = [&](std::size_t first, std::size_t last) {
              const Range rows{first * tile, std::min(last * tile, order)};
              float* const to = k.of(problem);
              kernels.gramLower(to, y.of(problem), {y.rows, y.cols}, rows);
              for (std::size_t i = rows.begin; i < rows.end; ++i) {
                diagonal.of(problem)[i] = to[i * order + i];
              }
            };
            lower(pair.begin, pair.end);
            const std::size_t from_behind = std::max(pair.end, tiles - pair.end);
            if (from_behind < tiles - pair.begin) {
              lower(from_behind, tiles - pair.begin);
            }
          });
  // Only what is above the diagonal is written, only what is below it is read.
  forEach(problems, rowsOf(k), {touches.writesRows(k), touches.reads(k)},
          [=, &kernels = kernels_](std::uint32_t problem, Range rows) {
            kernels.mirrorLower(k.of(problem), order, rows);
          });
}

void CpuDevice::centreRows(Problems problems, Matrix y, ConstMatrix x) {
  const Touches touches(problems);
  forEach(problems, rowsOf(x), {touches.writesRows(y), touches.readsRows(x)},
          [=, &kernels = kernels_](std::uint32_t problem, Range rows) {
            kernels.centreRows(y.of(problem), x.of(problem), x.cols, rows);
          });
}

void CpuDevice::transpose(Problems problems, Matrix y, ConstMatrix x) {
  const Touches touches(problems);
  forEach(problems, rowsOf(y), {touches.writesRows(y), touches.reads(x)},
          [=, &kernels = kernels_](std::uint32_t problem, Range rows) {
            kernels.transpose(y.of(problem), x.of(problem), {x.rows, x.cols}, rows);
          });
}

void CpuDevice::transposeAndCentreRows(Problems problems, Matrix y, ConstMatrix x) {
  const Touches touches(problems);
  forEach(problems, rowsOf(y), {touches.writesRows(y), touches.reads(x)},
          [=, &kernels = kernels_](std::uint32_t problem, Range rows) {
            float* const to = y.of(problem);
            forEachBand(rows, [&](Range band) {
              kernels.transpose(to, x.of(problem), {x.rows, x.cols}, band);
              kernels.centreRows(to, to, y.cols, band);
            });
          });
}

void CpuDevice::copy(Problems problems, Matrix y, ConstMatrix x) {
  const Touches touches(problems);
  forEach(problems, rowsOf(y), {touches.writesRows(y), touches.readsRows(x)},
          [=](std::uint32_t problem, Range rows) {
            const Range flat = flatOf(rows, y.cols);
            std::copy(x.of(problem) + flat.begin, x.of(problem) + flat.end,
                      y.of(problem) + flat.begin);
          });
}

void CpuDevice::add(Problems problems, Matrix y, ConstMatrix x) {
  const Touches touches(problems);
  forEach(problems, rowsOf(y), {touches.writesRows(y), touches.readsRows(x)},
          [=, &kernels = kernels_](std::uint32_t problem, Range rows) {
            kernels.add(y.of(problem), x.of(problem), flatOf(rows, y.cols));
          });
}

void CpuDevice::addScaled(Problems problems, Matrix y, ConstMatrix x, double factor) {
  const Touches touches(problems);
  forEach(problems, rowsOf(y), {touches.writesRows(y), touches.readsRows(x)},
          [=, &kernels = kernels_](std::uint32_t problem, Range rows) {
            kernels.addScaled(y.of(problem), x.of(problem), static_cast<float>(factor),
                              flatOf(rows, y.cols));
          });
}

void CpuDevice::dot(Problems problems, Scalars value, ConstMatrix x, ConstMatrix y, double weight) {
  const Touches touches(problems);
  const DoubleMatrix sums = perRow<double>(problems, x.rows);
  forEach(problems, rowsOf(x), {touches.readsRows(x), touches.readsRows(y)},
          [=, &kernels = kernels_](std::uint32_t problem, Range rows) {
            kernels.dot(sums.of(problem), x.of(problem), y.of(problem), x.cols, rows);
          });
  closeSums(problems, value, weight, sums);
}

void CpuDevice::sum(Problems problems, Scalars value, DoubleMatrix x, double scale) {
  const Touches touches(problems);
  forEach(problems, kOnce, {touches.reads(x)}, [=](std::uint32_t problem, Range /*once*/) {
    value.of(problem) = scale * sumOf(x, problem);
  });
}

void CpuDevice::clear(Problems problems, Matrix x) { fillWith(problems, x, 0.0F); }

void CpuDevice::clear(Problems problems, DoubleMatrix x) { fillWith(problems, x, 0.0); }

void CpuDevice::fill(Problems problems, Matrix x, double value) {
  fillWith(problems, x, static_cast<float>(value));
}

void CpuDevice::columnSums(Problems problems, Matrix sums, ConstMatrix x) {
  const Touches touches(problems);
  const DoubleMatrix totals = perRow<double>(problems, x.cols);
  forEach(problems, {x.cols, 1, x.size()}, {touches.writes(sums), touches.reads(x)},
          [=, &kernels = kernels_](std::uint32_t problem, Range cols) {
            double* const total = totals.of(problem);
            std::fill(total + cols.begin, total + cols.end, 0.0);
            kernels.addColumnSums(total, x.of(problem), {x.rows, x.cols}, cols);
            std::transform(total + cols.begin, total + cols.end, sums.of(problem) + cols.begin,
                           [](double sum) { return static_cast<float>(sum); });
          });
}

}  // namespace lacuna::cpu

namespace lacuna {

std::unique_ptr<Device> makeCpuDevice(unsigned threads) {
  return std::make_unique<cpu::CpuDevice>(threads);
}

}  // namespace lacuna
