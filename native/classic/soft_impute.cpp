#include "classic/soft_impute.h"

#include <algorithm>
#include <cmath>

#include "classic/factored_estimate.h"
#include "classic/soft_impute_solver.h"

namespace lacuna::classic {
namespace {

Entries centred(const Entries& observed, float by) {
  Entries result = observed;
  for (float& value : result.values) {
    value -= by;
  }
  return result;
}

class SoftImpute final : public Method {
 public:
  SoftImpute(const SoftImputeSpec& spec, const Context& context)
      : spec_(spec),
        mean_(spec.centre ? static_cast<float>(context.observed.mean()) : 0.0F),
        centred_(spec.centre ? centred(context.observed, mean_) : Entries{}),
        context_{context.team, spec.centre ? centred_ : context.observed, context.seed,
                 context.stop},
        solver_(spec.algorithm == SoftImputeAlgorithm::full
                    ? makeFullSolver(context_)
                    : makeAlsSolver(context_, spec.max_rank)),
        largest_(solver_->largest()) {}

  Progressed step() override {
    if (spec_.ratio) {
      return solver_->iterate(*spec_.ratio * largest_);
    }
    if (point_ == spec_.points) {
      return {0.0, last_.fidelity};
    }
    ++point_;
    const double along = static_cast<double>(point_) / spec_.points;
    return last_ = solve(largest_ * std::pow(spec_.least, along));
  }

  void predict(std::span<const Place> places, std::span<float> values) override {
    predictFrom(factors(), places, values);
  }
  void fill(std::span<float> matrix) override {
    fillFrom(context_.team, factors(), context_.observed.row_count, context_.observed.col_count,
             matrix);
  }
  Factors factors() override {
    const Factors x = solver_->factors();
    return spec_.centre
               ? withConstant(x, context_.observed.row_count, context_.observed.col_count, mean_)
               : x;
  }
  [[nodiscard]] std::uint32_t rank() const override {
    return solver_->rank() + (spec_.centre ? 1 : 0);
  }

 private:
  /// One point of the path. Its change is that of all iterations, at least; no point but the last
  /// is the end.
  Progressed solve(double lambda) {
    double change = 0.0;
    for (std::uint32_t iteration = 0; iteration < spec_.iterations; ++iteration) {
      throwIfStopped(context_);
      const Progressed progressed = solver_->iterate(lambda);
      change = std::max(change, progressed.change);
      last_ = progressed;
      if (progressed.change <= spec_.tolerance) {
        break;
      }
    }
    return {point_ == spec_.points ? 0.0 : std::max(change, 1e-12), last_.fidelity};
  }

  SoftImputeSpec spec_;
  float mean_;
  Entries centred_;
  Context context_;
  std::unique_ptr<SoftImputeSolver> solver_;
  double largest_;
  std::uint32_t point_ = 0;
  Progressed last_{};
};

}  // namespace

std::unique_ptr<Method> makeMethod(const SoftImputeSpec& spec, const Context& context) {
  return std::make_unique<SoftImpute>(spec, context);
}

std::uint64_t methodBytes(const SoftImputeSpec& spec, const Extent& extent) {
  const std::uint64_t entries =
      spec.centre ? entriesBytes(extent.rows, extent.cols, extent.observed) : 0;
  return entries + (spec.algorithm == SoftImputeAlgorithm::full
                        ? fullSolverBytes(extent)
                        : alsSolverBytes(extent, spec.max_rank));
}

}  // namespace lacuna::classic
