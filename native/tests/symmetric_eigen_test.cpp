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
  for (const std::size_t n : {1U, 2U, 3U, 7U, 16U, 33U, 64U, 65U, 120U, 301U}) {
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
  Random random(12);
  for (const std::size_t n : {25U, 70U}) {
    const std::vector<double> a = symmetric(random, n);
    const auto both = symmetricEigen(a, n).values;
    const auto alone = symmetricEigenvalues(a, n);
    for (std::size_t i = 0; i < n; ++i) {
      expectClose(both[i], alone[i], 1e-13 * static_cast<double>(n), "value");
    }
  }
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

/// Qᵀ·diag(values)·Q with a random orthogonal Q.
std::vector<double> withValues(Random& random, const std::vector<double>& values) {
  const std::size_t n = values.size();
  const std::vector<double> q = symmetricEigen(symmetric(random, n), n).vectors;
  std::vector<double> a(n * n);
  for (std::size_t k = 0; k < n; ++k) {
    for (std::size_t i = 0; i < n; ++i) {
      for (std::size_t j = 0; j < n; ++j) {
        a[i * n + j] += values[k] * q[k * n + i] * q[k * n + j];
      }
    }
  }
  return a;
}

const Case kClusters("clusters of values, and values over many sizes", [] {
  constexpr std::size_t kN = 150;
  Random random(6);
  std::vector<double> values(kN);
  const auto check = [&](const std::string& name, const auto& valueOf) {
    const Context context(name);
    for (std::size_t i = 0; i < kN; ++i) {
      values[i] = valueOf(static_cast<double>(i));
    }
    expectEigenpairs(withValues(random, values), kN);
  };
  check("two clusters", [](double i) { return i < 90 ? 1.0 : -2.0; });
  check("clusters of hardly different values",
        [](double i) { return std::floor(i / 30) + 1e-14 * i; });
  check("close pairs", [](double i) { return std::floor(i / 2) + 1e-9 * i; });
  check("geometric", [](double i) { return std::pow(0.7, i); });
  check("one beside zeros", [](double i) { return i == 3.0 ? 5.0 : 0.0; });
});

const Case kTridiagonal("tridiagonal matrices that are hard to divide", [] {
  constexpr std::size_t kN = 141;
  const auto tridiagonal = [](const auto& diagonal, const auto& off) {
    std::vector<double> a(kN * kN);
    for (std::size_t i = 0; i < kN; ++i) {
      a[i * kN + i] = diagonal(static_cast<double>(i));
      if (i + 1 < kN) {
        a[i * kN + i + 1] = a[(i + 1) * kN + i] = off(static_cast<double>(i));
      }
    }
    return a;
  };
  const auto one = [](double /*i*/) { return 1.0; };
  const auto none = [](double /*i*/) { return 0.0; };
  // Wilkinson's W: pairs of values that agree to all digits.
  expectEigenpairs(tridiagonal([](double i) { return std::abs(i - 70.0); }, one), kN);
  expectEigenpairs(tridiagonal([](double /*i*/) { return 2.0; }, [](double /*i*/) { return -1.0; }),
                   kN);
  expectEigenpairs(tridiagonal(none, [](double i) { return std::pow(0.5, i); }), kN);
  expectEigenpairs(tridiagonal(one, none), kN);
  expectEigenpairs(
      tridiagonal([](double i) { return std::fmod(i, 2.0); }, [](double /*i*/) { return 1e-12; }),
      kN);
});

const Case kTiny("columns far below rounding of the others", [] {
  constexpr std::size_t kN = 90;
  Random random(17);
  std::vector<double> a(kN * kN);
  for (std::size_t i = 0; i < kN; ++i) {
    for (std::size_t j = 0; j <= i; ++j) {
      const double size = std::pow(10.0, -4.0 * static_cast<double>(j));
      a[i * kN + j] = a[j * kN + i] = size * random.uniform(-1.0, 1.0);
    }
  }
  expectEigenpairs(a, kN);
});

const Case kThreads("the same bits for any number of threads", [] {
  constexpr std::size_t kN = 330;
  Random random(14);
  const std::vector<double> a = symmetric(random, kN);
  const auto [values, vectors] = symmetricEigen(a, kN);
  for (const unsigned threads : {2U, 5U}) {
    cpu::Team team(threads);
    const auto [same_values, same_vectors] = symmetricEigen(team, a, kN);
    expect(values == same_values && vectors == same_vectors, std::to_string(threads) + " threads");
  }
});

const Case kAbove("the pairs above a value alone", [] {
  Random random(16);
  cpu::Team team(2);
  for (const std::size_t n : {20U, 130U}) {
    const std::vector<double> a = symmetric(random, n);
    const auto [values, vectors] = symmetricEigen(a, n);
    for (const std::size_t from : {std::size_t{0}, n / 3, n - 1, n}) {
      const Context context(std::to_string(n - from) + " of " + std::to_string(n));
      const double least = from == 0   ? values.front() - 1.0
                           : from == n ? values.back() + 1.0
                                       : 0.5 * (values[from - 1] + values[from]);
      const auto above = symmetricEigenAbove(team, a, n, least);
      const auto first = static_cast<std::ptrdiff_t>(from);
      expect(above.values == std::vector<double>(values.begin() + first, values.end()), "values");
      const auto row = static_cast<std::ptrdiff_t>(from * n);
      expect(above.vectors == std::vector<double>(vectors.begin() + row, vectors.end()), "vectors");
    }
  }
});

const Case kStops("what is called between is heard", [] {
  constexpr std::size_t kN = 100;
  Random random(15);
  const std::vector<double> a = symmetric(random, kN);
  expectError(ErrorCode::cancelled, "cancelled", [&] {
    (void)symmetricEigen(a, kN, [] { throw Error(ErrorCode::cancelled, "cancelled"); });
  });
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
