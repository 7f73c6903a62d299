#include "classic/fnnm.h"

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "classic/factored_estimate.h"
#include "classic/filled_matrix.h"
#include "classic/nuclear_prox.h"
#include "cpu/parallel.h"
#include "linalg/partial_svd.h"
#include "linalg/tall_matrix.h"
#include "support/error.h"

namespace lacuna::classic {
namespace {

constexpr std::size_t kRows = 16;  // that a thread takes at once

/// Both parts share a step: ‖a + b‖² <= kShare·(‖a‖² + ‖b‖²).
constexpr double kShare = 2.0;

/// What a largest singular value, found from below, is multiplied with for a bound.
constexpr double kAbove = 1.001;

TallMatrix featuresOf(const Features& given, std::uint32_t lines) {
  if (given.width == 0 || given.data.size() != std::size_t{lines} * given.width) {
    throw Error(ErrorCode::invalid_argument, "Expected features of every row and column");
  }
  if (!std::all_of(given.data.begin(), given.data.end(),
                   [](float value) { return std::isfinite(value); })) {
    throw Error(ErrorCode::invalid_argument, "Expected finite features");
  }
  return {lines, given.width, given.data};
}

double largestSize(const TallMatrix& a) {
  double largest = 0.0;
  for (const float value : a.data) {
    largest = std::max(largest, std::abs(static_cast<double>(value)));
  }
  return largest;
}

class Fnnm final : public Method {
 public:
  Fnnm(const FnnmSpec& spec, const Context& context)
      : mean_(spec.centre ? static_cast<float>(context.observed.mean()) : 0.0F),
        observed_(centred(context.observed, mean_)),
        context_(context),
        f_(featuresOf(spec.rows, observed_.row_count)),
        g_(featuresOf(spec.cols, observed_.col_count)),
        svd_(context.team, observed_.row_count, observed_.col_count, context.seed, context.stop),
        low_(f_.rows, g_.rows),
        low_before_(low_),
        sum_(low_),
        sum_before_(low_),
        residuals_(low_),
        z_(low_),
        n_(f_.cols, g_.cols),
        n_before_(n_) {
    for (std::size_t row = 0; row < f_.rows; ++row) {
      placeRow(observed_, row, z_.data.data() + row * g_.rows);
    }
    nuclear_ = spec.nuclear * svd_.largest(z_.data, 1).s[0];
    sparse_ = spec.sparse * largestSize(withFeatures(z_));
    throwIfStopped(context_);
    curvature_ = kShare * squaredNorm(f_) * squaredNorm(g_);
  }

  /// Nesterov's sequence begins again where the objective rose (O'Donoghue & Candès 2015).
  Progressed step() override {
    const double next = 0.5 * (1.0 + std::sqrt(1.0 + 4.0 * momentum_ * momentum_));
    const auto beta = static_cast<float>((momentum_ - 1.0) / next);
    momentum_ = next;
    descend(beta);
    const TallMatrix slope = withFeatures(residuals_);
    triplets_ = nuclearProx(svd_, z_.data, nuclear_ / kShare);
    std::swap(low_, low_before_);
    fillFrom(context_.team, factorsOf(triplets_), observed_.row_count, observed_.col_count,
             low_.data);
    const double size = shrink(beta, slope);
    std::swap(sum_, sum_before_);
    addExplained();
    const auto [moved, errors] = compare();
    const double objective = 0.5 * errors + nuclear_ * nuclearNorm(triplets_) + sparse_ * size;
    if (objective > objective_) {
      momentum_ = 1.0;
    }
    objective_ = objective;
    const double change =
        moved.size > 0.0 ? std::sqrt(moved.by / moved.size) : static_cast<double>(moved.by > 0.0);
    return {change, errors / static_cast<double>(observed_.count())};
  }

  void predict(std::span<const Place> places, std::span<float> values) override {
    predictFrom(factors(), places, values);
  }
  void fill(std::span<float> matrix) override {
    std::transform(sum_.data.begin(), sum_.data.end(), matrix.begin(),
                   [&](float value) { return value + mean_; });
  }

  /// (U·s, F·N, mean) and (V, G, 1), or F and G·Nᵀ where these are narrower.
  Factors factors() override {
    const Factors low = factorsOf(triplets_);
    const bool left = f_.cols <= g_.cols;
    const HostMatrix n{n_.data, f_.cols, g_.cols};
    const TallMatrix a = left ? f_ : product(context_.team, f_.view(), n);
    const TallMatrix b = left ? product(context_.team, g_.view(), n.transposed()) : g_;
    const std::vector<TallMatrix> lefts{{f_.rows, low.width, low.left}, a};
    const std::vector<TallMatrix> rights{{g_.rows, low.width, low.right}, b};
    Factors x{joined(lefts).data, joined(rights).data,
              static_cast<std::uint32_t>(low.width + a.cols)};
    return mean_ == 0.0F ? x : withConstant(x, observed_.row_count, observed_.col_count, mean_);
  }

  /// Of L and N together, at most.
  [[nodiscard]] std::uint32_t rank() const override {
    std::vector<bool> of_rows(f_.cols);
    std::vector<bool> of_cols(g_.cols);
    for (std::size_t k = 0; k < n_.data.size(); ++k) {
      if (n_.data[k] != 0.0F) {
        of_rows[k / g_.cols] = true;
        of_cols[k % g_.cols] = true;
      }
    }
    const auto used = [](const std::vector<bool>& flags) {
      return static_cast<std::uint32_t>(std::count(flags.begin(), flags.end(), true));
    };
    const std::uint32_t of_mean = mean_ == 0.0F ? 0 : 1;
    return std::min({triplets_.count + std::min(used(of_rows), used(of_cols)) + of_mean,
                     observed_.row_count, observed_.col_count});
  }

 private:
  /// ‖a‖², spectral, or hardly more.
  [[nodiscard]] double squaredNorm(const TallMatrix& a) const {
    PartialSvd svd(context_.team, static_cast<std::uint32_t>(a.rows),
                   static_cast<std::uint32_t>(a.cols), context_.seed, context_.stop);
    const double norm = kAbove * svd.largest(a.data, 1).s[0];
    return norm * norm;
  }

  /// FᵀX·G.
  [[nodiscard]] TallMatrix withFeatures(const TallMatrix& x) const {
    if (f_.cols < g_.cols) {
      return product(context_.team, product(context_.team, f_.view().transposed(), x.view()).view(),
                     g_.view());
    }
    return product(context_.team, f_.view().transposed(),
                   product(context_.team, x.view(), g_.view()).view());
  }

  /// Residuals at the extrapolated L and N, and L there less a step along them.
  void descend(float beta) {
    cpu::parallelFor(context_.team, f_.rows, kRows, [&](cpu::Range rows) {
      for (std::size_t row = rows.begin; row < rows.end; ++row) {
        const std::size_t first = row * g_.rows;
        for (std::size_t k = first; k < first + g_.rows; ++k) {
          z_.data[k] = low_.data[k] + beta * (low_.data[k] - low_before_.data[k]);
        }
        for (std::size_t e = observed_.row_offsets[row]; e < observed_.row_offsets[row + 1]; ++e) {
          const std::size_t k = first + observed_.cols[e];
          const float estimate = sum_.data[k] + beta * (sum_.data[k] - sum_before_.data[k]);
          residuals_.data[k] = estimate - observed_.values[e];
          z_.data[k] -= static_cast<float>(1.0 / kShare) * residuals_.data[k];
        }
      }
    });
  }

  /// The same step of N, soft-thresholded; Σ|n_kl|.
  double shrink(float beta, const TallMatrix& slope) {
    std::swap(n_, n_before_);
    if (curvature_ == 0.0) {
      return 0.0;
    }
    const double least = sparse_ / curvature_;
    double size = 0.0;
    for (std::size_t k = 0; k < n_.data.size(); ++k) {
      const double now = n_before_.data[k];
      const double from = now + beta * (now - n_.data[k]) - slope.data[k] / curvature_;
      const double shrunk = std::copysign(std::max(std::abs(from) - least, 0.0), from);
      n_.data[k] = static_cast<float>(shrunk);
      size += std::abs(shrunk);
    }
    return size;
  }

  /// L + F·N·Gᵀ.
  void addExplained() {
    const HostMatrix n{n_.data, f_.cols, g_.cols};
    sum_.data = low_.data;
    if (f_.cols < g_.cols) {
      const TallMatrix b = product(context_.team, g_.view(), n.transposed());
      multiplyAdd(context_.team, sum_.data, f_.view(), b.view().transposed());
    } else {
      const TallMatrix a = product(context_.team, f_.view(), n);
      multiplyAdd(context_.team, sum_.data, a.view(), g_.view().transposed());
    }
  }

  /// L + F·N·Gᵀ against the one before, and against what was observed.
  Compared compare() {
    return compareRows(context_.team, f_.rows, [&](std::size_t row) {
      const float* const now = sum_.data.data() + row * g_.rows;
      return Compared{movedBy(now, sum_before_.data.data() + row * g_.rows, g_.rows),
                      squaredErrors(observed_, row, now)};
    });
  }

  float mean_;
  Entries observed_;
  const Context& context_;
  TallMatrix f_;  // rows × features of rows
  TallMatrix g_;  // cols × features of columns
  PartialSvd svd_;
  TallMatrix low_;  // rows × cols: L, and all others but N
  TallMatrix low_before_;
  TallMatrix sum_;  // L + F·N·Gᵀ
  TallMatrix sum_before_;
  TallMatrix residuals_;  // 0 at missing entries
  TallMatrix z_;
  TallMatrix n_;  // features of rows × features of columns
  TallMatrix n_before_;
  Triplets triplets_;  // of L
  double nuclear_ = 0.0;
  double sparse_ = 0.0;
  double curvature_ = 0.0;  // 2κ
  double momentum_ = 1.0;
  double objective_ = HUGE_VAL;
};

}  // namespace

std::unique_ptr<Method> makeMethod(const FnnmSpec& spec, const Context& context) {
  return std::make_unique<Fnnm>(spec, context);
}

std::uint64_t methodBytes(const FnnmSpec& spec, const Extent& extent) {
  const std::uint64_t of_rows = spec.rows.width;
  const std::uint64_t of_cols = spec.cols.width;
  return entriesBytes(extent.rows, extent.cols, extent.observed) +
         sizeof(float) * (6 * extent.entries() + 4 * extent.rows * of_rows +
                          4 * extent.cols * of_cols + 4 * of_rows * of_cols) +
         std::max(
             {PartialSvd::bytes(extent.rows, of_rows, 1),
              PartialSvd::bytes(extent.cols, of_cols, 1),
              PartialSvd::bytes(extent.rows, extent.cols, std::min(extent.rows, extent.cols))});
}

}  // namespace lacuna::classic
