#include "fold/fold_in.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <new>

#include "linalg/cholesky.h"
#include "support/error.h"
#include "support/stop.h"

namespace lacuna {
namespace {

constexpr double kLeastLambda = 1e-12;  // of the trace of the normal equations
constexpr std::size_t kPiece = 32;      // rows that a thread takes at once

/// λ, or the least that lets the normal equations be solved; NaN becomes that too.
double solvableLambda(double lambda, const FoldBasis& basis) {
  const double trace = basis.entryVariance() * static_cast<double>(basis.cols);
  const double least = trace > 0.0 ? kLeastLambda * trace : 1.0;
  return lambda > least ? lambda : least;
}

std::vector<double> transposed(const std::vector<double>& x, std::size_t rows, std::size_t cols) {
  std::vector<double> y(x.size());
  for (std::size_t i = 0; i < rows; ++i) {
    for (std::size_t j = 0; j < cols; ++j) {
      y[j * rows + i] = x[i * cols + j];
    }
  }
  return y;
}

/// Room for the equations of one row.
struct Scratch {
  std::vector<double> matrix;
  std::vector<double> side;
  std::vector<double> z;
  std::vector<double> a;
  std::vector<double> row;

  Scratch(std::size_t rank, std::size_t cols)
      : matrix(rank * rank), side(rank), z(rank), a(rank), row(cols) {}
};

class FoldIn {
 public:
  FoldIn(const FoldSpec& spec, const SparseObservations& rows, const std::atomic<bool>& stop)
      : predict_(spec.predict),
        rows_(rows),
        stop_(stop),
        basis_(foldBasis(spec.x, spec.metric, stop)),
        rank_(basis_.rank),
        directions_(transposed(basis_.columns, basis_.cols, basis_.rank)) {
    const std::size_t count = rows.offsets.size() - 1;
    folded_.lambda = solvableLambda(spec.lambda, basis_);
    folded_.factors.resize(count * rank_);
    folded_.matrix.resize(predict_ ? count * basis_.cols : 0);
  }

  FoldedRows run(cpu::Team& team) {
    const cpu::Task task{&FoldIn::callPiece, this, rows_.offsets.size() - 1, 1, kPiece};
    const cpu::Stage stage{{&task, 1}};
    team.run({&stage, 1});
    throwIfStopped(stop_);
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
    Scratch scratch(rank_, predict_ ? basis_.cols : 0);
    for (std::size_t i = range.begin; i < range.end; ++i) {
      if (stop_.load(std::memory_order_relaxed)) {
        return;
      }
      solve(i, scratch);
      std::copy(scratch.a.begin(), scratch.a.end(), &folded_.factors[i * rank_]);
      if (predict_) {
        predict(i, scratch);
      }
    }
  }

  [[nodiscard]] const double* weight(std::size_t entry) const {
    return &basis_.weights[rows_.cols[entry] * rank_];
  }

  /// What an entry says beyond the mean row.
  [[nodiscard]] double excess(std::size_t entry) const {
    return rows_.values[entry] - basis_.mean_row[rows_.cols[entry]];
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
      double sum = basis_.mean[i];
      for (std::size_t k = 0; k < rank_; ++k) {
        sum += basis_.spread[i * rank_ + k] * scratch.z[k];
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
        for (std::size_t j = i; j < rank_; ++j) {
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
      for (std::size_t j = i; j < count; ++j) {
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

  void predict(std::size_t row, Scratch& scratch) {
    std::fill(scratch.row.begin(), scratch.row.end(), 0.0);
    for (std::size_t k = 0; k < rank_; ++k) {
      const double* const column = &directions_[k * basis_.cols];
      for (std::size_t j = 0; j < basis_.cols; ++j) {
        scratch.row[j] += scratch.a[k] * column[j];
      }
    }
    std::copy(scratch.row.begin(), scratch.row.end(), &folded_.matrix[row * basis_.cols]);
  }

  bool predict_;
  const SparseObservations& rows_;
  const std::atomic<bool>& stop_;
  FoldBasis basis_;
  std::size_t rank_;
  std::vector<double> directions_;  // rank × cols: the columns of V, to go along a row
  FoldedRows folded_;
  std::atomic<bool> out_of_memory_{false};
};

void check(const FoldSpec& spec, const SparseObservations& rows) {
  const auto& [fitted, width, narrow, left, right] = spec.x;
  const std::size_t rank = narrow;
  const bool fits = fitted > 0 && width > 0 && rank > 0 && left.size() == fitted * rank &&
                    right.size() == width * rank;
  if (!fits) {
    throw Error(ErrorCode::invalid_argument, "Expected factors of the model's shape");
  }
  const auto& [batch, offsets, cols, values] = rows;
  const bool listed = batch == 1 && !offsets.empty() && offsets.front() == 0 &&
                      offsets.back() == cols.size() && cols.size() == values.size() &&
                      std::is_sorted(offsets.begin(), offsets.end());
  const auto inside = [&](std::uint32_t col) { return col < spec.x.cols; };
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
  const std::uint64_t rank = spec.x.rank;
  const std::uint64_t predicted = spec.predict ? spec.x.cols : 0;
  const std::uint64_t columns = spec.x.cols * (3 * rank + 1);
  const std::uint64_t squares = 6 * rank * rank;
  return sizeof(float) * new_rows * (rank + predicted) + sizeof(double) * (columns + squares);
}

}  // namespace lacuna
