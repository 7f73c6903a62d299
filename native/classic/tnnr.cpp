#include "classic/tnnr.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>
#include <vector>

#include "classic/factored_estimate.h"
#include "classic/filled_matrix.h"
#include "classic/nuclear_prox.h"
#include "cpu/parallel.h"
#include "linalg/host_product.h"
#include "linalg/partial_svd.h"
#include "linalg/tall_matrix.h"

namespace lacuna::classic {
namespace {

constexpr std::size_t kRows = 16;  // that a thread takes at once

double relative(const Moved& moved) {
  if (moved.size > 0.0) {
    return std::sqrt(moved.by / moved.size);
  }
  return moved.by > 0.0 ? 1.0 : 0.0;
}

/// The inner problems: X ← D_τ(Z), where Z = X + τ·AᵀB at missing entries.
class Tnnr final : public Method {
 public:
  Tnnr(const TnnrSpec& spec, const Context& context)
      : spec_(spec),
        rank_(std::min({spec.rank, context.observed.row_count, context.observed.col_count})),
        context_(context),
        svd_(context.team, context.observed.row_count, context.observed.col_count, context.seed,
             context.stop),
        x_(std::size_t{context.observed.row_count} * context.observed.col_count),
        before_(x_.size()),
        z_(x_.size()),
        lift_(x_.size()),
        duals_(spec.solver == TnnrSolver::admm ? context.observed.count() : 0) {
    for (std::size_t row = 0; row < context.observed.row_count; ++row) {
      placeRow(context.observed, row, x_.data() + row * context.observed.col_count);
    }
    triplets_ = svd_.largest(x_, rank_);
    tau_ = spec.ratio * triplets_.s[0];
  }

  Progressed step() override {
    setLift();
    const std::vector<float> start = x_;
    before_ = x_;
    momentum_ = 1.0;
    double objective = HUGE_VAL;
    double errors = 0.0;
    for (std::uint32_t iteration = 0; iteration < spec_.iterations; ++iteration) {
      throwIfStopped(context_);
      const Compared compared = spec_.solver == TnnrSolver::admm ? admm() : apgl(objective);
      errors = compared.errors;
      if (!(relative(compared.moved) > spec_.tolerance)) {
        break;
      }
    }
    const Moved moved =
        compareRows(context_.team, context_.observed.row_count, [&](std::size_t i) {
          const std::size_t first = i * context_.observed.col_count;
          return Compared{
              movedBy(x_.data() + first, start.data() + first, context_.observed.col_count), 0.0};
        }).moved;
    return {relative(moved), errors / static_cast<double>(context_.observed.count())};
  }

  void predict(std::span<const Place> places, std::span<float> values) override {
    predictFrom(factors(), places, values);
  }
  void fill(std::span<float> matrix) override { std::ranges::copy(x_, matrix.begin()); }
  Factors factors() override { return factorsOf(triplets_); }
  [[nodiscard]] std::uint32_t rank() const override { return triplets_.count; }

 private:
  /// τ·AᵀB of the singular vectors of X.
  void setLift() {
    const std::uint32_t count = std::min(rank_, triplets_.count);
    const Entries& observed = context_.observed;
    TallMatrix u = leadingColumns({observed.row_count, triplets_.count, triplets_.u}, count);
    const TallMatrix v = leadingColumns({observed.col_count, triplets_.count, triplets_.v}, count);
    scaleColumns(u, std::vector<double>(count, tau_));
    fillFrom(context_.team, {std::move(u.data), v.data, count}, observed.row_count,
             observed.col_count, lift_);
  }

  /// The alternating directions W (entries as observed) and X, and the dual Y. Behind the update of
  /// Y it is −AᵀB at missing entries, so what has to be kept of it is Y/ρ at observed ones.
  Compared admm() {
    forRows([&](std::size_t row, std::size_t first) {
      const Entries& observed = context_.observed;
      for (std::size_t k = first; k < first + observed.col_count; ++k) {
        z_[k] = x_[k] + lift_[k];
      }
      for (std::size_t e = observed.row_offsets[row]; e < observed.row_offsets[row + 1]; ++e) {
        z_[first + observed.cols[e]] = observed.values[e] - duals_[e];
      }
    });
    shrink();
    forRows([&](std::size_t row, std::size_t first) {
      const Entries& observed = context_.observed;
      for (std::size_t e = observed.row_offsets[row]; e < observed.row_offsets[row + 1]; ++e) {
        duals_[e] += x_[first + observed.cols[e]] - observed.values[e];
      }
    });
    return compareFilled(context_.team, context_.observed, x_, before_);
  }

  /// A proximal gradient step of size 1, one over the Lipschitz constant of the fidelity, from
  /// X + β(X − X_before); β begins again where the objective rose.
  Compared apgl(double& objective) {
    const double next = 0.5 * (1.0 + std::sqrt(1.0 + 4.0 * momentum_ * momentum_));
    const auto beta = static_cast<float>((momentum_ - 1.0) / next);
    momentum_ = next;
    forRows([&](std::size_t row, std::size_t first) {
      const Entries& observed = context_.observed;
      for (std::size_t k = first; k < first + observed.col_count; ++k) {
        z_[k] = x_[k] + beta * (x_[k] - before_[k]);
      }
      placeRow(observed, row, z_.data() + first);
      for (std::size_t k = first; k < first + observed.col_count; ++k) {
        z_[k] += lift_[k];
      }
    });
    shrink();
    const Compared compared = compareFilled(context_.team, context_.observed, x_, before_);
    const double now = 0.5 * compared.errors + tau_ * nuclearNorm(triplets_) - lifted();
    if (now > objective) {
      momentum_ = 1.0;
    }
    objective = now;
    return compared;
  }

  void shrink() {
    triplets_ = nuclearProx(svd_, z_, tau_);
    std::swap(x_, before_);
    fillFrom(context_.team, factorsOf(triplets_), context_.observed.row_count,
             context_.observed.col_count, x_);
  }

  /// τ·tr(A·X·Bᵀ).
  double lifted() {
    std::vector<double> sums(context_.observed.row_count);
    forRows([&](std::size_t row, std::size_t first) {
      const auto at = static_cast<std::ptrdiff_t>(first);
      sums[row] = std::inner_product(x_.begin() + at, x_.begin() + at + context_.observed.col_count,
                                     lift_.begin() + at, 0.0);
    });
    return std::accumulate(sums.begin(), sums.end(), 0.0);
  }

  /// body(row, where its entries begin).
  template <class Body>
  void forRows(const Body& body) {
    cpu::parallelFor(context_.team, context_.observed.row_count, kRows, [&](cpu::Range rows) {
      for (std::size_t row = rows.begin; row < rows.end; ++row) {
        body(row, row * context_.observed.col_count);
      }
    });
  }

  TnnrSpec spec_;
  std::uint32_t rank_;
  const Context& context_;
  PartialSvd svd_;
  std::vector<float> x_;       // rows × cols; of triplets_ but for the start, P_Ω(M)
  std::vector<float> before_;  // rows × cols
  std::vector<float> z_;       // rows × cols
  std::vector<float> lift_;    // rows × cols: τ·AᵀB
  std::vector<float> duals_;   // admm: Y/ρ, one for each observed entry
  Triplets triplets_;
  double tau_ = 0.0;
  double momentum_ = 1.0;
};

}  // namespace

std::unique_ptr<Method> makeMethod(const TnnrSpec& spec, const Context& context) {
  return std::make_unique<Tnnr>(spec, context);
}

std::uint64_t methodBytes(const TnnrSpec& spec, const Extent& extent) {
  const std::uint64_t duals = spec.solver == TnnrSolver::admm ? extent.observed : 0;
  return sizeof(float) * (5 * extent.entries() + duals) +
         PartialSvd::bytes(extent.rows, extent.cols, std::min(extent.rows, extent.cols));
}

}  // namespace lacuna::classic
