#include "classic/mss.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "classic/entry_residuals.h"
#include "classic/factored_estimate.h"
#include "classic/schatten_prox.h"
#include "linalg/tall_matrix.h"

namespace lacuna::classic {
namespace {

constexpr double kLargerEta = 1.1;   // η after a step that let the objective rise
constexpr double kRounding = 1e-7;   // of the objective
constexpr double kLeastNorm = 1e-4;  // of what stands beside a factor
constexpr double kRankFloor = 1e-4;  // singular values that count, relative to the largest

/// One factor. The last is stored transposed, so that rows are always those of X or inner ones.
struct Factor {
  TallMatrix x;
  TallMatrix before;
  double exponent;
  double penalty = 0.0;    // ‖x‖_p^p/p
  double lipschitz = 0.0;  // of the last update
};

TallMatrix identity(std::size_t n) {
  TallMatrix result(n, n);
  for (std::size_t k = 0; k < n; ++k) {
    result.data[k * n + k] = 1.0F;
  }
  return result;
}

class Mss final : public Method {
 public:
  Mss(const MssSpec& spec, const Context& context)
      : context_(context),
        residuals_(context),
        lambda_(spec.lambda),
        eta_(spec.eta),
        width_(std::min({spec.rank, context.observed.row_count, context.observed.col_count})) {
    const std::size_t count = spec.exponents.size();
    for (std::size_t i = 0; i < count; ++i) {
      TallMatrix x = i == 0           ? start(context.observed.row_count, 0)
                     : i + 1 == count ? start(context.observed.col_count, 1)
                                      : identity(width_);
      factors_.push_back({x, x, spec.exponents[i]});
      factors_.back().penalty = penaltyOf(x, spec.exponents[i]);
    }
    objective_ = evaluate();
  }

  Progressed step() override {
    const double next = 0.5 * (1.0 + std::sqrt(1.0 + 4.0 * momentum_ * momentum_));
    const double extrapolation = (momentum_ - 1.0) / next;
    momentum_ = next;
    for (std::size_t i = 0; i < factors_.size(); ++i) {
      update(i, extrapolation);
    }
    const double change = residuals_.change();
    return {change, error_ / static_cast<double>(context_.observed.count())};
  }

  void predict(std::span<const Place> places, std::span<float> values) override {
    predictFrom(factors(), places, values);
  }
  void fill(std::span<float> matrix) override {
    fillFrom(context_.team, factors(), context_.observed.row_count, context_.observed.col_count,
             matrix);
  }
  Factors factors() override {
    return {left(factors_.size() - 1).data, factors_.back().x.data, width_};
  }
  [[nodiscard]] std::uint32_t rank() const override {
    const TallSvd a = tallSvd(context_.team, left(factors_.size() - 1));
    TallMatrix b = product(context_.team, factors_.back().x.view(), a.v.view());
    scaleColumns(b, a.s);
    const std::vector<double> s = tallSvd(context_.team, b).s;
    return static_cast<std::uint32_t>(
        std::count_if(s.begin(), s.end(), [&](double value) { return value > kRankFloor * s[0]; }));
  }

 private:
  /// Draws from [0, 1), scaled so that the product has about the size of the observed entries.
  [[nodiscard]] TallMatrix start(std::size_t rows, std::uint32_t stream) const {
    TallMatrix x = drawn(rows, width_, context_.seed, stream);
    const double size =
        std::sqrt(residuals_.size() / static_cast<double>(context_.observed.count()));
    const double scale = std::sqrt(4.0 * size / width_);
    std::transform(x.data.begin(), x.data.end(), x.data.begin(),
                   [&](float value) { return static_cast<float>(scale * (0.5 * value + 0.5)); });
    return x;
  }

  /// X_1·…·X_{i−1}, rows × width; of i >= 1.
  [[nodiscard]] TallMatrix left(std::size_t i) const {
    TallMatrix a = factors_.front().x;
    for (std::size_t k = 1; k < i; ++k) {
      a = product(context_.team, a.view(), factors_[k].x.view());
    }
    return a;
  }

  /// (X_{i+1}·…·X_I)ᵀ, cols × width; of i < I.
  [[nodiscard]] TallMatrix right(std::size_t i) const {
    TallMatrix b = factors_.back().x;
    for (std::size_t k = factors_.size() - 2; k > i; --k) {
      b = product(context_.team, b.view(), factors_[k].x.view().transposed());
    }
    return b;
  }

  /// Squared spectral norm.
  [[nodiscard]] double squaredNorm(const TallMatrix& a) const {
    const double norm = std::max(tallSvd(context_.team, a).s[0], kLeastNorm);
    return norm * norm;
  }

  static double penaltyFrom(const std::vector<double>& s, double p) {
    double sum = 0.0;
    for (const double value : s) {
      sum += value > 0.0 ? std::pow(value, p) : 0.0;
    }
    return sum / p;
  }

  [[nodiscard]] double penaltyOf(const TallMatrix& x, double p) const {
    return penaltyFrom(tallSvd(context_.team, x).s, p);
  }

  /// R·b of X = a·bᵀ; sets the error.
  TallMatrix residuals(const TallMatrix& a, const TallMatrix& b) {
    TallMatrix image(a.rows, width_);
    error_ = residuals_.evaluate(a.data, b.data, width_, image.data);
    return image;
  }

  /// The objective.
  double evaluate() {
    (void)residuals(left(factors_.size() - 1), factors_.back().x);
    double penalty = 0.0;
    for (const Factor& factor : factors_) {
      penalty += factor.penalty;
    }
    return 0.5 * error_ + lambda_ * penalty;
  }

  /// Beside factor i, and L/η.
  struct Beside {
    TallMatrix left;   // none of the first factor
    TallMatrix right;  // none of the last
    double lipschitz;
  };

  [[nodiscard]] Beside beside(std::size_t i) const {
    Beside result{{}, {}, 1.0};
    if (i > 0) {
      result.left = left(i);
      result.lipschitz *= squaredNorm(result.left);
    }
    if (i + 1 < factors_.size()) {
      result.right = right(i);
      result.lipschitz *= squaredNorm(result.right);
    }
    return result;
  }

  /// left_iᵀ·R·right_iᵀ at x, in the layout of the factor.
  TallMatrix gradient(std::size_t i, const TallMatrix& x, const Beside& beside) {
    if (i == 0) {
      return residuals(x, beside.right);
    }
    if (i + 1 == factors_.size()) {
      (void)residuals(beside.left, x);
      TallMatrix image(x.rows, width_);
      residuals_.applyTransposed(beside.left.data, width_, image.data);
      return image;
    }
    const TallMatrix image =
        residuals(product(context_.team, beside.left.view(), x.view()), beside.right);
    return product(context_.team, beside.left.view().transposed(), image.view());
  }

  void update(std::size_t i, double extrapolation) {
    throwIfStopped(context_);
    Factor& factor = factors_[i];
    const Beside around = beside(i);
    const TallMatrix x = factor.x;
    const double penalty = factor.penalty;
    for (;;) {
      const double lipschitz = eta_ * around.lipschitz;
      const double along = factor.lipschitz > 0.0
                               ? std::min(extrapolation, std::sqrt(factor.lipschitz / lipschitz))
                               : 0.0;
      const TallMatrix from = extrapolated(x, factor.before, along);
      shrink(factor, descended(from, gradient(i, from, around), lipschitz), lambda_ / lipschitz);
      const double objective = evaluate();
      const bool last = along == 0.0 && eta_ >= 1.0;
      if (objective <= objective_ * (1.0 + kRounding) || last) {
        objective_ = objective;
        factor.before = x;
        factor.lipschitz = lipschitz;
        return;
      }
      factor.x = x;
      factor.penalty = penalty;
      if (along == 0.0) {
        eta_ = std::min(kLargerEta * eta_, 1.0);
      }
      extrapolation = 0.0;
      momentum_ = 1.0;
    }
  }

  /// x + along·(x − before).
  static TallMatrix extrapolated(TallMatrix x, const TallMatrix& before, double along) {
    std::transform(x.data.begin(), x.data.end(), before.data.begin(), x.data.begin(),
                   [&](float now, float then) {
                     return static_cast<float>(now + along * (static_cast<double>(now) - then));
                   });
    return x;
  }

  static TallMatrix descended(TallMatrix x, const TallMatrix& gradient, double lipschitz) {
    std::transform(
        x.data.begin(), x.data.end(), gradient.data.begin(), x.data.begin(),
        [&](float value, float slope) { return static_cast<float>(value - slope / lipschitz); });
    return x;
  }

  /// The factor becomes the proximal map of x, which acts on singular values: x·V·diag(f)·Vᵀ.
  void shrink(Factor& factor, const TallMatrix& x, double tau) const {
    TallSvd svd = tallSvd(context_.team, x);
    std::vector<double> shares(width_);
    for (std::size_t k = 0; k < width_; ++k) {
      const double s = svd.s[k];
      svd.s[k] = schattenProx(s, tau, factor.exponent);
      shares[k] = s > 0.0 ? svd.s[k] / s : 0.0;
    }
    factor.penalty = penaltyFrom(svd.s, factor.exponent);
    TallMatrix scaled = svd.v;
    scaleColumns(scaled, shares);
    const TallMatrix turn = product(context_.team, scaled.view(), svd.v.view().transposed());
    factor.x = product(context_.team, x.view(), turn.view());
  }

  const Context& context_;
  EntryResiduals residuals_;
  double lambda_;
  double eta_;
  std::uint32_t width_;
  std::vector<Factor> factors_;
  double momentum_ = 1.0;
  double error_ = 0.0;  // ‖R‖²
  double objective_ = 0.0;
};

}  // namespace

std::unique_ptr<Method> makeMethod(const MssSpec& spec, const Context& context) {
  return std::make_unique<Mss>(spec, context);
}

std::uint64_t methodBytes(const MssSpec& spec, const Extent& extent) {
  return residualBytes(extent.rows, extent.observed) +
         8 * sizeof(float) * spec.rank * (std::uint64_t{extent.rows} + extent.cols) +
         3 * sizeof(float) * spec.exponents.size() * spec.rank * std::uint64_t{spec.rank};
}

}  // namespace lacuna::classic
