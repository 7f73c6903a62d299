#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "classic/factored_estimate.h"
#include "classic/filled_matrix.h"
#include "classic/nuclear_prox.h"
#include "classic/soft_impute_solver.h"
#include "cpu/parallel.h"
#include "linalg/partial_svd.h"

namespace lacuna::classic {
namespace {

constexpr std::size_t kRows = 16;  // that a thread takes at once

class FullSolver final : public SoftImputeSolver {
 public:
  explicit FullSolver(const Context& context)
      : context_(context),
        svd_(context.team, context.observed.row_count, context.observed.col_count, context.seed,
             context.stop),
        filled_(std::size_t{context.observed.row_count} * context.observed.col_count),
        x_(filled_.size()),
        before_(filled_.size()) {
    for (std::size_t row = 0; row < context.observed.row_count; ++row) {
      placeRow(context.observed, row, filled_.data() + row * context.observed.col_count);
    }
  }

  double largest() override { return svd_.largest(filled_, 1).s[0]; }

  /// A proximal gradient step from X + β(X − X_before), β by Nesterov's sequence, which begins
  /// again where the objective rose or λ changed (O'Donoghue & Candès 2015).
  double iterate(double lambda) override {
    if (lambda != lambda_) {
      lambda_ = lambda;
      momentum_ = 1.0;
      objective_ = HUGE_VAL;
    }
    const double next = 0.5 * (1.0 + std::sqrt(1.0 + 4.0 * momentum_ * momentum_));
    extrapolate(static_cast<float>((momentum_ - 1.0) / next));
    momentum_ = next;
    const double norm = shrink(lambda);
    const auto [moved, errors] = compareFilled(context_.team, context_.observed, x_, before_);
    errors_ = errors;
    const double objective = 0.5 * errors + lambda * norm;
    if (objective > objective_) {
      momentum_ = 1.0;
    }
    objective_ = objective;
    if (moved.size > 0.0) {
      return std::sqrt(moved.by / moved.size);
    }
    return moved.by > 0.0 ? 1.0 : 0.0;
  }

  [[nodiscard]] double fidelity(const Factors& /*x*/) const override {
    return errors_ / static_cast<double>(context_.observed.count());
  }
  [[nodiscard]] Factors factors() const override { return factors_; }

 private:
  void extrapolate(float beta) {
    const Entries& observed = context_.observed;
    cpu::parallelFor(context_.team, observed.row_count, kRows, [&](cpu::Range rows) {
      for (std::size_t row = rows.begin; row < rows.end; ++row) {
        const std::size_t first = row * observed.col_count;
        for (std::size_t k = first; k < first + observed.col_count; ++k) {
          filled_[k] = x_[k] + beta * (x_[k] - before_[k]);
        }
        placeRow(observed, row, filled_.data() + first);
      }
    });
  }

  /// X = S_λ of the filled matrix; its nuclear norm.
  double shrink(double lambda) {
    const Entries& observed = context_.observed;
    const Triplets triplets = nuclearProx(svd_, filled_, lambda);
    factors_ = factorsOf(triplets);
    std::swap(x_, before_);
    fillFrom(context_.team, factors_, observed.row_count, observed.col_count, x_);
    return nuclearNorm(triplets);
  }

  const Context& context_;
  PartialSvd svd_;
  std::vector<float> filled_;
  std::vector<float> x_;
  std::vector<float> before_;
  Factors factors_;
  double lambda_ = 0.0;
  double momentum_ = 1.0;
  double objective_ = HUGE_VAL;
  double errors_ = 0.0;  // Σ (x − observed)² over observed entries
};

}  // namespace

std::unique_ptr<SoftImputeSolver> makeFullSolver(const Context& context) {
  return std::make_unique<FullSolver>(context);
}

std::uint64_t fullSolverBytes(const Extent& extent) {
  return 3 * sizeof(float) * extent.entries() +
         PartialSvd::bytes(extent.rows, extent.cols, std::min(extent.rows, extent.cols));
}

}  // namespace lacuna::classic
