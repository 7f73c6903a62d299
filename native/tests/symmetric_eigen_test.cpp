// Eigenpairs against what defines them: A·v = λ·v and VᵀV = 1.
#include "linalg/symmetric_eigen.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

#include "check.h"
#include "random.h"

namespace lacuna::test {
namespace {

constexpr double kTolerance = 1e-12;

/// Symmetric with entries in [−1, 1).
std::vector<double> symmetric(Random& random, std::size_t n) {
  std::vector<double> a(n * n);
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j <= i; ++j) {
      a[i * n + j] = a[j * n + i] = random.uniform(-1.0, 1.0);
    }
  }
  return a;
}

double dot(const double* x, const double* y, std::size_t n) {
  double sum = 0.0;
  for (std::size_t i = 0; i < n; ++i) {
    sum += x[i] * y[i];
  }
  return sum;
}

void expectEigenpairs(const std::vector<double>& a, std::size_t n) {
  const auto [values, vectors] = symmetricEigen(a, n);
  expect(std::is_sorted(values.begin(), values.end()), "ascending");
  double worst = 0.0;
  for (std::size_t i = 0; i < n; ++i) {
    const double* v = vectors.data() + i * n;
    for (std::size_t j = 0; j < n; ++j) {
      const double image = dot(a.data() + j * n, v, n) - values[i] * v[j];
      const double product = dot(v, vectors.data() + j * n, n) - (i == j ? 1.0 : 0.0);
      worst = std::max({worst, std::abs(image), std::abs(product)});
    }
    const double* largest =
        std::max_element(v, v + n, [](double x, double y) { return std::abs(x) < std::abs(y); });
    expect(*largest > 0.0, "the entry of largest size is positive");
  }
  expect(worst <= kTolerance * static_cast<double>(n), "eigenpairs, worst " + show(worst));
}

const Case kPairs("eigenpairs of symmetric matrices", [] {
  Random random(11);
  for (const std::size_t n : {1U, 2U, 3U, 7U, 16U, 33U, 120U}) {
    const Context context("n = " + std::to_string(n));
    expectEigenpairs(symmetric(random, n), n);
  }
});

const Case kRepeated("repeated eigenvalues", [] {
  // The Laplacian of the complete graph: 0 once and n otherwise.
  constexpr std::size_t kN = 12;
  std::vector<double> a(kN * kN, -1.0);
  for (std::size_t i = 0; i < kN; ++i) {
    a[i * kN + i] = kN - 1.0;
  }
  expectEigenpairs(a, kN);
  const auto values = symmetricEigenvalues(a, kN);
  expect(std::abs(values.front()) <= kTolerance * kN, "the constant vector");
  expect(std::abs(values[1] - kN) <= kTolerance * kN, "all others");
});

const Case kValuesAlone("values alone", [] {
  constexpr std::size_t kN = 25;
  Random random(12);
  const std::vector<double> a = symmetric(random, kN);
  const auto both = symmetricEigen(a, kN).values;
  const auto alone = symmetricEigenvalues(a, kN);
  expect(both == alone, "the same bits");
});

const Case kScales("entries of any size", [] {
  constexpr std::size_t kN = 9;
  Random random(13);
  const std::vector<double> a = symmetric(random, kN);
  const auto expected = symmetricEigenvalues(a, kN);
  for (const double scale : {0x1p-1000, 0x1p1000}) {
    std::vector<double> scaled = a;
    std::transform(a.begin(), a.end(), scaled.begin(), [&](double x) { return scale * x; });
    const auto values = symmetricEigenvalues(scaled, kN);
    for (std::size_t i = 0; i < kN; ++i) {
      expect(values[i] == scale * expected[i], "value " + std::to_string(i));
    }
  }
  const auto [zeros, vectors] = symmetricEigen(std::vector<double>(kN * kN), kN);
  expect(zeros == std::vector<double>(kN), "values of the zero matrix");
  expect(vectors[0] == 1.0 && vectors[kN + 1] == 1.0, "unit vectors of the zero matrix");
});

const Case kGraded("a graded matrix", [] {
  // 2^-(i+j): one value of order one, the others far below rounding of it.
  constexpr std::size_t kN = 40;
  std::vector<double> a(kN * kN);
  for (std::size_t i = 0; i < kN; ++i) {
    for (std::size_t j = 0; j < kN; ++j) {
      a[i * kN + j] = std::ldexp(1.0, -static_cast<int>(i + j));
    }
  }
  expectEigenpairs(a, kN);
});

const Case kLowRank("Gram matrices of low rank: the values beside the large ones are rounding", [] {
  constexpr std::size_t kN = 160;
  Random random(5);
  for (const std::size_t rank : {1U, 3U, 20U}) {
    const Context context("rank " + std::to_string(rank));
    const std::vector<float> f = random.floats(kN * rank, -0.3, 0.3);
    std::vector<double> product(kN * kN);
    for (std::size_t i = 0; i < kN; ++i) {
      for (std::size_t j = 0; j < kN; ++j) {
        float entry = 0.0F;  // rounded, as a trained matrix is
        for (std::size_t k = 0; k < rank; ++k) {
          entry += f[i * rank + k] * f[j * rank + (k + i) % rank];
        }
        product[i * kN + j] = static_cast<double>(entry);
      }
    }
    std::vector<double> gram(kN * kN);
    for (std::size_t i = 0; i < kN; ++i) {
      for (std::size_t j = 0; j < kN; ++j) {
        gram[i * kN + j] = dot(product.data() + i * kN, product.data() + j * kN, kN) / kN;
      }
    }
    expectEigenpairs(gram, kN);
    expectEqual(symmetricEigenvalues(gram, kN).size(), kN, "values alone");
  }
  // All entries alike, but for the last digit.
  std::vector<double> flat(kN * kN);
  for (std::size_t i = 0; i < kN; ++i) {
    for (std::size_t j = 0; j <= i; ++j) {
      flat[i * kN + j] = flat[j * kN + i] = 1.0 / kN + random.uniform(-1e-17, 1e-17);
    }
  }
  expectEigenpairs(flat, kN);
});

const Case kEmptyAndInfinite("nothing, and entries that are not finite", [] {
  expect(symmetricEigen({}, 0).values.empty(), "no values of no matrix");
  expect(symmetricEigenvalues({}, 0).empty(), "no values of no matrix, alone");
  for (const double entry :
       {std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity()}) {
    const std::vector<double> a{1.0, 0.0, entry, 1.0};
    expectError(ErrorCode::invalid_argument, "finite", [&] { symmetricEigen(a, 2); });
  }
});

}  // namespace
}  // namespace lacuna::test
