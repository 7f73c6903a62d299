#include "fold/fold_in.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <new>

#include "fold/cholesky.h"
#include "fold/symmetric_eigen.h"
#include "support/error.h"

namespace lacuna {
namespace {

constexpr double kLeastLambda = 1e-12;  // of the trace of the normal equations
constexpr std::size_t kPiece = 32;      // rows that a thread takes at once

/// a = mean + spread·z, where the metric of z is ‖z‖².
struct Prior {
  std::vector<double> mean;    // rank
  std::vector<double> spread;  // rank × rank
  double variance;             // mean of the covariance's diagonal
};

std::vector<double> meanOf(const FoldSpec& spec) {
  std::vector<double> mean(spec.rank, 0.0);
  for (std::size_t i = 0; i < spec.rows; ++i) {
    for (std::size_t k = 0; k < spec.rank; ++k) {
      mean[k] += spec.left[i * spec.rank + k];
    }
  }
  for (double& value : mean) {
    value /= spec.rows;
  }
  return mean;
}

std::vector<double> covarianceOf(const FoldSpec& spec, const std::vector<double>& mean) {
  const std::size_t rank = spec.rank;
  std::vector<double> covariance(rank * rank, 0.0);
  std::vector<double> d(rank);
  for (std::size_t i = 0; i < spec.rows; ++i) {
    for (std::size_t k = 0; k < rank; ++k) {
      d[k] = spec.left[i * rank + k] - mean[k];
    }
    for (std::size_t k = 0; k < rank; ++k) {
      for (std::size_t l = 0; l < rank; ++l) {
        covariance[k * rank + l] += d[k] * d[l];
      }
    }
  }
  for (double& value : covariance) {
    value /= std::max(1.0, spec.rows - 1.0);
  }
  return covariance;
}

double meanDiagonal(const std::vector<double>& square, std::size_t n) {
  double sum = 0.0;
  for (std::size_t i = 0; i < n; ++i) {
    sum += square[i * n + i];
  }
  return sum / static_cast<double>(n);
}

/// The root of the covariance Q·D·Qᵀ: Q·D^(1/2). Directions that no fitted row takes are closed.
std::vector<double> rootOf(std::vector<double> covariance, std::size_t rank,
                           const std::atomic<bool>& stop) {
  const Eigen eigen = symmetricEigen(std::move(covariance), rank, stop);
  std::vector<double> root(rank * rank);
  for (std::size_t k = 0; k < rank; ++k) {
    const double deviation = std::sqrt(std::max(eigen.values[k], 0.0));
    for (std::size_t i = 0; i < rank; ++i) {
      root[i * rank + k] = eigen.vectors[k * rank + i] * deviation;
    }
  }
  return root;
}

std::vector<double> identity(std::size_t n) {
  std::vector<double> one(n * n, 0.0);
  for (std::size_t i = 0; i < n; ++i) {
    one[i * n + i] = 1.0;
  }
  return one;
}

Prior priorOf(const FoldSpec& spec, const std::atomic<bool>& stop) {
  std::vector<double> mean = meanOf(spec);
  std::vector<double> covariance = covarianceOf(spec, mean);
  const double variance = meanDiagonal(covariance, spec.rank);
  std::vector<double> spread = spec.metric == FoldMetric::identity
                                   ? identity(spec.rank)
                                   : rootOf(std::move(covariance), spec.rank, stop);
  return {std::move(mean), std::move(spread), variance};
}

/// y (m×k) = x (m×n) · t (n×k).
template <class T>
std::vector<double> times(const std::vector<T>& x, const std::vector<double>& t, std::size_t m,
                          std::size_t n, std::size_t k) {
  std::vector<double> y(m * k, 0.0);
  for (std::size_t i = 0; i < m; ++i) {
    for (std::size_t j = 0; j < n; ++j) {
      const double factor = x[i * n + j];
      for (std::size_t l = 0; l < k; ++l) {
        y[i * k + l] += factor * t[j * k + l];
      }
    }
  }
  return y;
}

double autoLambda(const FoldSpec& spec, const Prior& prior) {
  return spec.metric == FoldMetric::covariance ? spec.noise : spec.noise / prior.variance;
}

/// λ, or the least that lets the normal equations be solved; NaN becomes that too.
double solvableLambda(double lambda, const std::vector<double>& weights) {
  double trace = 0.0;
  for (const double w : weights) {
    trace += w * w;
  }
  const double least = trace > 0.0 ? kLeastLambda * trace : 1.0;
  return lambda > least ? lambda : least;
}

/// Room for the equations of one row.
struct Scratch {
  std::vector<double> matrix;
  std::vector<double> side;
  std::vector<double> z;
  std::vector<double> a;

  explicit Scratch(std::size_t rank) : matrix(rank * rank), side(rank), z(rank), a(rank) {}
};

class FoldIn {
 public:
  FoldIn(const FoldSpec& spec, const SparseObservations& rows, const std::atomic<bool>& stop)
      : spec_(spec),
        rows_(rows),
        stop_(stop),
        rank_(spec.rank),
        prior_(priorOf(spec, stop)),
        columns_(spec.right.begin(), spec.right.end()),
        weights_(times(columns_, prior_.spread, spec.cols, rank_, rank_)),
        mean_(times(columns_, prior_.mean, spec.cols, rank_, 1)) {
    const std::size_t count = rows.offsets.size() - 1;
    const double wanted = spec.lambda ? *spec.lambda : autoLambda(spec, prior_);
    folded_.lambda = solvableLambda(wanted, weights_);
    folded_.factors.resize(count * rank_);
    folded_.matrix.resize(spec.predict ? count * spec.cols : 0);
  }

  FoldedRows run(cpu::Team& team) {
    const cpu::Task task{&FoldIn::callPiece, this, rows_.offsets.size() - 1, 1, kPiece};
    const cpu::Stage stage{{&task, 1}};
    team.run({&stage, 1});
    if (stop_.load(std::memory_order_relaxed)) {
      throw Error(ErrorCode::cancelled, "The job was cancelled");
    }
    if (out_of_memory_.load(std::memory_order_relaxed)) {
      throw std::bad_alloc();
    }
    return std::move(folded_);
  }

 private:
  static void callPiece(const void* context, cpu::Range range) {
    auto& self = *static_cast<FoldIn*>(const_cast<void*>(context));
    try {
      self.fold(range);
    } catch (const std::bad_alloc&) {
      self.out_of_memory_.store(true, std::memory_order_relaxed);
    }
  }

  void fold(cpu::Range range) {
    Scratch scratch(rank_);
    for (std::size_t i = range.begin; i < range.end; ++i) {
      if (stop_.load(std::memory_order_relaxed)) {
        return;
      }
      solve(i, scratch);
      std::copy(scratch.a.begin(), scratch.a.end(), &folded_.factors[i * rank_]);
      if (spec_.predict) {
        predict(i, scratch.a);
      }
    }
  }

  [[nodiscard]] const double* weight(std::size_t entry) const {
    return &weights_[rows_.cols[entry] * rank_];
  }

  /// What an entry says beyond the mean row.
  [[nodiscard]] double excess(std::size_t entry) const {
    return rows_.values[entry] - mean_[rows_.cols[entry]];
  }

  void solve(std::size_t row, Scratch& scratch) const {
    const std::size_t begin = rows_.offsets[row];
    const std::size_t count = rows_.offsets[row + 1] - begin;
    if (count < rank_) {
      solveByEntries(begin, count, scratch);
    } else {
      solveByDirections(begin, count, scratch);
    }
    for (std::size_t i = 0; i < rank_; ++i) {
      double sum = prior_.mean[i];
      for (std::size_t k = 0; k < rank_; ++k) {
        sum += prior_.spread[i * rank_ + k] * scratch.z[k];
      }
      scratch.a[i] = sum;
    }
  }

  /// (WᵀW + λ)·z = Wᵀ·y, r×r.
  void solveByDirections(std::size_t begin, std::size_t count, Scratch& scratch) const {
    std::fill(scratch.matrix.begin(), scratch.matrix.end(), 0.0);
    std::fill(scratch.z.begin(), scratch.z.end(), 0.0);
    for (std::size_t entry = begin; entry < begin + count; ++entry) {
      const double* const w = weight(entry);
      const double y = excess(entry);
      for (std::size_t i = 0; i < rank_; ++i) {
        double* const into = &scratch.matrix[i * rank_];
        for (std::size_t j = 0; j <= i; ++j) {
          into[j] += w[i] * w[j];
        }
        scratch.z[i] += w[i] * y;
      }
    }
    for (std::size_t i = 0; i < rank_; ++i) {
      scratch.matrix[i * rank_ + i] += folded_.lambda;
    }
    solveCholesky(scratch.matrix.data(), scratch.z.data(), rank_);
  }

  /// (W·Wᵀ + λ)·u = y, |Ω|×|Ω|, and z = Wᵀ·u: the same z from fewer equations.
  void solveByEntries(std::size_t begin, std::size_t count, Scratch& scratch) const {
    for (std::size_t i = 0; i < count; ++i) {
      const double* const w = weight(begin + i);
      for (std::size_t j = 0; j <= i; ++j) {
        const double* const other = weight(begin + j);
        double sum = i == j ? folded_.lambda : 0.0;
        for (std::size_t k = 0; k < rank_; ++k) {
          sum += w[k] * other[k];
        }
        scratch.matrix[i * count + j] = sum;
      }
      scratch.side[i] = excess(begin + i);
    }
    solveCholesky(scratch.matrix.data(), scratch.side.data(), count);
    std::fill(scratch.z.begin(), scratch.z.end(), 0.0);
    for (std::size_t i = 0; i < count; ++i) {
      const double* const w = weight(begin + i);
      for (std::size_t k = 0; k < rank_; ++k) {
        scratch.z[k] += w[k] * scratch.side[i];
      }
    }
  }

  void predict(std::size_t row, const std::vector<double>& a) {
    float* const x = &folded_.matrix[row * spec_.cols];
    for (std::size_t j = 0; j < spec_.cols; ++j) {
      double sum = 0.0;
      for (std::size_t k = 0; k < rank_; ++k) {
        sum += columns_[j * rank_ + k] * a[k];
      }
      x[j] = static_cast<float>(sum);
    }
  }

  const FoldSpec& spec_;
  const SparseObservations& rows_;
  const std::atomic<bool>& stop_;
  std::size_t rank_;
  Prior prior_;
  std::vector<double> columns_;  // cols × rank
  std::vector<double> weights_;  // cols × rank: columns · spread
  std::vector<double> mean_;     // cols: the mean row
  FoldedRows folded_;
  std::atomic<bool> out_of_memory_{false};
};

void check(const FoldSpec& spec, const SparseObservations& rows) {
  const std::size_t rank = spec.rank;
  const bool fits = spec.rows > 0 && spec.cols > 0 && rank > 0 &&
                    spec.left.size() == spec.rows * rank && spec.right.size() == spec.cols * rank;
  if (!fits) {
    throw Error(ErrorCode::invalid_argument, "Expected factors of the model's shape");
  }
  const auto& [batch, offsets, cols, values] = rows;
  const bool listed = batch == 1 && !offsets.empty() && offsets.front() == 0 &&
                      offsets.back() == cols.size() && cols.size() == values.size() &&
                      std::is_sorted(offsets.begin(), offsets.end());
  const auto inside = [&](std::uint32_t col) { return col < spec.cols; };
  if (!listed || !std::all_of(cols.begin(), cols.end(), inside)) {
    throw Error(ErrorCode::invalid_argument, "Expected new rows with the model's columns");
  }
}

}  // namespace

FoldedRows foldIn(cpu::Team& team, const FoldSpec& spec, const SparseObservations& rows,
                  const std::atomic<bool>& stop) {
  check(spec, rows);
  return FoldIn(spec, rows, stop).run(team);
}

std::uint64_t foldBytes(const FoldSpec& spec, std::uint64_t new_rows) {
  const std::uint64_t predicted = spec.predict ? spec.cols : 0;
  const std::uint64_t columns = spec.cols * (2 * std::uint64_t{spec.rank} + 1);
  const std::uint64_t squares = 6 * std::uint64_t{spec.rank} * spec.rank;
  return sizeof(float) * new_rows * (spec.rank + predicted) + sizeof(double) * (columns + squares);
}

}  // namespace lacuna
