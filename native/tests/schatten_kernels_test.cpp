// Products and eigenvalues of small matrices in double, as the CPU device offers them.
#include <array>
#include <cmath>
#include <cstdint>
#include <vector>

#include "check.h"
#include "cpu/cpu_device.h"
#include "random.h"

namespace lacuna::test {
namespace {

/// A double for each entry, for two problems.
struct Doubles {
  Doubles(Device& device, std::uint32_t rows, std::uint32_t cols)
      : buffer(device, std::size_t{2} * rows * cols),
        view{buffer.data(), rows, cols, rows * cols} {}

  [[nodiscard]] std::vector<double> of(Device& device, std::uint32_t problem) const {
    std::vector<double> values(view.size());
    device.download(values.data(), view.of(problem), values.size() * sizeof(double));
    return values;
  }

  Buffer<double> buffer;
  DoubleMatrix view;
};

double largestDifference(const std::vector<double>& a, const std::vector<double>& b) {
  double largest = 0.0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const double off = std::abs(a[i] - b[i]);
    largest = off > largest || std::isnan(off) ? off : largest;
  }
  return largest;
}

/// x·yᵀ or xᵀ·y, by hand.
std::vector<double> productsOf(const std::vector<float>& x, const std::vector<float>& y,
                               std::size_t rows, std::size_t cols, Lines lines) {
  const std::size_t count = lines == Lines::rows ? rows : cols;
  const auto at = [&](const std::vector<float>& m, std::size_t line, std::size_t l) {
    return static_cast<double>(lines == Lines::rows ? m[line * cols + l] : m[l * cols + line]);
  };
  std::vector<double> g(count * count);
  for (std::size_t i = 0; i < count; ++i) {
    for (std::size_t j = 0; j < count; ++j) {
      for (std::size_t l = 0; l < (lines == Lines::rows ? cols : rows); ++l) {
        g[i * count + j] += at(x, i, l) * at(y, j, l);
      }
    }
  }
  return g;
}

const Case kKernels("products in double of rows and of columns, on the problems meant", [] {
  constexpr std::uint32_t kSecond = 1;
  for (const auto& [rows, cols] : {std::array{1U, 3U}, std::array{17U, 5U}, std::array{4U, 33U}}) {
    for (const Lines lines : {Lines::rows, Lines::cols}) {
      const auto device = makeCpuDevice(2);
      const std::uint32_t count = lines == Lines::rows ? rows : cols;
      const std::uint32_t length = lines == Lines::rows ? cols : rows;
      const MatrixBuffer x(*device, 2, rows, cols);
      const MatrixBuffer y(*device, 2, rows, cols);
      const std::vector<float> of_x = Random(1).floats(x.size(), -1.0, 1.0);
      const std::vector<float> of_y = Random(2).floats(x.size(), -1.0, 1.0);
      device->upload(x.view().of(1), of_x.data(), of_x.size() * sizeof(float));
      device->upload(y.view().of(1), of_y.data(), of_y.size() * sizeof(float));
      const Doubles g(*device, count, count);
      const Problems problems{&kSecond, 1};
      device->innerProducts(problems, g.view, x.view(), y.view(), lines);
      expectAtMost(largestDifference(g.of(*device, 1), productsOf(of_x, of_y, rows, cols, lines)),
                   1e-13, "inner products");
      expect(g.of(*device, 0) == std::vector<double>(std::size_t{count} * count),
             "the other problem as it was");

      // With the identity between them, lines of x on both sides are their inner products.
      const Doubles identity(*device, length, length);
      std::vector<double> ones(std::size_t{length} * length);
      for (std::size_t i = 0; i < length; ++i) {
        ones[i * length + i] = 1.0;
      }
      device->upload(identity.view.of(1), ones.data(), ones.size() * sizeof(double));
      const Doubles c(*device, count, count);
      // xᵀ·g·x has the columns of x as lines, x·g·xᵀ the rows.
      device->congruence(problems, c.view, identity.view, x.view(), lines);
      const std::vector<double> wanted = productsOf(of_x, of_x, rows, cols, lines);
      expectAtMost(largestDifference(c.of(*device, 1), wanted), 1e-13, "congruence");
      const Doubles largest(*device, 1, 1);
      device->largestEigenvalue(problems, largest.view, c.view);
      double trace = 0.0;
      for (std::size_t i = 0; i < count; ++i) {
        trace += wanted[i * count + i];
      }
      const double value = largest.of(*device, 1).front();
      expect(value <= trace * (1 + 1e-12) && value >= trace / count, "an eigenvalue of its size");
    }
  }
});

}  // namespace
}  // namespace lacuna::test
