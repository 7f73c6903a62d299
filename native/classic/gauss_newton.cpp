#include "classic/gauss_newton.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>
#include <vector>

#include "classic/damped_step.h"
#include "classic/entry_side.h"
#include "classic/factored_estimate.h"
#include "classic/inferred_lines.h"
#include "classic/leading_pair.h"
#include "cpu/parallel.h"
#include "linalg/double_vectors.h"

namespace lacuna::classic {
namespace {

constexpr std::size_t kRows = 32;  // that a thread takes at once
constexpr std::size_t kLanes = 4;
constexpr double kExact = 1e-7;  // ‖R‖/‖P_Ω(M)‖ of values that are rounded to float
/// The objective falls by a smaller share: the rank grows. A rank that is too small is not worth
/// more, and where lines have few entries, much less damping there would let factors run away.
constexpr double kSlow = 0.2;
constexpr double kFreedoms = 0.85;  // for each entry, at most
// Damping, relative to the mean diagonal entry of the equations.
constexpr double kFirstDamping = 1e-2;
constexpr double kLeastDamping = 1e-14;
constexpr double kMostDamping = 1e4;
constexpr double kEase = 5.0;  // by which it falls after a step
constexpr double kCare = 4.0;  // by which it grows where a step was in vain

bool isSeen(const EntrySide& side, std::size_t line) {
  return side.offsets[line] < side.offsets[line + 1];
}

std::uint64_t seenLines(const EntrySide& side) {
  std::uint64_t seen = 0;
  for (std::size_t i = 0; i < side.lines(); ++i) {
    seen += isSeen(side, i) ? 1 : 0;
  }
  return seen;
}

/// The largest rank with well fewer freedoms than there are entries, of the lines that have some; 0
/// where there is none. Beyond, everything can be explained, and what explains it says nothing.
std::uint32_t determinedRank(const Entries& observed) {
  const std::uint64_t rows = seenLines(sideOfRows(observed));
  const std::uint64_t cols = seenLines(sideOfCols(observed));
  const double most = kFreedoms * static_cast<double>(observed.count());
  const auto freedoms = [&](std::uint64_t rank) {
    return static_cast<double>((rows + cols - rank) * rank);
  };
  std::uint64_t rank = 0;
  while (rank < std::min(rows, cols) && freedoms(rank + 1) <= most) {
    ++rank;
  }
  return static_cast<std::uint32_t>(rank);
}

/// Factors with what is left unexplained.
struct State {
  DoubleFactors x;
  std::vector<double> residuals;  // R = P_Ω(M − X), in the order of rows
  double error = 0.0;             // ‖R‖²
};

double squareOf(const std::vector<double>& x) { return dot<kLanes>(x.data(), x.data(), x.size()); }

/// `a` (rows × width) with one more column.
std::vector<double> withColumn(const std::vector<double>& a, std::size_t width,
                               const std::vector<double>& column) {
  std::vector<double> result;
  result.reserve(a.size() + column.size());
  for (std::size_t i = 0; i < column.size(); ++i) {
    const double* const row = a.data() + i * width;
    result.insert(result.end(), row, row + width);
    result.push_back(column[i]);
  }
  return result;
}

/// Factors of all lines (lines × width): those without entries, of which the equations say nothing,
/// are like the mean of the others.
std::vector<float> inferred(const std::vector<double>& factors, std::size_t width,
                            const EntrySide& side) {
  const auto seen = static_cast<double>(seenLines(side));
  std::vector<double> mean(width, 0.0);
  for (std::size_t i = 0; i < side.lines(); ++i) {
    if (isSeen(side, i)) {
      accumulate(mean.data(), 1.0 / seen, factors.data() + i * width, width);
    }
  }
  std::vector<float> all(factors.begin(), factors.end());
  for (std::size_t i = 0; i < side.lines(); ++i) {
    if (!isSeen(side, i)) {
      std::copy(mean.begin(), mean.end(), all.data() + i * width);
    }
  }
  return all;
}

std::vector<double> sumOf(std::vector<double> a, const std::vector<double>& b) {
  accumulate(a.data(), 1.0, b.data(), a.size());
  return a;
}

class GaussNewton final : public Method {
 public:
  GaussNewton(const GaussNewtonSpec& spec, const Context& context)
      : context_(context),
        observed_(context.observed),
        determined_rank_(determinedRank(observed_)),
        max_rank_(std::min(spec.max_rank, std::max(determined_rank_, 1U))),
        iterations_(spec.iterations),
        equations_(context),
        now_{{}, {observed_.values.begin(), observed_.values.end()}} {
    size_ = now_.error = squareOf(now_.residuals);
    lambda_ = spec.lambda * std::sqrt(size_ / static_cast<double>(observed_.count()));
  }

  Progressed step() override {
    throwIfStopped(context_);
    const std::vector<double> before = now_.residuals;
    if (mayGrow()) {
      grow();
      descend();
    }
    return {mayGrow() ? changeFrom(before) : 0.0,
            now_.error / static_cast<double>(observed_.count())};
  }

  [[nodiscard]] bool isConclusive() const override {
    return isExplained() && rank() <= determined_rank_;
  }

  void predict(std::span<const Place> places, std::span<float> values) override {
    predictFrom(factors(), places, values);
  }
  void fill(std::span<float> matrix) override {
    fillFrom(context_.team, factors(), observed_.row_count, observed_.col_count, matrix);
  }
  Factors factors() override {
    const DoubleFactors& x = now_.x;
    const EntrySide rows = sideOfRows(observed_);
    const EntrySide cols = sideOfCols(observed_);
    if (!isConclusive()) {
      return {inferred(x.left, x.width, rows), inferred(x.right, x.width, cols), rank()};
    }
    const auto left = inferredLines({rows, observed_.values, x.left, x.right, x.width});
    const auto right = inferredLines({cols, observed_.values, x.right, x.left, x.width});
    return {inferred(left, x.width, rows), inferred(right, x.width, cols), rank()};
  }
  [[nodiscard]] std::uint32_t rank() const override {
    return static_cast<std::uint32_t>(now_.x.width);
  }

 private:
  [[nodiscard]] bool isExplained() const { return !(now_.error > kExact * kExact * size_); }
  [[nodiscard]] bool mayGrow() const { return rank() < max_rank_ && !isExplained(); }
  /// What is explained by factors can still be explained by smaller ones.
  [[nodiscard]] bool mayDescend() const { return lambda_ > 0.0 || !isExplained(); }

  void grow() {
    const LeadingPair pair = leadingPair(context_, now_.residuals);
    const DoubleFactors& x = now_.x;
    now_ = stateOf({x.width + 1, withColumn(x.left, x.width, pair.left),
                    withColumn(x.right, x.width, pair.right)});
  }

  void descend() {
    double damping = kFirstDamping;
    for (std::uint32_t k = 0; k < iterations_ && mayDescend(); ++k) {
      const double before = objective(now_);
      if (!advance(damping) || !(objective(now_) < (1.0 - kSlow) * before)) {
        return;
      }
      damping = std::max(damping / kEase, kLeastDamping);
    }
  }

  /// A step that lets the objective fall, with at least that damping, which is then what it took;
  /// false where there is none.
  bool advance(double& damping) {
    equations_.linearise(now_.x, now_.residuals, lambda_);
    const double diagonal = equations_.meanDiagonal();
    for (; damping <= kMostDamping; damping *= kCare) {
      const DoubleFactors by = equations_.solve(damping * diagonal);
      State next = stateOf({by.width, sumOf(by.left, now_.x.left), sumOf(by.right, now_.x.right)});
      if (objective(next) < objective(now_)) {
        now_ = std::move(next);
        return true;
      }
    }
    return false;
  }

  [[nodiscard]] double objective(const State& state) const {
    return state.error + lambda_ * (squareOf(state.x.left) + squareOf(state.x.right));
  }

  /// Squares of rows are added in order.
  [[nodiscard]] State stateOf(DoubleFactors x) const {
    State state{std::move(x), std::vector<double>(observed_.count())};
    const std::size_t width = state.x.width;
    std::vector<double> squares(observed_.row_count, 0.0);
    cpu::parallelFor(context_.team, observed_.row_count, kRows, [&](cpu::Range rows) {
      for (std::size_t i = rows.begin; i < rows.end; ++i) {
        for (std::size_t e = observed_.row_offsets[i]; e < observed_.row_offsets[i + 1]; ++e) {
          const double* const a = state.x.left.data() + i * width;
          const double* const b = state.x.right.data() + observed_.cols[e] * width;
          const double residual = observed_.values[e] - dot<kLanes>(a, b, width);
          state.residuals[e] = residual;
          squares[i] += residual * residual;
        }
      }
    });
    state.error = std::accumulate(squares.begin(), squares.end(), 0.0);
    return state;
  }

  [[nodiscard]] double changeFrom(const std::vector<double>& before) const {
    double moved = 0.0;
    double size = 0.0;
    for (std::size_t e = 0; e < before.size(); ++e) {
      const double by = before[e] - now_.residuals[e];
      const double estimate = observed_.values[e] - now_.residuals[e];
      moved += by * by;
      size += estimate * estimate;
    }
    return size > 0.0 ? std::sqrt(moved / size) : 0.0;
  }

  const Context& context_;
  const Entries& observed_;
  std::uint32_t determined_rank_;
  std::uint32_t max_rank_;
  std::uint32_t iterations_;
  DampedStep equations_;
  State now_;
  double size_ = 0.0;  // ‖P_Ω(M)‖²
  double lambda_ = 0.0;
};

}  // namespace

std::unique_ptr<Method> makeMethod(const GaussNewtonSpec& spec, const Context& context) {
  return std::make_unique<GaussNewton>(spec, context);
}

std::uint64_t methodBytes(const GaussNewtonSpec& spec, const Extent& extent) {
  const std::uint64_t lines = std::uint64_t{extent.rows} + extent.cols;
  const std::uint64_t width = std::min({spec.max_rank, extent.rows, extent.cols});
  // Factors now and next in double, and as a result in float; residuals now, next and before.
  return DampedStep::bytes(extent, width) + lines * width * (2 * sizeof(double) + sizeof(float)) +
         3 * sizeof(double) * extent.observed;
}

}  // namespace lacuna::classic
