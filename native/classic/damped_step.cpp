#include "classic/damped_step.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "cpu/parallel.h"
#include "linalg/cholesky.h"
#include "linalg/double_vectors.h"

namespace lacuna::classic {
namespace {

constexpr std::size_t kLines = 8;  // that a thread takes at once
constexpr std::size_t kLanes = 4;
constexpr std::uint32_t kMostIterations = 300;  // of conjugate gradients
constexpr double kForcing = 1e-3;               // of the residual, in the preconditioner's norm

/// y = A·x of a full symmetric matrix (n×n).
void multiplySymmetric(const double* a, const double* x, double* y, std::size_t n) {
  std::fill_n(y, n, 0.0);
  for (std::size_t k = 0; k < n; ++k) {
    accumulate(y, x[k], a + k * n, n);
  }
}

/// y += A·x of a symmetric matrix (n×n) by its upper triangle.
void accumulateUpper(double* y, const double* a, const double* x, std::size_t n) {
  for (std::size_t k = 0; k < n; ++k) {
    const double* const row = a + k * n;
    y[k] += dot<kLanes>(row + k, x + k, n - k);
    accumulate(y + k + 1, x[k], row + k + 1, n - k - 1);
  }
}

/// The upper triangle of A += factor·x·xᵀ.
void addOuter(double* a, double factor, const double* x, std::size_t n) {
  for (std::size_t k = 0; k < n; ++k) {
    accumulate(a + k * n + k, factor * x[k], x + k, n - k);
  }
}

void addToDiagonal(double* a, double value, std::size_t n) {
  for (std::size_t k = 0; k < n; ++k) {
    a[k * n + k] += value;
  }
}

/// (A + damping·I)⁻¹, in both triangles, replaces the upper triangle of A. `scratch` is n×n.
void invertDamped(double* a, double damping, double* scratch, std::size_t n) {
  addToDiagonal(a, damping, n);
  factoriseCholesky(a, n);
  invertFactor(a, scratch, n);
}

}  // namespace

DampedStep::DampedStep(const Context& context)
    : context_(context),
      keeps_cols_(context.observed.col_count <= context.observed.row_count),
      kept_{keeps_cols_ ? sideOfCols(context.observed) : sideOfRows(context.observed)},
      eliminated_{keeps_cols_ ? sideOfRows(context.observed) : sideOfCols(context.observed)} {}

void DampedStep::linearise(const DoubleFactors& x, std::span<const double> residuals,
                           double lambda) {
  width_ = x.width;
  kept_.factors = keeps_cols_ ? x.right : x.left;
  eliminated_.factors = keeps_cols_ ? x.left : x.right;
  setUp(kept_, eliminated_.factors, residuals, lambda);
  setUp(eliminated_, kept_.factors, residuals, lambda);
}

/// For a line a with entries r and the lines b that they share: the block Σ b·bᵀ + λ·I, and the
/// gradient Σ r·b − λ·a.
void DampedStep::setUp(Equations& equations, const std::vector<double>& others,
                       std::span<const double> residuals, double lambda) {
  const std::size_t n = width_;
  const EntrySide& side = equations.side;
  equations.blocks.assign(side.lines() * n * n, 0.0);
  equations.gradient.assign(side.lines() * n, 0.0);
  cpu::parallelFor(context_.team, side.lines(), kLines, [&](cpu::Range range) {
    for (std::size_t i = range.begin; i < range.end; ++i) {
      double* const block = equations.blocks.data() + i * n * n;
      double* const gradient = equations.gradient.data() + i * n;
      for (std::size_t k = side.offsets[i]; k < side.offsets[i + 1]; ++k) {
        const double* const b = others.data() + side.others[k] * n;
        addOuter(block, 1.0, b, n);
        accumulate(gradient, residuals[side.position(k)], b, n);
      }
      addToDiagonal(block, lambda, n);
      accumulate(gradient, -lambda, equations.factors.data() + i * n, n);
    }
  });
}

double DampedStep::meanDiagonal() const {
  double sum = 0.0;
  for (const Equations* equations : {&kept_, &eliminated_}) {
    for (std::size_t k = 0; k < equations->gradient.size(); ++k) {
      sum += equations->blocks[k * width_ + k % width_];
    }
  }
  return sum / static_cast<double>(kept_.gradient.size() + eliminated_.gradient.size());
}

void DampedStep::invertEliminated(double damping) {
  const std::size_t n = width_;
  eliminated_.inverses = eliminated_.blocks;
  cpu::parallelFor(context_.team, eliminated_.side.lines(), kLines, [&](cpu::Range range) {
    std::vector<double> scratch(n * n);
    for (std::size_t i = range.begin; i < range.end; ++i) {
      invertDamped(eliminated_.inverses.data() + i * n * n, damping, scratch.data(), n);
    }
  });
}

/// The diagonal blocks of what the elimination leaves: of the block a·aᵀ of an entry the share
/// 1 − bᵀ·(block of the eliminated line a)⁻¹·b.
void DampedStep::invertPreconditioner(double damping) {
  const std::size_t n = width_;
  const EntrySide& side = kept_.side;
  kept_.inverses = kept_.blocks;
  cpu::parallelFor(context_.team, side.lines(), kLines, [&](cpu::Range range) {
    std::vector<double> scratch(n * n);
    for (std::size_t j = range.begin; j < range.end; ++j) {
      const double* const b = kept_.factors.data() + j * n;
      double* const block = kept_.inverses.data() + j * n * n;
      for (std::size_t k = side.offsets[j]; k < side.offsets[j + 1]; ++k) {
        const std::size_t i = side.others[k];
        multiplySymmetric(eliminated_.inverses.data() + i * n * n, b, scratch.data(), n);
        addOuter(block, -dot<kLanes>(b, scratch.data(), n), eliminated_.factors.data() + i * n, n);
      }
      invertDamped(block, damping, scratch.data(), n);
    }
  });
}

/// Steps d = block⁻¹·(constant − Σ b·(a·e)) of the eliminated lines a for steps e of the kept ones.
void DampedStep::eliminate(const std::vector<double>& constants, const std::vector<double>& of_kept,
                           std::vector<double>& of_eliminated) {
  const std::size_t n = width_;
  const EntrySide& side = eliminated_.side;
  cpu::parallelFor(context_.team, side.lines(), kLines, [&](cpu::Range range) {
    std::vector<double> sum(n);
    for (std::size_t i = range.begin; i < range.end; ++i) {
      const double* const a = eliminated_.factors.data() + i * n;
      std::copy_n(constants.data() + i * n, n, sum.data());
      for (std::size_t k = side.offsets[i]; k < side.offsets[i + 1]; ++k) {
        const std::size_t j = side.others[k];
        accumulate(sum.data(), -dot<kLanes>(a, of_kept.data() + j * n, n),
                   kept_.factors.data() + j * n, n);
      }
      multiplySymmetric(eliminated_.inverses.data() + i * n * n, sum.data(),
                        of_eliminated.data() + i * n, n);
    }
  });
}

/// of_kept += Σ a·(b·d) for steps d of the eliminated lines.
void DampedStep::take(const std::vector<double>& of_eliminated, std::vector<double>& of_kept) {
  const std::size_t n = width_;
  const EntrySide& side = kept_.side;
  cpu::parallelFor(context_.team, side.lines(), kLines, [&](cpu::Range range) {
    for (std::size_t j = range.begin; j < range.end; ++j) {
      const double* const b = kept_.factors.data() + j * n;
      for (std::size_t k = side.offsets[j]; k < side.offsets[j + 1]; ++k) {
        const std::size_t i = side.others[k];
        accumulate(of_kept.data() + j * n, dot<kLanes>(b, of_eliminated.data() + i * n, n),
                   eliminated_.factors.data() + i * n, n);
      }
    }
  });
}

/// product = (blocks + damping·I)·x of the kept lines.
void DampedStep::applyBlocks(const std::vector<double>& x, double damping,
                             std::vector<double>& product) {
  const std::size_t n = width_;
  cpu::parallelFor(context_.team, kept_.side.lines(), kLines, [&](cpu::Range range) {
    for (std::size_t j = range.begin; j < range.end; ++j) {
      double* const to = product.data() + j * n;
      std::fill_n(to, n, 0.0);
      accumulate(to, damping, x.data() + j * n, n);
      accumulateUpper(to, kept_.blocks.data() + j * n * n, x.data() + j * n, n);
    }
  });
}

/// residualᵀ·(preconditioned residual).
double DampedStep::precondition(const std::vector<double>& residual, std::vector<double>& result) {
  const std::size_t n = width_;
  cpu::parallelFor(context_.team, kept_.side.lines(), kLines, [&](cpu::Range range) {
    for (std::size_t j = range.begin; j < range.end; ++j) {
      multiplySymmetric(kept_.inverses.data() + j * n * n, residual.data() + j * n,
                        result.data() + j * n, n);
    }
  });
  return dot<kLanes>(residual.data(), result.data(), residual.size());
}

std::vector<double> DampedStep::conjugateGradients(double damping, std::vector<double> residual) {
  const std::size_t size = residual.size();
  const std::vector<double> zeros(steps_.size(), 0.0);
  std::vector<double> x(size, 0.0);
  std::vector<double> image(size);
  std::vector<double> preconditioned(size);
  double square = precondition(residual, preconditioned);
  const double enough = kForcing * kForcing * square;
  std::vector<double> direction = preconditioned;
  for (std::uint32_t k = 0; k < kMostIterations && square > enough; ++k) {
    throwIfStopped(context_);
    applyBlocks(direction, damping, image);
    eliminate(zeros, direction, steps_);
    take(steps_, image);
    const double curvature = dot<kLanes>(direction.data(), image.data(), size);
    if (!(curvature > 0.0)) {
      break;
    }
    accumulate(x.data(), square / curvature, direction.data(), size);
    accumulate(residual.data(), -square / curvature, image.data(), size);
    const double before = std::exchange(square, precondition(residual, preconditioned));
    for (std::size_t at = 0; at < size; ++at) {
      direction[at] = preconditioned[at] + square / before * direction[at];
    }
  }
  return x;
}

DoubleFactors DampedStep::solve(double damping) {
  invertEliminated(damping);
  invertPreconditioner(damping);
  const std::vector<double>& gradient = eliminated_.gradient;
  steps_.resize(gradient.size());
  std::vector<double> right(kept_.gradient.size(), 0.0);
  eliminate(gradient, right, steps_);
  take(steps_, right);
  std::transform(right.begin(), right.end(), kept_.gradient.begin(), right.begin(),
                 [](double taken, double all) { return all - taken; });
  std::vector<double> of_kept = conjugateGradients(damping, std::move(right));
  eliminate(gradient, of_kept, steps_);
  return keeps_cols_ ? DoubleFactors{width_, steps_, std::move(of_kept)}
                     : DoubleFactors{width_, std::move(of_kept), steps_};
}

std::uint64_t DampedStep::bytes(const Extent& extent, std::uint64_t width) {
  const std::uint64_t lines = std::uint64_t{extent.rows} + extent.cols;
  const std::uint64_t kept = std::min(extent.rows, extent.cols);
  // Blocks and inverses; factors, gradient, zeros, steps and the result; five vectors of
  // conjugate gradients.
  return sizeof(double) * (lines * width * (2 * width + 5) + 5 * kept * width);
}

}  // namespace lacuna::classic
