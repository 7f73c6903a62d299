#include "classic/soft_impute.h"

#include <algorithm>
#include <cmath>

#include "classic/factored_estimate.h"
#include "classic/soft_impute_solver.h"

namespace lacuna::classic {
namespace {

constexpr double kMoved = 1e-3;  // change of a point of the path where X stays, so that it goes on

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
    const double change = spec_.ratio ? solver_->iterate(*spec_.ratio * largest_) : nextPoint();
    x_ = solver_->factors();
    const double fidelity = solver_->fidelity(x_);
    if (spec_.centre) {
      x_ = withConstant(x_, context_.observed.row_count, context_.observed.col_count, mean_);
    }
    return {change, fidelity};
  }

  void predict(std::span<const Place> places, std::span<float> values) override {
    predictFrom(x_, places, values);
  }
  void fill(std::span<float> matrix) override {
    fillFrom(context_.team, x_, context_.observed.row_count, context_.observed.col_count, matrix);
  }
  Factors factors() override { return x_; }
  [[nodiscard]] std::uint32_t rank() const override { return x_.width; }

 private:
  /// Solves the next point of the path: the change of its iterations, at least. Only the last one
  /// is the end, so no other says 0.
  double nextPoint() {
    if (point_ == spec_.points) {
      return 0.0;
    }
    ++point_;
    const double lambda =
        largest_ * std::pow(spec_.least, static_cast<double>(point_) / spec_.points);
    double change = 0.0;
    for (std::uint32_t iteration = 0; iteration < spec_.iterations; ++iteration) {
      throwIfStopped(context_);
      const double moved = solver_->iterate(lambda);
      change = std::max(change, moved);
      if (moved <= spec_.tolerance) {
        break;
      }
    }
    return point_ == spec_.points ? 0.0 : std::max(change, kMoved);
  }

  SoftImputeSpec spec_;
  float mean_;
  Entries centred_;
  Context context_;
  std::unique_ptr<SoftImputeSolver> solver_;
  double largest_;
  std::uint32_t point_ = 0;
  Factors x_;
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
