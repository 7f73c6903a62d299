#include "classic/lmafit.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>
#include <vector>

#include "classic/entry_residuals.h"
#include "classic/factored_estimate.h"
#include "linalg/orthonormal_columns.h"
#include "linalg/tall_matrix.h"

namespace lacuna::classic {
namespace {

constexpr double kSlow = 0.7;              // the residual falls by less: ω grows
constexpr double kGrowth = 0.25;           // of ω − 1, at least
constexpr double kShrinkage = 0.1;         // of that growth, where a step was in vain
constexpr std::uint32_t kSettling = 5;     // steps before ranks are judged
constexpr std::uint32_t kLastFall = 50;    // steps after which it no longer falls
constexpr double kMostRise = 1.5;          // of the residual, where rank falls
constexpr double kGap = 10.0;              // the largest drop, relative to the mean of the others
constexpr double kLeastShare = 0.1;        // of the rank, that is left
constexpr double kFloor = 1e-12;           // singular values of Z·B, relative to the largest
constexpr double kStalled = 1e-3;          // relative fall of the residual below which rank grows
constexpr double kExact = 1e-6;            // relative residual of float: nothing left to explain
constexpr std::uint32_t kFirstStream = 1;  // of random draws

class Lmafit final : public Method {
 public:
  Lmafit(const LmafitSpec& spec, const Context& context)
      : context_(context),
        residuals_(context),
        strategy_(spec.strategy),
        max_rank_(
            std::min({spec.max_rank, context.observed.row_count, context.observed.col_count})),
        b_(drawn(context.observed.col_count,
                 std::min({spec.rank, context.observed.row_count, context.observed.col_count}),
                 context.seed, stream_++)) {
    orthonormaliseBeside(context.team, b_, {});
    a_ = TallMatrix(context.observed.row_count, b_.cols);
    error_ = evaluate();
  }

  Progressed step() override {
    if (!(error_ > 0.0)) {
      return {0.0, 0.0};
    }
    ++steps_;
    const double ratio = mayFall() && cutRank() ? 0.0 : descend();
    const double change = ratio < 1.0 ? residuals_.change() : 0.0;
    const double fidelity = error_ / static_cast<double>(context_.observed.count());
    if (mayGrow() && !(ratio < 1.0 - kStalled)) {
      grow();
      return {std::max(change, unexplained()), fidelity};
    }
    return {change, fidelity};
  }

  void predict(std::span<const Place> places, std::span<float> values) override {
    predictFrom(factors(), places, values);
  }
  void fill(std::span<float> matrix) override {
    fillFrom(context_.team, factors(), context_.observed.row_count, context_.observed.col_count,
             matrix);
  }
  Factors factors() override { return {a_.data, b_.data, rank()}; }
  [[nodiscard]] std::uint32_t rank() const override { return static_cast<std::uint32_t>(b_.cols); }

 private:
  /// ‖R‖², with R·B.
  double evaluate() {
    image_ = TallMatrix(a_.rows, b_.cols);
    return residuals_.evaluate(a_.data, b_.data, rank(), image_.data);
  }

  /// A step that lets the residual fall, by that ratio; not below 1 where there is none, to the
  /// precision of float: then nothing has changed.
  double descend() {
    const TallMatrix a = a_;
    const TallMatrix b = b_;
    const double before = error_;
    double ratio = advance(before);
    if (!(ratio < 1.0) && relaxation_ > 0.0) {
      increment_ = std::max(kShrinkage * relaxation_, kShrinkage * increment_);
      relaxation_ = 0.0;
      restore(a, b);
      ratio = advance(before);
    }
    if (!(ratio < 1.0)) {
      restore(a, b);
    } else if (ratio > kSlow) {
      increment_ = std::max(increment_, kGrowth * relaxation_);
      relaxation_ += increment_;
    }
    return ratio;
  }

  /// Every few steps, until the rank has fallen once or there were many.
  [[nodiscard]] bool mayFall() const {
    return strategy_ == RankStrategy::decrease && !has_fallen_ && steps_ % kSettling == 0 &&
           steps_ <= kLastFall;
  }

  /// A plain step with less rank, where singular values drop enough and the residual does not rise
  /// too much: whether it was taken.
  bool cutRank() {
    const TallMatrix a = a_;
    const TallMatrix b = b_;
    relaxation_ = 0.0;
    const double ratio = advance(error_, true);
    has_fallen_ = b_.cols < b.cols && ratio < kMostRise;
    if (!has_fallen_) {
      restore(a, b);
    }
    return has_fallen_;
  }

  /// One step with ω = 1 + relaxation_: ‖R‖ relative to before. Where it judges, the rank may fall.
  double advance(double before, bool judges = false) {
    throwIfStopped(context_);
    const double omega = 1.0 + relaxation_;
    const TallMatrix gram = product(context_.team, b_.view().transposed(), b_.view());
    TallMatrix next = combined(product(context_.team, a_.view(), gram.view()), image_, omega);
    if (judges) {
      next = cut(next);
    }
    orthonormaliseBeside(context_.team, next, {});
    TallMatrix image(b_.rows, next.cols);
    residuals_.applyTransposed(next.data, static_cast<std::uint32_t>(next.cols), image.data);
    const TallMatrix turn = product(context_.team, a_.view().transposed(), next.view());
    b_ = combined(product(context_.team, b_.view(), turn.view()), image, omega);
    a_ = std::move(next);
    error_ = evaluate();
    return std::sqrt(error_ / before);
  }

  void restore(const TallMatrix& a, const TallMatrix& b) {
    a_ = a;
    b_ = b;
    error_ = evaluate();
  }

  /// x − ω·image.
  static TallMatrix combined(TallMatrix x, const TallMatrix& image, double omega) {
    std::transform(x.data.begin(), x.data.end(), image.data.begin(), x.data.begin(),
                   [&](float value, float of_residuals) {
                     return static_cast<float>(value - omega * of_residuals);
                   });
    return x;
  }

  /// The leading part of the span of a, where its singular values drop much more at one place than
  /// elsewhere; else a. The first drop does not count: it is large wherever the mean is not zero.
  [[nodiscard]] TallMatrix cut(const TallMatrix& a) const {
    const TallSvd svd = tallSvd(context_.team, a);
    std::vector<double> drops;
    for (std::size_t k = 1; k + 1 < a.cols; ++k) {
      drops.push_back(svd.s[k] / std::max(svd.s[k + 1], kFloor * svd.s[0]));
    }
    if (drops.size() < 2) {
      return a;
    }
    const auto largest = std::max_element(drops.begin(), drops.end());
    const double others = (std::accumulate(drops.begin(), drops.end(), 0.0) - *largest) /
                          static_cast<double>(drops.size() - 1);
    if (!(*largest > kGap * others)) {
      return a;
    }
    const auto at = static_cast<std::size_t>(largest - drops.begin()) + 2;
    const auto least = static_cast<std::size_t>(kLeastShare * static_cast<double>(a.cols));
    return product(context_.team, a.view(), leadingColumns(svd.v, std::max(at, least)).view());
  }

  [[nodiscard]] bool mayGrow() const {
    return strategy_ == RankStrategy::increase && b_.cols < max_rank_ && unexplained() > kExact;
  }

  /// ‖R‖/‖P_Ω(M)‖.
  [[nodiscard]] double unexplained() const {
    return residuals_.size() > 0.0 ? std::sqrt(error_ / residuals_.size()) : 0.0;
  }

  /// A column of zeros in A and a random one in B: X stays.
  void grow() {
    a_ = joined(std::vector{std::move(a_), TallMatrix(context_.observed.row_count, 1)});
    b_ = joined(std::vector{std::move(b_),
                            drawn(context_.observed.col_count, 1, context_.seed, stream_++)});
    relaxation_ = 0.0;
    increment_ = 1.0;
    error_ = evaluate();
  }

  const Context& context_;
  EntryResiduals residuals_;
  RankStrategy strategy_;
  std::size_t max_rank_;
  std::uint32_t stream_ = kFirstStream;
  TallMatrix a_;             // rows × rank, orthonormal
  TallMatrix b_;             // cols × rank
  TallMatrix image_;         // R·B
  double error_ = 0.0;       // ‖R‖²
  double relaxation_ = 0.0;  // ω − 1
  double increment_ = 1.0;
  std::uint64_t steps_ = 0;
  bool has_fallen_ = false;  // the rank, once
};

}  // namespace

std::unique_ptr<Method> makeMethod(const LmafitSpec& spec, const Context& context) {
  return std::make_unique<Lmafit>(spec, context);
}

std::uint64_t methodBytes(const LmafitSpec& spec, const Extent& extent) {
  const std::uint64_t width = spec.strategy == RankStrategy::increase ? spec.max_rank : spec.rank;
  return residualBytes(extent.rows, extent.observed) +
         6 * sizeof(float) * width * (std::uint64_t{extent.rows} + extent.cols);
}

}  // namespace lacuna::classic
