#include <algorithm>
#include <cmath>
#include <vector>

#include "classic/entry_residuals.h"
#include "classic/factored_estimate.h"
#include "classic/soft_impute_solver.h"
#include "linalg/orthonormal_columns.h"
#include "linalg/tall_matrix.h"

namespace lacuna::classic {
namespace {

constexpr std::uint32_t kBlock = 6;        // columns that look for the largest singular value
constexpr std::uint32_t kPowers = 100;     // products for it, at most
constexpr double kPowerTolerance = 1e-5;   // of it, from one product to the next
constexpr double kGone = 1e-3;             // d² below this share of λ has died out
constexpr std::uint32_t kFirstStream = 1;  // of random draws

/// X = A·Bᵀ with A = U·D and B = V·D, orthonormal U and V. Each half of an iteration is a ridge
/// regression of P_Ω(M) + P_Ω⊥(A·Bᵀ) = A·Bᵀ − R on A, or on B, where R = P_Ω(A·Bᵀ − M).
class AlsSolver final : public SoftImputeSolver {
 public:
  AlsSolver(const Context& context, std::uint32_t max_rank)
      : context_(context),
        residuals_(context),
        width_(std::min({max_rank, context.observed.row_count, context.observed.col_count})),
        u_(context.observed.row_count, width_),
        v_(context.observed.col_count, width_),
        squares_(width_) {
    evaluate();
  }

  /// Subspace iteration on P_Ω(M), which is −R of X = 0.
  double largest() override {
    TallMatrix v =
        drawn(v_.rows, std::min({std::size_t{kBlock}, u_.rows, v_.rows}), context_.seed, stream_++);
    double largest = 0.0;
    for (std::uint32_t power = 0; power < kPowers; ++power) {
      throwIfStopped(context_);
      orthonormaliseBeside(context_.team, v, {});
      if (v.cols == 0) {
        return 0.0;
      }
      const TallMatrix zero(u_.rows, v.cols);
      TallMatrix image(u_.rows, v.cols);
      const auto width = static_cast<std::uint32_t>(v.cols);
      (void)residuals_.evaluate(zero.data, v.data, width, image.data);
      const double before = largest;
      largest = tallSvd(context_.team, image).s[0];
      if (std::abs(largest - before) <= kPowerTolerance * largest) {
        break;
      }
      residuals_.applyTransposed(image.data, width, v.data);
    }
    return largest;
  }

  double iterate(double lambda) override {
    if (lambda != lambda_) {
      lambda_ = lambda;
      revive();
    }
    TallMatrix image(v_.rows, width_);
    residuals_.applyTransposed(scaled(u_).data, width_, image.data);
    regress(v_, u_, image);
    evaluate();
    regress(u_, v_, image_);
    evaluate();
    return residuals_.change();
  }

  [[nodiscard]] double fidelity(const Factors& x) const override {
    return meanSquareOf(context_.team, x, context_.observed);
  }

  /// (A·Bᵀ − R)·V = U'·diag(σ)·Wᵀ gives X = U'·diag((σ − λ)₊)·(V·W)ᵀ.
  [[nodiscard]] Factors factors() const override {
    TallMatrix image = image_;  // R·V·D
    for (std::size_t k = 0; k < image.data.size(); ++k) {
      const double square = squares_[k % width_];
      const double of_residuals = square > 0.0 ? image.data[k] / std::sqrt(square) : 0.0;
      image.data[k] = static_cast<float>(square * u_.data[k] - of_residuals);
    }
    TallSvd svd = tallSvd(context_.team, image);
    const auto rank = static_cast<std::size_t>(
        std::count_if(svd.s.begin(), svd.s.end(), [&](double s) { return s > lambda_; }));
    for (double& s : svd.s) {
      s -= lambda_;
    }
    TallMatrix left = leadingColumns(svd.u, rank);
    scaleColumns(left, svd.s);
    const TallMatrix right = product(context_.team, v_.view(), leadingColumns(svd.v, rank).view());
    return {left.data, right.data, static_cast<std::uint32_t>(rank)};
  }

 private:
  [[nodiscard]] std::uint32_t living() const {
    return static_cast<std::uint32_t>(std::count_if(
        squares_.begin(), squares_.end(), [&](double square) { return square > kGone * lambda_; }));
  }

  /// times D.
  [[nodiscard]] TallMatrix scaled(TallMatrix a) const {
    std::vector<double> d(width_);
    std::transform(squares_.begin(), squares_.end(), d.begin(),
                   [](double square) { return std::sqrt(square); });
    scaleColumns(a, d);
    return a;
  }

  /// R, and its product with B.
  void evaluate() {
    image_ = TallMatrix(u_.rows, width_);
    (void)residuals_.evaluate(scaled(u_).data, scaled(v_).data, width_, image_.data);
  }

  /// Regresses on far·D, where `image` is R (or Rᵀ) times that: the solution times D is decomposed
  /// into the new near, D² and what turns `far`.
  void regress(TallMatrix& near, TallMatrix& far, const TallMatrix& image) {
    throwIfStopped(context_);
    TallMatrix solution(near.rows, width_);
    for (std::size_t k = 0; k < solution.data.size(); ++k) {
      const double square = squares_[k % width_];
      const double d = std::sqrt(square);
      const double shrunk = square + lambda_ > 0.0 ? d / (square + lambda_) : 0.0;
      solution.data[k] = static_cast<float>((near.data[k] * d * square - image.data[k]) * shrunk);
    }
    TallSvd svd = tallSvd(context_.team, solution);
    near = std::move(svd.u);
    squares_ = std::move(svd.s);
    far = product(context_.team, far.view(), svd.v.view());
  }

  /// Columns that died out begin again, as X = 0 in a random direction: with less λ they may live.
  void revive() {
    const std::size_t alive = living();
    const std::vector<TallMatrix> kept{leadingColumns(u_, alive)};
    TallMatrix fresh = drawn(u_.rows, width_ - alive, context_.seed, stream_++);
    orthonormaliseBeside(context_.team, fresh,
                         alive > 0 ? std::span(kept) : std::span(kept).first(0));
    width_ = static_cast<std::uint32_t>(alive + fresh.cols);
    u_ = joined(std::vector{kept.front(), fresh});
    v_ = joined(std::vector{leadingColumns(v_, alive), TallMatrix(v_.rows, fresh.cols)});
    squares_.resize(alive);
    squares_.resize(width_, lambda_);
  }

  const Context& context_;
  EntryResiduals residuals_;
  std::uint32_t width_;
  TallMatrix u_;                 // rows × width
  TallMatrix v_;                 // cols × width
  std::vector<double> squares_;  // D²
  TallMatrix image_;             // R·B
  double lambda_ = 0.0;
  std::uint32_t stream_ = kFirstStream;
};

}  // namespace

std::unique_ptr<SoftImputeSolver> makeAlsSolver(const Context& context, std::uint32_t max_rank) {
  return std::make_unique<AlsSolver>(context, max_rank);
}

std::uint64_t alsSolverBytes(const Extent& extent, std::uint32_t max_rank) {
  return residualBytes(extent.rows, extent.observed) +
         5 * sizeof(float) * max_rank * (std::uint64_t{extent.rows} + extent.cols);
}

}  // namespace lacuna::classic
