// T(X) and its adjoint through the device: whole batches, some of their problems, several threads.
#include "regularizer/transform.h"

#include <cmath>
#include <numeric>
#include <string>
#include <vector>

#include "check.h"
#include "cpu/cpu_device.h"
#include "random.h"

namespace lacuna::test {
namespace {

constexpr std::uint32_t kBatch = 3;

struct View {
  const char* name;
  Over over;
  std::uint32_t rows;
  std::uint32_t cols;
};

std::vector<View> views() {
  using enum BlockRelation;
  return {{"rows", Axis::rows, 7, 5},
          {"columns", Axis::cols, 7, 5},
          {"positions", Blocks{3, 2, 2, 1, positions}, 9, 8},
          {"blocks", Blocks{3, 2, 2, 1, blocks}, 9, 8},
          {"positions, a border left over", Blocks{4, 3, 4, 3, positions}, 11, 8},
          {"blocks, a border left over", Blocks{4, 3, 4, 3, blocks}, 11, 8},
          // Large enough that every kernel is split.
          {"positions of many", Blocks{8, 8, 1, 1, positions}, 90, 71},
          {"many blocks", Blocks{5, 7, 3, 2, blocks}, 90, 71}};
}

/// Small whole numbers: their sums of products are exact.
std::vector<float> wholeNumbers(std::uint64_t seed, std::size_t count) {
  std::vector<float> values = Random(seed).floats(count, -4.0, 5.0);
  for (float& value : values) {
    value = std::floor(value);
  }
  return values;
}

/// A batch of matrices on a device.
class OnDevice {
 public:
  OnDevice(Device& device, std::uint32_t rows, std::uint32_t cols, std::uint64_t seed)
      : device_(device), buffer_(device, kBatch, rows, cols) {
    for (std::uint32_t problem = 0; problem < kBatch; ++problem) {
      const std::vector<float> values = wholeNumbers(seed + problem, buffer_.size());
      device.upload(view().of(problem), values.data(), values.size() * sizeof(float));
    }
  }

  [[nodiscard]] Matrix view() const { return buffer_.view(); }
  [[nodiscard]] std::vector<float> read(std::uint32_t problem) const {
    return readFrom(device_, view(), problem);
  }

  static std::vector<float> readFrom(Device& device, ConstMatrix m, std::uint32_t problem) {
    std::vector<float> values(m.size());
    device.download(values.data(), m.of(problem), values.size() * sizeof(float));
    return values;
  }

 private:
  Device& device_;
  MatrixBuffer buffer_;
};

double innerProduct(const std::vector<float>& a, const std::vector<float>& b) {
  expectEqual(a.size(), b.size(), "entries");
  return std::inner_product(a.begin(), a.end(), b.begin(), 0.0);
}

std::vector<float> difference(std::vector<float> a, const std::vector<float>& b) {
  for (std::size_t i = 0; i < a.size(); ++i) {
    a[i] -= b[i];
  }
  return a;
}

/// A transform with its workspace.
struct Bench {
  std::unique_ptr<Device> device;
  Transform transform;
  Workspace workspace;

  Bench(const View& view, unsigned threads)
      : device(makeCpuDevice(threads)), transform(view.over, view.rows, view.cols) {
    transform.reserve(workspace);
    workspace.allocate(*device, kBatch);
  }
};

void checkAdjoint(const View& view, unsigned threads) {
  Bench bench(view, threads);
  Device& device = *bench.device;
  const OnDevice x(device, view.rows, view.cols, 1);
  const std::vector<std::uint32_t> some{0, 2};
  const ConstMatrix y = bench.transform.view(device, some, bench.workspace, x.view());
  expectEqual(y.size(), std::size_t{bench.transform.order()} * bench.transform.length(),
              "entries of the view");
  const OnDevice g(device, y.rows, y.cols, 10);
  const OnDevice d_x(device, view.rows, view.cols, 20);
  std::vector<std::vector<float>> before;
  for (std::uint32_t problem = 0; problem < kBatch; ++problem) {
    before.push_back(d_x.read(problem));
  }
  bench.transform.addAdjoint(device, some, d_x.view(), g.view());
  for (const std::uint32_t problem : some) {
    const std::vector<float> adjoint = difference(d_x.read(problem), before[problem]);
    const double through_view =
        innerProduct(OnDevice::readFrom(device, y, problem), g.read(problem));
    expectEqual(through_view, innerProduct(x.read(problem), adjoint), "<T(x), g> and <x, T*(g)>");
  }
  expectSameBits(d_x.read(1), before[1], "a problem that was not asked for");
}

const Case kAdjoint("<T(x), g> = <x, T*(g)>, to the bit where sums are exact", [] {
  for (const View& view : views()) {
    const Context context(view.name);
    checkAdjoint(view, 1);
    checkAdjoint(view, 2);
  }
});

/// What a step asks for: y, l·T(x) added to d_x through y, and the same through the view.
struct Results {
  std::vector<float> centred;
  std::vector<float> added;
  std::vector<float> through_view;
};

/// diag(A·1) − A for whole weights A, so that rows sum to 0.
std::vector<float> wholeLaplacian(std::uint32_t order) {
  std::vector<float> l(std::size_t{order} * order);
  for (std::uint32_t i = 0; i < order; ++i) {
    for (std::uint32_t j = 0; j < i; ++j) {
      const auto weight = static_cast<float>((i * j + i) % 3);
      l[i * order + j] = l[j * order + i] = -weight;
      l[i * order + i] += weight;
      l[j * order + j] += weight;
    }
  }
  return l;
}

Results resultsOf(const View& view, unsigned threads) {
  Bench bench(view, threads);
  Device& device = *bench.device;
  const Transform& transform = bench.transform;
  const std::uint32_t k = transform.order();
  const OnDevice x(device, view.rows, view.cols, 1);
  const OnDevice y(device, transform.length(), k, 2);
  const OnDevice d_x(device, view.rows, view.cols, 3);
  const OnDevice d_x_again(device, view.rows, view.cols, 3);
  const MatrixBuffer l(device, 1, k, k);
  const std::vector<float> laplacian = wholeLaplacian(k);
  device.upload(l.view().data, laplacian.data(), laplacian.size() * sizeof(float));
  Matrix shared = l.view();
  shared.stride = 0;
  const std::vector<std::uint32_t> all{0, 1, 2};

  transform.centredTranspose(device, all, y.view(), x.view());
  transform.addThrough(device, all, bench.workspace, d_x.view(), shared, x.view(), y.view());
  const Results results{y.read(2), d_x.read(2), {}};
  const ConstMatrix seen = transform.view(device, all, bench.workspace, x.view());
  const OnDevice slope(device, seen.rows, seen.cols, 4);
  transform.multiply(device, all, slope.view(), shared, seen, Write::assign);
  transform.addAdjoint(device, all, d_x_again.view(), slope.view());
  return {results.centred, results.added, d_x_again.read(2)};
}

const Case kProducts("through centred vectors and through the view: the same; any threads", [] {
  for (const View& view : views()) {
    const Context context(view.name);
    const Results alone = resultsOf(view, 1);
    double largest = 0.0;
    for (const float entry : alone.through_view) {
      largest = std::max(largest, std::abs(static_cast<double>(entry)));
    }
    for (std::size_t i = 0; i < alone.added.size(); ++i) {
      expectClose(alone.added[i], alone.through_view[i], 1e-5 * largest, "d_x");
    }
    for (const unsigned threads : {2U, 3U}) {
      const Results together = resultsOf(view, threads);
      expectSameBits(together.centred, alone.centred, "centred vectors");
      expectSameBits(together.added, alone.added, "d_x through centred vectors");
      expectSameBits(together.through_view, alone.through_view, "d_x through the view");
    }
  }
});

}  // namespace
}  // namespace lacuna::test
