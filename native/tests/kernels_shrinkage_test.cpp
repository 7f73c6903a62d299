// The kernel that shrinks eigenvalues against eigenvectors in double.
#include <array>
#include <cmath>
#include <cstdint>
#include <vector>

#include "cpu/isa.h"
#include "kernel_case.h"
#include "math/small_eigen.h"
#include "random.h"

namespace lacuna::test {
namespace {

using cpu::KernelTable;
using cpu::Range;
using cpu::ShrinkageTask;

constexpr std::array<std::size_t, 11> kOrders{1, 2, 3, 4, 5, 7, 8, 16, 17, 33, 48};
constexpr std::size_t kCount = 21;  // more than a register holds, and some behind
constexpr double kNoise = 0.3;
constexpr double kWeight = 0.25;

/// A·Aᵀ of A (order × width), so that some matrices have fewer eigenvalues than rows.
void gram(float* to, std::size_t order, std::size_t width, std::uint64_t seed) {
  const std::vector<float> a = Random(seed).floats(order * width, -1.0, 1.0);
  for (std::size_t i = 0; i < order; ++i) {
    for (std::size_t j = 0; j < order; ++j) {
      double sum = 0.0;
      for (std::size_t k = 0; k < width; ++k) {
        sum += static_cast<double>(a[i * width + k]) * a[j * width + k];
      }
      to[i * order + j] = static_cast<float>(sum);
    }
  }
}

/// Full rank, low rank, diagonal with equal entries, and 0.
Guarded<float> matrices(std::size_t order) {
  std::vector<float> all(kCount * order * order, 0.0F);
  for (std::size_t m = 0; m < kCount; ++m) {
    float* const own = all.data() + m * order * order;
    if (m % 4 == 3) {
      for (std::size_t i = 0; i < order; ++i) {
        own[i * order + i] = m == 3 ? 0.0F : 2.0F;
      }
    } else {
      gram(own, order, m % 4 == 0 ? 2 * order : 1 + m % order, m + 100 * order);
    }
  }
  return Guarded<float>(all);
}

struct Wanted {
  std::vector<double> matrix;
  std::size_t rank = 0;
  double trace = 0.0;
};

Wanted wanted(const float* matrix, std::size_t order) {
  std::vector<double> a(matrix, matrix + order * order);
  std::vector<double> values(order);
  std::vector<double> vectors(order * order);
  std::vector<double> scratch(3 * order);
  Wanted result{std::vector<double>(order * order, 0.0)};
  math::symmetricEigen(math::Alone{}, order, values.data(), vectors.data(), a.data(),
                       scratch.data());
  for (std::size_t k = 0; k < order; ++k) {
    result.trace += values[k];
    const double s = std::sqrt(std::max(values[k], 0.0));
    const double factor =
        s * s > kNoise ? std::max(0.0, 1.0 - kWeight / (s * std::sqrt(s * s - kNoise))) : 0.0;
    result.rank += factor > 0.0 ? 1 : 0;
    for (std::size_t i = 0; i < order; ++i) {
      for (std::size_t j = 0; j < order; ++j) {
        result.matrix[i * order + j] += factor * vectors[k * order + i] * vectors[k * order + j];
      }
    }
  }
  return result;
}

const Case kShrink("eigenvalues are shrunk", [] {
  for (const std::size_t order : kOrders) {
    check(
        {.name = "order " + show(order),
         .operands = {.out = {matrices(order), unset(kCount)}, .sums = {}, .in = {}, .in_sums = {}},
         .rows = kCount,
         .call =
             [order](const KernelTable& kernels, Operands& o, Range range) {
               std::vector<float> scratch(cpu::shrinkageFloats(order));
               std::vector<std::uint32_t> ranks(kCount);
               kernels.shrinkSpectra({o.out[0].data(), ranks.data(), scratch.data(), order,
                                      static_cast<float>(kNoise), static_cast<float>(kWeight)},
                                     range);
               for (std::size_t m = range.begin; m < range.end; ++m) {
                 o.out[1].data()[m] = static_cast<float>(ranks[m]);
               }
             },
         .expectResult =
             [order](const Operands& before, const Operands& after) {
               for (std::size_t m = 0; m < kCount; ++m) {
                 const std::size_t first = m * order * order;
                 const Wanted want = wanted(before.out[0].data() + first, order);
                 // The factor rises with the root of the distance to the threshold at most.
                 const double tolerance = 2e-5 * (1.0 + want.trace);
                 for (std::size_t k = 0; k < order * order; ++k) {
                   expectClose(after.out[0].data()[first + k], want.matrix[k], tolerance,
                               "entry " + show(k) + " of matrix " + show(m));
                 }
                 expectEqual(after.out[1].data()[m], static_cast<float>(want.rank),
                             "rank of matrix " + show(m));
               }
             }});
  }
});

const Case kNaN("a matrix with NaN ends, and leaves the others alone", [] {
  constexpr std::size_t kOrder = 6;
  for (const std::string_view isa : availableIsas()) {
    std::vector<float> all(2 * kOrder * kOrder);
    gram(all.data(), kOrder, kOrder, 1);
    std::vector<float> alone(all.begin(), all.begin() + kOrder * kOrder);
    std::fill(all.begin() + kOrder * kOrder, all.end(), std::nanf(""));
    std::vector<float> scratch(cpu::shrinkageFloats(kOrder));
    std::vector<std::uint32_t> ranks(2);
    const auto shrink = [&](std::vector<float>& matrices, std::size_t count) {
      cpu::kernelsOf(isa)->shrinkSpectra(
          {matrices.data(), ranks.data(), scratch.data(), kOrder, 0.1F, 0.1F}, {0, count});
    };
    shrink(all, 2);
    shrink(alone, 1);
    expectSameBits(std::span(all).first(kOrder * kOrder), alone, "the first matrix");
  }
});

}  // namespace
}  // namespace lacuna::test
