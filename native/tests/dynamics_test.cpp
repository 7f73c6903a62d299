// The theory that balanced starts are there for: under gradient descent with small steps, the
// singular values of a product of L factors move as ds/dt = −L·(s²)^(1−1/L)·⟨∇ℓ(X), u·vᵀ⟩
// (Arora et al. 2019, theorem 3).
#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "check.h"
#include "problems.h"

namespace lacuna::test {
namespace {

constexpr std::uint32_t kOrder = 5;
constexpr double kRate = 1e-3;
constexpr std::uint64_t kApart = 8;  // steps between the points of a difference quotient

/// X = Σ s·u·vᵀ by descending s.
struct Svd {
  std::vector<double> s;
  DoubleMatrix u;  // columns
  DoubleMatrix v;
};

/// Turns columns p and q of both into a pair that is orthogonal in `x`.
void rotate(DoubleMatrix& x, DoubleMatrix& v, std::size_t p, std::size_t q) {
  double pp = 0.0;
  double qq = 0.0;
  double pq = 0.0;
  for (std::size_t i = 0; i < x.rows; ++i) {
    pp += x.at(i, p) * x.at(i, p);
    qq += x.at(i, q) * x.at(i, q);
    pq += x.at(i, p) * x.at(i, q);
  }
  const double angle = 0.5 * std::atan2(2.0 * pq, pp - qq);
  const double c = std::cos(angle);
  const double s = std::sin(angle);
  for (DoubleMatrix* m : {&x, &v}) {
    for (std::size_t i = 0; i < m->rows; ++i) {
      const double at_p = m->at(i, p);
      const double at_q = m->at(i, q);
      m->at(i, p) = c * at_p + s * at_q;
      m->at(i, q) = c * at_q - s * at_p;
    }
  }
}

/// One-sided Jacobi: the columns of X·V become orthogonal, their lengths are the singular values,
/// the larger one of a pair in front.
Svd svdOf(DoubleMatrix x) {
  const std::size_t n = x.cols;
  Svd svd{std::vector<double>(n), DoubleMatrix(x.rows, n), DoubleMatrix(n, n)};
  for (std::size_t i = 0; i < n; ++i) {
    svd.v.at(i, i) = 1.0;
  }
  for (int sweep = 0; sweep < 40; ++sweep) {
    for (std::size_t p = 0; p < n; ++p) {
      for (std::size_t q = p + 1; q < n; ++q) {
        rotate(x, svd.v, p, q);
      }
    }
  }
  for (std::size_t r = 0; r < n; ++r) {
    for (std::size_t i = 0; i < x.rows; ++i) {
      svd.s[r] += x.at(i, r) * x.at(i, r);
    }
    svd.s[r] = std::sqrt(svd.s[r]);
    for (std::size_t i = 0; i < x.rows; ++i) {
      svd.u.at(i, r) = x.at(i, r) / svd.s[r];
    }
  }
  return svd;
}

/// Fully observed, with singular values that lie apart and no basis of its own.
Sample target() {
  Sample made;
  for (std::uint32_t i = 0; i < kOrder; ++i) {
    for (std::uint32_t j = 0; j < kOrder; ++j) {
      made.values.push_back(static_cast<float>(std::sin(1.0 + i * j) + (i == j ? 0.3 * i : 0.0)));
    }
  }
  made.mask.assign(made.values.size(), 1);
  return made;
}

Spec specOf(std::uint32_t depth, std::uint64_t steps) {
  Spec spec = chainSpec(kOrder, kOrder, depth);
  std::get<FactorChainSpec>(spec.representation).start =
      OrthogonalStart{std::pow(0.1, 1.0 / depth)};
  spec.fidelity = FidelityKind::sse;
  spec.optimizer = GradientDescentSpec{kRate};
  spec.stopping.steps = steps;
  return spec;
}

Svd after(std::uint32_t depth, std::uint64_t steps) {
  const Outcome outcome = solveOnCpu(specOf(depth, steps), target(), 1).front();
  return svdOf(DoubleMatrix(kOrder, kOrder, outcome.x.matrix));
}

/// ⟨2·(X − X*), u_r·v_rᵀ⟩ = 2·(s_r − u_rᵀ·X*·v_r).
double slopeAlong(const Svd& x, std::size_t r) {
  const Sample wanted = target();
  double along = 0.0;
  for (std::size_t i = 0; i < kOrder; ++i) {
    for (std::size_t j = 0; j < kOrder; ++j) {
      along += x.u.at(i, r) * static_cast<double>(wanted.values[i * kOrder + j]) * x.v.at(j, r);
    }
  }
  return 2.0 * (x.s[r] - along);
}

void expectDynamics(std::uint32_t depth, std::uint64_t step) {
  const Context context("depth " + show(depth) + ", step " + show(step));
  const Svd before = after(depth, step - kApart);
  const Svd now = after(depth, step);
  const Svd behind = after(depth, step + kApart);
  double fastest = 0.0;
  for (std::size_t r = 0; r < kOrder; ++r) {
    fastest = std::max(fastest, std::abs(behind.s[r] - before.s[r]) / (2.0 * kApart * kRate));
  }
  expect(fastest > 1e-3, "singular values that move");
  for (std::size_t r = 0; r < kOrder; ++r) {
    const double moved = (behind.s[r] - before.s[r]) / (2.0 * kApart * kRate);
    const double wanted =
        -1.0 * depth * std::pow(now.s[r] * now.s[r], 1.0 - 1.0 / depth) * slopeAlong(now, r);
    expectClose(moved, wanted, 0.03 * std::abs(wanted) + 0.002 * fastest,
                "speed of singular value " + show(r));
  }
}

const Case kDynamics("singular values of a product follow the theory", [] {
  for (const std::uint32_t depth : {2U, 3U, 4U}) {
    for (const std::uint64_t step : {200U, 500U, 1000U}) {
      expectDynamics(depth, step);
    }
  }
});

const Case kLowRank(
    "a product of factors goes through matrices of low rank, one matrix does not", [] {
      const Svd one = after(1, 600);
      const Svd three = after(3, 600);
      expect(one.s[3] > 0.2 * one.s[0], "all singular values of one matrix, growing together");
      expect(three.s[3] < 0.05 * three.s[0], "small singular values of a product, staying behind");
    });

}  // namespace
}  // namespace lacuna::test
