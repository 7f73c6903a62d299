// Starts of a chain of factors: orthogonal ones are balanced, whatever the shapes.
#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "chain_twin.h"
#include "check.h"
#include "problems.h"
#include "random.h"
#include "solver/orthogonal.h"
#include "solver/start.h"

namespace lacuna::test {
namespace {

constexpr double kScale = 0.7;

Spec specOf(std::uint32_t rows, std::uint32_t cols, RepresentationSpec representation) {
  Spec spec = chainSpec(rows, cols, 1);
  spec.representation = std::move(representation);
  return spec;
}

DoubleMatrix times(const DoubleMatrix& a, const DoubleMatrix& b) {
  const std::vector<DoubleMatrix> both{a, b};
  return chainProduct(both);
}

void expectNear(const DoubleMatrix& actual, const DoubleMatrix& wanted, double tolerance,
                const std::string& what) {
  expectEqual(actual.data.size(), wanted.data.size(), "entries");
  double worst = 0.0;
  for (std::size_t i = 0; i < actual.data.size(); ++i) {
    worst = std::max(worst, std::abs(actual.data[i] - wanted.data[i]));
  }
  expectAtMost(worst, tolerance, what);
}

/// Ones at the first `rank` places of the diagonal, times `scale`.
DoubleMatrix diagonal(std::size_t order, std::size_t rank, double scale) {
  DoubleMatrix x(order, order);
  for (std::size_t i = 0; i < rank; ++i) {
    x.at(i, i) = scale;
  }
  return x;
}

void expectBalanced(const Spec& spec, std::size_t rank) {
  const std::vector<DoubleMatrix> factors = factorsOf(spec);
  for (std::size_t i = 0; i + 1 < factors.size(); ++i) {
    const std::size_t width = factors[i].cols;
    const DoubleMatrix wanted = diagonal(width, rank, kScale * kScale);
    expectNear(times(transposed(factors[i]), factors[i]), wanted, 1e-6, "FᵢᵀFᵢ");
    expectNear(times(factors[i + 1], transposed(factors[i + 1])), wanted, 1e-6, "F(i+1)F(i+1)ᵀ");
  }
  // XXᵀ is scale^2L times a projection of that rank.
  const DoubleMatrix x = chainProduct(factors);
  const double square = std::pow(kScale, 2.0 * static_cast<double>(factors.size()));
  DoubleMatrix gram = times(x, transposed(x));
  double trace = 0.0;
  for (std::size_t i = 0; i < gram.rows; ++i) {
    trace += gram.at(i, i);
  }
  expectClose(trace, square * static_cast<double>(rank), 1e-6, "squares of the singular values");
  DoubleMatrix again = times(gram, gram);
  std::ranges::for_each(again.data, [&](double& entry) { entry /= square; });
  expectNear(again, gram, 1e-6, "equal singular values");
}

const Case kOrthogonal("orthogonal starts are balanced and of equal singular values", [] {
  const OrthogonalStart start{kScale};
  expectBalanced(specOf(8, 8, FactorChainSpec{{8, 8}, start}), 8);
  expectBalanced(specOf(5, 9, FactorChainSpec{{5, 5}, start}), 5);
  expectBalanced(specOf(9, 5, FactorChainSpec{{9, 9}, start}), 5);
  expectBalanced(specOf(9, 7, FactorChainSpec{{8, 3, 11}, start}), 3);
  expectBalanced(specOf(4, 6, FactorChainSpec{{}, start}), 4);
  expectBalanced(specOf(6, 4, FactorChainSpec{{}, start}), 4);
  expectBalanced(
      specOf(9, 5, ActivatedNetworkSpec{{9, 7}, Activation::linear, start, std::nullopt}), 5);
});

const Case kApart("orthogonal factors differ from each other and with the seed", [] {
  Spec spec = specOf(6, 6, FactorChainSpec{{6}, OrthogonalStart{1.0}});
  const std::vector<DoubleMatrix> factors = factorsOf(spec);
  expect(factors[0].data != factors[1].data, "another factor");
  ++spec.seed;
  expect(factorsOf(spec)[0].data != factors[0].data, "another seed");
});

const Case kUnique("Q of Z = QR has orthonormal columns and a positive diagonal of R", [] {
  for (const auto& [rows, cols] : {std::pair{7U, 7U}, std::pair{12U, 5U}, std::pair{1U, 1U}}) {
    const DoubleMatrix z(rows, cols, Random(3).floats(std::size_t{rows} * cols, -1.0, 1.0));
    DoubleMatrix q(rows, cols);
    q.data = orthonormalColumns(z.data, rows, cols);
    expectNear(times(transposed(q), q), diagonal(cols, cols, 1.0), 1e-14, "QᵀQ");
    const DoubleMatrix r = times(transposed(q), z);
    for (std::size_t i = 0; i < cols; ++i) {
      expect(r.at(i, i) > 0.0, "a positive diagonal");
      for (std::size_t j = 0; j < i; ++j) {
        expectClose(r.at(i, j), 0.0, 1e-14, "zeros below the diagonal");
      }
    }
  }
  const std::vector<double> zeros(12, 0.0);
  DoubleMatrix q(4, 3);
  q.data = orthonormalColumns(zeros, 4, 3);
  expectNear(times(transposed(q), q), diagonal(3, 3, 1.0), 1e-14, "QᵀQ of zeros");
});

const Case kIdentity("identity starts have the scale on the main diagonal", [] {
  const std::vector<DoubleMatrix> factors =
      factorsOf(specOf(4, 3, FactorChainSpec{{2, 5}, IdentityStart{0.5}}));
  for (const DoubleMatrix& factor : factors) {
    for (std::size_t i = 0; i < factor.rows; ++i) {
      for (std::size_t j = 0; j < factor.cols; ++j) {
        expectEqual(factor.at(i, j), i == j ? 0.5 : 0.0, "entry");
      }
    }
  }
});

const Case kScaledNormal("scaled normal starts: scale/√cols for every factor", [] {
  const Start start = ScaledNormalStart{0.5};
  const Start plain = NormalStart{0.0, 0.25};
  const MatrixShape shape{33, 4};
  expectSameBits(startingValues({&start, 0, shape, shape}, 5, 1),
                 startingValues({&plain, 0, shape, shape}, 5, 1), "draws of N(0, 0.25²)");
  const Spec spec = specOf(90, 60, FactorChainSpec{{80, 70}, start});
  double square = 0.0;
  for (const double entry : chainProduct(factorsOf(spec)).data) {
    square += entry * entry;
  }
  const double wanted = std::pow(0.5, 3) * std::sqrt(90.0);
  expectClose(std::sqrt(square), wanted, 0.1 * wanted, "‖X‖ near scale³·√rows");
});

}  // namespace
}  // namespace lacuna::test
