#include "classic/threshold_path.h"

#include <algorithm>
#include <cmath>
#include <span>
#include <utility>
#include <vector>

#include "classic/entry_residuals.h"
#include "classic/factored_estimate.h"
#include "classic/gradient_step.h"
#include "linalg/partial_svd.h"

namespace lacuna::classic {
namespace {

constexpr double kMoved = 1e-3;     // change of a weight where X stays, so that the path goes on
constexpr double kRounding = 1e-9;  // of the number of weights

std::uint32_t weightsOf(const WeightPath& path) {
  const double falls = std::log(path.least / path.start) / std::log(path.factor);
  return static_cast<std::uint32_t>(std::floor(falls + kRounding)) + 1;
}

std::uint32_t mostRank(std::uint32_t max_rank, std::uint32_t rows, std::uint32_t cols) {
  return std::min({max_rank, rows, cols});
}

/// [(1 + β)·a, −β·before].
TallMatrix ahead(const TallMatrix& a, const TallMatrix& before, double beta) {
  std::vector<TallMatrix> parts{a, before};
  scaleColumns(parts[0], std::vector(a.cols, 1.0 + beta));
  scaleColumns(parts[1], std::vector(before.cols, -beta));
  return joined(parts);
}

class ThresholdPath final : public Method {
 public:
  ThresholdPath(const WeightPath& path, std::unique_ptr<SingularMap> map,
                std::unique_ptr<Momentum> momentum, const Context& context)
      : path_(path),
        map_(std::move(map)),
        momentum_(std::move(momentum)),
        context_(context),
        most_(mostRank(path.max_rank, context.observed.row_count, context.observed.col_count)),
        weights_(weightsOf(path)),
        svd_(context.team, context.observed.row_count, context.observed.col_count, context.seed,
             context.stop),
        residuals_(context),
        gradient_step_(context),
        left_(context.observed.row_count, 0),
        right_(context.observed.col_count, 0),
        left_before_(left_),
        right_before_(right_) {
    evaluate();
    const Triplets first = svd_.above(gradient_step_, 0.0, 1);
    largest_ = first.count > 0 ? first.s[0] : 0.0;
  }

  Progressed step() override {
    const double fitted = static_cast<double>(context_.observed.count());
    if (!(largest_ > 0.0) || weight_ == weights_) {
      return {0.0, errors_ / fitted};
    }
    begin(path_.start * std::pow(path_.factor, weight_));
    ++weight_;
    double change = 0.0;
    for (std::uint32_t iteration = 0; iteration < path_.iterations; ++iteration) {
      throwIfStopped(context_);
      const double moved = iterate();
      change = std::max(change, moved);
      if (!(moved > path_.tolerance)) {
        break;
      }
    }
    return {weight_ == weights_ ? 0.0 : std::max(change, kMoved), errors_ / fitted};
  }

  void predict(std::span<const Place> places, std::span<float> values) override {
    predictFrom(factors(), places, values);
  }
  void fill(std::span<float> matrix) override {
    fillFrom(context_.team, factors(), context_.observed.row_count, context_.observed.col_count,
             matrix);
  }
  Factors factors() override { return {left_.data, right_.data, rank()}; }
  [[nodiscard]] std::uint32_t rank() const override {
    return static_cast<std::uint32_t>(left_.cols);
  }

 private:
  void begin(double lambda) {
    lambda_ = lambda;
    threshold_ = threshold(*map_, lambda);
    momentum_->restart();
    objective_ = HUGE_VAL;
  }

  double iterate() {
    lookAhead(momentum_->next());
    Triplets triplets = svd_.above(gradient_step_, threshold_ * largest_, most_);
    double penalty = 0.0;
    for (double& s : triplets.s) {
      const double shrunk = map_->shrink(s / largest_, lambda_);
      penalty += map_->penalty(shrunk, lambda_);
      s = shrunk * largest_;
    }
    take(std::move(triplets));
    const double objective = penalty + 0.5 * errors_ / (largest_ * largest_);
    if (objective > objective_) {
      momentum_->restart();
    }
    objective_ = objective;
    return residuals_.change();
  }

  /// The gradient step from X + β(X − X_before).
  void lookAhead(double beta) {
    const std::span<const float> residuals = residuals_.values();
    if (!(beta > 0.0)) {
      gradient_step_.set(left_, right_, residuals);
    } else {
      std::vector<float> there(residuals.size());
      std::transform(residuals.begin(), residuals.end(), residuals_before_.begin(), there.begin(),
                     [&](double now, double before) {
                       return static_cast<float>(now + beta * (now - before));
                     });
      gradient_step_.set(ahead(left_, left_before_, beta),
                         joined(std::vector{right_, right_before_}), there);
    }
    residuals_before_.assign(residuals.begin(), residuals.end());
  }

  /// X = Σ s_i·u_i·v_iᵀ over those that are left.
  void take(Triplets triplets) {
    const auto rank = static_cast<std::size_t>(
        std::find_if(triplets.s.begin(), triplets.s.end(), [](double s) { return !(s > 0.0); }) -
        triplets.s.begin());
    left_before_ = std::move(left_);
    right_before_ = std::move(right_);
    const std::size_t count = triplets.count;
    left_ = leadingColumns({left_before_.rows, count, std::move(triplets.u)}, rank);
    right_ = leadingColumns({right_before_.rows, count, std::move(triplets.v)}, rank);
    scaleColumns(left_, triplets.s);
    evaluate();
  }

  /// R and ‖R‖²; the kernel wants a column, and gives R·B, which nobody needs.
  void evaluate() {
    const std::size_t width = std::max<std::size_t>(left_.cols, 1);
    TallMatrix image(left_.rows, width);
    const TallMatrix zero(left_.cols > 0 ? 0 : std::max(left_.rows, right_.rows), 1);
    errors_ = residuals_.evaluate(left_.cols > 0 ? left_.data : zero.data,
                                  left_.cols > 0 ? right_.data : zero.data,
                                  static_cast<std::uint32_t>(width), image.data);
  }

  WeightPath path_;
  std::unique_ptr<SingularMap> map_;
  std::unique_ptr<Momentum> momentum_;
  const Context& context_;
  std::uint32_t most_;
  std::uint32_t weights_;  // of the path
  PartialSvd svd_;
  EntryResiduals residuals_;
  GradientStep gradient_step_;
  TallMatrix left_;   // rows × rank, U·diag(s)
  TallMatrix right_;  // cols × rank, V
  TallMatrix left_before_;
  TallMatrix right_before_;
  std::vector<float> residuals_before_;
  double errors_ = 0.0;   // ‖R‖²
  double largest_ = 0.0;  // s_1
  std::uint32_t weight_ = 0;
  double lambda_ = 0.0;
  double threshold_ = 0.0;
  double objective_ = HUGE_VAL;
};

}  // namespace

std::unique_ptr<Method> makeThresholdPath(const WeightPath& path, std::unique_ptr<SingularMap> map,
                                          std::unique_ptr<Momentum> momentum,
                                          const Context& context) {
  return std::make_unique<ThresholdPath>(path, std::move(map), std::move(momentum), context);
}

std::uint64_t thresholdPathBytes(const WeightPath& path, const Extent& extent) {
  const std::uint64_t most = mostRank(path.max_rank, extent.rows, extent.cols);
  const std::uint64_t lines = std::uint64_t{extent.rows} + extent.cols;
  // Entries, and the transposed matrix beside them.
  const std::uint64_t entries = PartialSvd::needsEntries(extent.rows, extent.cols, most)
                                    ? 2 * sizeof(float) * extent.entries()
                                    : 0;
  return residualBytes(extent.rows, extent.observed) + 2 * sizeof(float) * extent.observed +
         gradientStepBytes(extent, 2 * most) + 3 * sizeof(float) * most * lines + entries +
         PartialSvd::bytes(extent.rows, extent.cols, most);
}

}  // namespace lacuna::classic
